"""One stage of one campaign, loaded for work: its newest version, what it may read, and the edits made so far."""

from dataclasses import dataclass, field, replace

from agent.errors import ModelRefused
from agent.graph.context import Context
from agent.llm.port import DraftRequest, SectionDraft, Sources, Upstream
from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.events import FieldChange
from agent.schemas.pins import Address, altered
from agent.schemas.quality import Check
from agent.schemas.registry import dump, parse
from agent.schemas.stages import USES, ArtifactStage
from agent.schemas.staleness import Cause
from agent.schemas.version import ArtifactVersion, LineageRef, Provenance
from agent.stages.base import Stage
from agent.store.material import entries_showing, value_at
from agent.tools.edit import Draft, changes_between, is_below, replace_section, with_every_origin, with_origin
from agent.tools.pins import pinned_values, with_pins


@dataclass
class Desk:
    """The workbench of one stage during one run."""

    context: Context
    campaign_id: str
    stage: Stage
    sources: Sources
    version: ArtifactVersion | None
    draft: Draft
    lineage: dict[str, list[LineageRef]] = field(default_factory=dict)
    causes: dict[str, list[Cause]] = field(default_factory=dict)
    """Sections of the newest version that are out of date, and why."""
    other_clients: tuple[str, ...] = ()
    pins: tuple[Address, ...] = ()
    """Pinned values of this stage, by address."""
    held: Draft = field(init=False)
    """What pinned values must stay: the draft as people last left it."""

    opened: Draft = field(init=False)
    """The draft as it was loaded, with the pins it had then."""
    opened_pins: tuple[Address, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.opened, self.opened_pins = self.draft, self.pins
        self.hold()

    def hold(self) -> None:
        """A person changed the draft: pins hold what it says now."""
        self.held = self.draft

    def keep_pins(self) -> None:
        """Put pinned values back, with their origins, after something that was no person's act. Raises Invalid when the rest does not fit around them."""
        if self.pins:
            self.draft = with_pins(self.draft, self.held, self.pins)

    @property
    def number(self) -> int:
        """Number of the newest saved version; 0 before the first."""
        return self.version.number if self.version else 0

    def origin(self, source: Provenance, path: str) -> None:
        """Record where a path's value came from."""
        self.draft = replace(self.draft, provenance=with_origin(self.draft.provenance, path, source))

    def hydrate(self) -> None:
        """Fill what approved upstream artifacts already say, with provenance; filled fields stay as they are."""
        hydrated = self.stage.hydrate(self.draft.content, self.sources)
        provenance = {**hydrated.provenance, **self.draft.provenance}
        self.draft = Draft(self.draft.stage, dump(parse(self.stage.id, hydrated.content)), provenance)
        self.keep_pins()

    def compile(self) -> None:
        """Recompute what follows from the rest; pinned values stay."""
        compiled = self.stage.compile(self.draft.content, self.sources)
        self.draft = replace(self.draft, content=dump(parse(self.stage.id, compiled)))
        self.keep_pins()
        self.draft = with_every_origin(self.draft)

    def request(self, section: str, instruction: str | None, findings: list[Check]) -> DraftRequest:
        """What a model is given to draft a section."""
        return DraftRequest(
            stage=self.stage.id,
            section=section,
            sources=self.sources,
            current=self.draft.content,
            instruction=instruction,
            findings=[c for c in findings if c.path and (c.path + ".").startswith(f"{self.stage.id}.{section}")],
            pinned=pinned_values(self.draft, section, self.pins),
        )

    def take(self, section: str, drafted: SectionDraft) -> list[FieldChange]:
        """Put a drafted section in: schema first, then provenance of every field, then lineage of the section.

        Raises Invalid when it does not fit, ModelRefused when it alters a pinned value; then nothing changed.
        """
        path = f"{self.stage.id}.{section}"
        earlier = {name: known for name, known in self.draft.provenance.items() if is_below(name, path)}
        origin = Provenance(source="drafted", by=drafted.model, prompt=drafted.prompt)
        before = self.draft
        replaced, changes = replace_section(self.draft, section, drafted.value, origin)
        self._require_pins(replaced)
        self.draft = replaced
        if not changes and path not in self.draft.provenance:
            self.origin(origin, path)
        self._keep_origins_of_equal_values(before, earlier)
        for name, note in drafted.assumptions.items():
            self.origin(origin.model_copy(update={"note": note}), name)
        self.keep_pins()
        self.lineage[section] = self._references(section, drafted.used or list(self.stage.section(section).uses))
        return changes

    def _require_pins(self, drafted: Draft) -> None:
        broken = altered(self.held.content, drafted.content, self.pins)
        if broken:
            raise ModelRefused(f"The draft changed what is pinned: {', '.join(broken)}. It was not taken and nothing was changed; try again, or unpin it.")

    def _keep_origins_of_equal_values(self, before: Draft, earlier: dict[str, Provenance]) -> None:
        """A field that was hydrated or typed and comes out of the draft unchanged keeps its origin."""
        for name, known in earlier.items():
            if known.source in ("hydrated", "operator", "extracted") and before.value(name) == self.draft.value(name):
                self.origin(known, name)

    def rehydrate(self, section: str) -> None:
        """Empty what was taken over from upstream in a section and take it over again, so that a new draft starts from what holds now."""
        top = f"{self.stage.id}.{section}"
        stale = [name for name, known in self.draft.provenance.items() if known.source == "hydrated" and is_below(name, top)]
        blank = dump(parse(self.stage.id, {}))
        content = self.draft.content
        for name in stale:
            inner = name.removeprefix(f"{self.stage.id}.")
            content = paths.put(content, inner, paths.get(blank, inner))
        kept = {name: known for name, known in self.draft.provenance.items() if name not in stale}
        before, self.draft = self.draft, replace(self.draft, content=content, provenance=kept)
        self.hydrate()
        if any(self.draft.value(name) in (None, "", [], {}) for name in stale):
            self.draft = before
        self.keep_pins()

    def edited(self, changes: list[FieldChange]) -> None:
        """A person changed fields: their sections rest on the upstream of now, but for a changed value that some entries still show."""
        for section in dict.fromkeys(str(paths.steps(change.path)[1]) for change in changes):
            held = self.lineage.get(section)
            if held is not None:
                self.lineage[section] = [self._still_shown(section, one) or self._now(one) for one in held]

    def _now(self, reference: LineageRef) -> LineageRef:
        return next(iter(self._references("", [reference.path], reference.spares)), reference)

    def _still_shown(self, section: str, reference: LineageRef) -> LineageRef | None:
        causes = [cause for cause in self.causes.get(section, []) if cause.used == reference.path and cause.items]
        value = self.draft.content.get(section)
        return reference if any(entries_showing(value, cause.root or cause) for cause in causes) else None

    def _references(self, section: str, used: list[str], spares: list[str] | None = None) -> list[LineageRef]:
        """The present values at the used paths, each with the fields of the section that do not follow from it."""
        steady = next((one.steady for one in self.stage.sections if one.id == section), {})
        found = []
        for path in sorted(set(used)):
            upstream = next((up for name, up in self.sources.upstream.items() if name == path.split(".")[0]), None)
            if upstream is not None:
                apart = spares if spares is not None else [name for name, own in steady.items() if path not in own]
                value = value_at(upstream.content, path)
                found.append(LineageRef(path=path, version=upstream.version, digest=digest(value), spares=apart))
        return found

    def changes(self) -> list[FieldChange]:
        """Every field that differs from the newest saved version."""
        before = self.version.content if self.version else dump(parse(self.stage.id, {}))
        return changes_between(self.stage.id, before, self.draft.content)

    async def save(self, *, author: str, reason: str, idem: str, parent: int | None = None) -> ArtifactVersion:
        """Compile and save as a new version; identical content makes none."""
        self.compile()
        self._trace_hydrated_sections()
        self.version = await self.context.store.save_version(
            self.campaign_id,
            self.stage.id,
            self.draft.content,
            provenance=self.draft.provenance,
            lineage=self.lineage,
            parent=parent if parent is not None else (self.number or None),
            author=author,
            reason=reason,
            idem=idem,
        )
        return self.version

    def _trace_hydrated_sections(self) -> None:
        """A section that holds hydrated values was made from their upstream paths, and a compiled one from what it is compiled from."""
        for section in self.stage.sections:
            if section.draft is None and section.uses:
                self.lineage[section.id] = self._references(section.id, list(section.uses))
            if section.id in self.lineage:
                continue
            top = f"{self.stage.id}.{section.id}"
            used = [
                known.path
                for name, known in self.draft.provenance.items()
                if known.path and (name == top or is_below(name, top))
            ]
            if used:
                self.lineage[section.id] = self._references(section.id, used)


async def open_desk(context: Context, campaign_id: str, stage: ArtifactStage) -> Desk:
    """Load a stage for work."""
    store = context.store
    version = await store.latest(campaign_id, stage)
    sources = await sources_of(context, campaign_id, stage)
    content: dict[str, object] = version.content if version else {}
    return Desk(
        context=context,
        campaign_id=campaign_id,
        stage=context.stages[stage],
        sources=sources,
        version=version,
        draft=Draft(stage, dump(parse(stage, content)), dict(version.provenance) if version else {}),
        lineage=dict(version.lineage) if version else {},
        pins=tuple(pin.path for pin in await store.pins(campaign_id) if pin.path.startswith(f"{stage}.")) if version else (),
        causes=await store.stale_sections(campaign_id, stage),
    )


async def sources_of(context: Context, campaign_id: str, stage: ArtifactStage) -> Sources:
    """The approved artifacts a stage may read, the campaign and the day."""
    store = context.store
    record = await store.campaign(campaign_id)
    upstream: dict[ArtifactStage, Upstream] = {}
    for name in USES[stage]:
        version = await store.in_force(campaign_id, name)
        if version is None:
            continue
        result = await store.qc(campaign_id, name, version.number) if stage == "delivery" else None
        decision = await store.decision(campaign_id, name, version.number) if stage == "delivery" else None
        upstream[name] = Upstream.model_validate(
            {
                "version": version.number,
                "digest": version.digest,
                "content": version.content,
                "provenance": version.provenance,
                "qc_status": "OVERRIDDEN" if decision and decision.kind == "override" else result.status if result else None,
                "approved_by": decision.by if decision else None,
            }
        )
    return Sources(
        campaign=record.campaign,
        upstream=upstream,
        today=context.clock().date(),
        pending={} if stage != "delivery" else {str(k): v for k, v in (await store.statuses(campaign_id)).items()},
    )

"""Answers about earlier versions, from the store."""

from datetime import UTC

from agent.errors import Invalid, NotOffered
from agent.graph.context import Context
from agent.schemas.history import Compared, HistoryListed, VersionLine, VersionShown
from agent.schemas.paths import is_empty
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import ArtifactVersion
from agent.tools.history import CompareVersions
from agent.tools.redline import compare

MOST = 60
"""Most differences kept with a message; the file has all."""


async def history(context: Context, campaign_id: str, stage: ArtifactStage) -> HistoryListed:
    """Every version of a stage, newest first, with the decision on each."""
    versions = await context.store.versions_of(campaign_id, stage)
    return HistoryListed(stage=stage, versions=[await version_line(context, version) for version in reversed(versions)])


async def version_line(context: Context, version: ArtifactVersion) -> VersionLine:
    """One version as a line of its history."""
    decision = await context.store.decision(version.campaign_id, version.stage, version.number)
    return VersionLine(
        number=version.number,
        made_at=version.created_at,
        author=await name_of(context, version.author),
        reason=version.reason,
        status=version.status,
        decision=decision.kind if decision else None,
        decided_by=await name_of(context, decision.by) if decision else None,
        decided_at=decision.at.astimezone(UTC) if decision else None,
        comment=decision.comment if decision else None,
    )


async def name_of(context: Context, email: str) -> str:
    """A person's name where it is known, else the address."""
    person = await context.store.user(email)
    return person.name if person else email


async def show_version(context: Context, campaign_id: str, stage: ArtifactStage, number: int) -> VersionShown:
    """A version to read. Raises NotFound."""
    version = await context.store.version(campaign_id, stage, number)
    newest = await context.store.latest(campaign_id, stage)
    flat = {f"{stage}.{name}": value for name, value in version.content.items() if not isinstance(value, dict)}
    nested = {f"{stage}.{top}.{name}": inner for top, value in version.content.items() if isinstance(value, dict) for name, inner in value.items()}
    filled = {path: value for path, value in (flat | nested).items() if not is_empty(value)}
    line = await version_line(context, version)
    return VersionShown.model_validate({"stage": stage, "version": line, "newest": newest.number if newest else number, "fields": filled})


async def compared(context: Context, campaign_id: str, stage: ArtifactStage, asked: CompareVersions) -> Compared:
    """Two versions of a stage compared. Raises NotFound, NotOffered when there is only one, Invalid for a person who changed nothing."""
    versions = await context.store.versions_of(campaign_id, stage)
    if len(versions) < 2:
        raise NotOffered(f"{context.stages[stage].title} has {'one version' if versions else 'no version yet'}, so there is nothing to compare. Nothing was changed.")
    before, after = await _pair(context, versions, asked)
    old = await context.store.version(campaign_id, stage, min(before, after))
    new = await context.store.version(campaign_id, stage, max(before, after))
    found = compare(stage, dict(old.content), dict(new.content), numbers=(old.number, new.number))
    first = found.model_copy(update={"differences": found.differences[:MOST]})
    return Compared(campaign_id=campaign_id, material=len(found.material), wording=len(found.wording), comparison=first)


async def _pair(context: Context, versions: list[ArtifactVersion], asked: CompareVersions) -> tuple[int, int]:
    """The numbers to compare: those asked for, a person's last change, or the newest against what is in force or came before."""
    if asked.by:
        return await _change_of(context, versions, asked.by)
    after = asked.to or versions[-1].number
    if asked.from_:
        return asked.from_, after
    in_force = [version.number for version in versions if version.status == "approved" and version.number < after]
    return (in_force[-1] if in_force else max(1, after - 1)), after


async def _change_of(context: Context, versions: list[ArtifactVersion], person: str) -> tuple[int, int]:
    wanted = person.casefold()
    made = [version for version in versions if wanted in (version.author.casefold(), version.author.split("@")[0].casefold(), (await name_of(context, version.author)).casefold())]
    changed = [version for version in made if version.parent]
    if not changed:
        return await _since_decision(context, versions, person)
    return changed[-1].parent or 1, changed[-1].number


async def _since_decision(context: Context, versions: list[ArtifactVersion], person: str) -> tuple[int, int]:
    """For somebody who made no change: what changed since the version they decided on last. Their role will do as a name."""
    wanted, newest = person.casefold(), versions[-1].number
    for version in reversed(versions):
        decision = await context.store.decision(version.campaign_id, version.stage, version.number)
        if decision is None or wanted not in (decision.by.casefold(), decision.by.split("@")[0].casefold(), decision.role, (await name_of(context, decision.by)).casefold()):
            continue
        if version.number == newest:
            raise Invalid(f"Nothing changed since {person} decided on v{newest}: it is the newest version.")
        return version.number, newest
    raise Invalid(f"{person} changed nothing here. Nothing was changed; 'show the history' lists who made each version.")

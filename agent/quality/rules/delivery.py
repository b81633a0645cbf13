"""What a delivery must meet before files are made of it."""

import re
from collections.abc import Iterator

from agent.errors import Invalid
from agent.quality import sources
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.quality.text import leaf_texts, mentions, placeholder, texts
from agent.schemas.delivery import Delivery
from agent.schemas.registry import parse
from agent.schemas.stages import REQUIRES, ArtifactStage

_INTERNAL = re.compile(
    r"\b(?:internal (?:note|only|use|comment)|for internal|note to self|our eyes only|off the record|agency[- ]only"
    r"|(?:do not|don't|never) (?:show|send|share|tell|forward)\b[^.]{0,40}\bclient|not for (?:the )?client|client must not (?:see|know))\b",
    re.I,
)
_IDENTIFIER = re.compile(r"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64})\b")
_FILES: dict[str, str] = {"pdf_report": "pdf", "pptx_deck": "pptx", "asset_zip": "zip"}
"""Delivery jobs and the format each stands for."""


def _delivery(subject: Subject) -> Delivery:
    artifact = parse("delivery", subject.content)
    assert isinstance(artifact, Delivery)
    return artifact


def _selected(subject: Subject) -> list[ArtifactStage]:
    chosen = _delivery(subject).artifact_selection
    flags: dict[ArtifactStage, bool] = {
        "intake": chosen.intake, "strategy": chosen.strategy, "creatives": chosen.creatives,
        "execution": chosen.execution, "monitoring": chosen.monitoring,
    }  # fmt: skip
    return [stage for stage, wanted in flags.items() if wanted]


def _formats(subject: Subject) -> set[str]:
    formats = _delivery(subject).export_formats.model_dump(by_alias=True)
    return {name for name, wanted in formats.items() if wanted}


def _manifest(subject: Subject) -> Iterator[Problem]:
    if not _formats(subject):
        yield Problem("No file would be made. Choose at least one format.", path="delivery.export_formats")
    for stage in _selected(subject):
        try:
            parse(stage, subject.upstream.get(stage, {}))
        except Invalid as error:
            yield Problem(f"The approved {stage} cannot be read: {error}.", path=f"delivery.artifact_selection.{stage}")


def _something(subject: Subject) -> Iterator[Problem]:
    if not _selected(subject):
        yield Problem("Nothing is in the package. Select at least one artifact.", path="delivery.artifact_selection")


def _approved(subject: Subject) -> Iterator[Problem]:
    for stage in dict.fromkeys([*REQUIRES["delivery"], *_selected(subject)]):
        status = subject.statuses.get(stage)
        if stage not in subject.upstream or status in ("stale", "archived"):
            told = (status or "not approved").replace("_", " ")
            yield Problem(f"{stage.capitalize()} is {told}. Have it approved first.", path=f"delivery.artifact_selection.{stage}")


def _client_texts(subject: Subject) -> Iterator[tuple[str, str]]:
    """Every text that goes into a file the client reads. The logo is a file id and is not printed."""
    yield from ((path, text) for path, text in texts(subject) if not path.endswith(".logo"))
    yield from _packed(subject)


def _packed(subject: Subject) -> Iterator[tuple[str, str]]:
    for stage in _selected(subject):
        yield from ((f"{stage}.{path}", text) for path, text in leaf_texts(subject.upstream.get(stage, {})))


def _clean(subject: Subject) -> Iterator[Problem]:
    notes = [line.strip() for line in (subject.campaign.notes or "").splitlines() if len(line.strip()) >= 20]
    for path, text in _client_texts(subject):
        internal = _INTERNAL.search(text) or _IDENTIFIER.search(text)
        note = next((line for line in notes if line.casefold() in text.casefold()), None)
        gap = placeholder(text) if not path.startswith("delivery.") else None
        found = internal[0] if internal else note or gap
        if found:
            kind = "is a placeholder" if gap == found else "is internal"
            yield Problem(f"'{found}' {kind} and would be read by the client. Take it out.", path=path, quote=found)


def _no_other_client(subject: Subject) -> Iterator[Problem]:
    own = (subject.campaign.client_name or "").casefold()
    for path, text in _packed(subject):
        for name in subject.other_clients:
            found = mentions(text, name) if name.casefold() not in own else None
            if found:
                yield Problem(f"'{found}' is another client and stands in {path}. Take the name out.", path=path, quote=found)


def _branding(subject: Subject) -> Iterator[Problem]:
    branding = _delivery(subject).options.branding
    if not branding.agency and not branding.footer:
        yield Problem("The files carry no name. Give the agency's name or a footer.", path="delivery.options.branding.footer")


def _plan(subject: Subject) -> Iterator[Problem]:
    formats = _formats(subject)
    jobs = [job for job in sources.intake(subject).generation_plan.jobs if job.selected]
    if not jobs:
        raise NotAssessed("the intake has no generation plan")
    for job in jobs:
        wanted = _FILES.get(job.job)
        made = wanted in formats if wanted else job.module in subject.upstream
        if job.status != "completed" and (job.status == "failed" or not made):
            where = f"delivery.export_formats.{wanted}" if wanted else f"delivery.artifact_selection.{job.module}"
            yield Problem(f"The plan has {job.job.replace('_', ' ')}, and it is not made. Make it, or take it out of the plan.", path=where)


def _wanted(subject: Subject) -> Iterator[Problem]:
    for name in sorted(set(sources.intake(subject).formats_wanted) - _formats(subject)):
        yield Problem(f"The client asked for {name}. Switch it on.", path=f"delivery.export_formats.{name}")


def _checklist(subject: Subject) -> Iterator[Problem]:
    for name, holds in _delivery(subject).checklist.model_dump().items():
        if not holds:
            told = "Confirm it" if name.endswith("_reviewed") else "It follows from the artifacts; see what is open there"
            yield Problem(f"{name.replace('_', ' ').capitalize()} does not hold yet. {told}.", path=f"delivery.checklist.{name}")


def _quality(subject: Subject) -> Iterator[Problem]:
    for stage in _selected(subject):
        if subject.qc_statuses.get(stage) == "FAIL":
            told = f"The approved {stage} failed quality control and was released by override. Check that this still holds."
            yield Problem(told, path=f"delivery.artifact_selection.{stage}")


def _recipients(subject: Subject) -> Iterator[Problem]:
    options = _delivery(subject).options
    if options.method == "email" and not any("@" in recipient for recipient in options.recipients):
        yield Problem("An email needs an address. Name a recipient with one.", path="delivery.options.recipients")
    elif options.method == "client_portal" and not options.recipients:
        yield Problem("Nobody is told of the package. Name the recipients.", path="delivery.options.recipients")


def _notes(subject: Subject) -> Iterator[Problem]:
    if not _delivery(subject).options.notes:
        yield Problem("Write the client a note: what is in the package, what is open.", path="delivery.options.notes")


RULES = (
    Rule("the_manifest_can_be_made", "BLOCKER", "A format is chosen and every selected artifact can be read.", _manifest),
    Rule("an_artifact_is_selected", "BLOCKER", "At least one artifact is selected.", _something),
    Rule("all_approvals_are_there", "BLOCKER", "Every required and every selected artifact is approved.", _approved),
    Rule("no_internal_note_or_placeholder", "BLOCKER", "No internal note, id or placeholder reaches the client.", _clean),
    Rule("no_other_client_is_in_the_package", "MAJOR", "No selected artifact names another client.", _no_other_client),
    Rule("branding_is_set", "MAJOR", "The files carry the agency's name or a footer.", _branding),
    Rule("the_generation_plan_is_complete", "MAJOR", "Everything the plan promises is made.", _plan),
    Rule("wanted_formats_are_made", "MAJOR", "The formats the client asked for are made.", _wanted),
    Rule("the_checklist_holds", "MAJOR", "All five points of the checklist hold.", _checklist),
    Rule("selected_artifacts_pass_quality_control", "MAJOR", "No selected artifact failed quality control.", _quality),
    Rule("a_sent_package_has_recipients", "MAJOR", "A package that is sent has recipients.", _recipients),
    Rule("a_note_goes_with_the_package", "MINOR", "A note to the client goes with the package.", _notes),
)

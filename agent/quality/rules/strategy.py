"""What a strategy must meet."""

from collections.abc import Iterator
from typing import Any

from agent.quality.grounding import FACTS_ARE_GROUNDED
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.quality.text import mentions
from agent.schemas import paths
from agent.schemas.registry import parse
from agent.schemas.strategy import Strategy

LAYERS = (
    "business_reality", "market_truth", "audience_psychology", "value_architecture", "narrative", "channel_strategy", "constraints", "measurement",
)  # fmt: skip


def _strategy(subject: Subject) -> Strategy:
    artifact = parse("strategy", subject.content)
    assert isinstance(artifact, Strategy)
    return artifact


def _layers(subject: Subject) -> Iterator[Problem]:
    for layer in LAYERS:
        if paths.is_empty(subject.content.get(layer)):
            yield Problem(f"Layer {LAYERS.index(layer) + 1} ({layer.replace('_', ' ')}) is empty. Draft it.", path=f"strategy.{layer}")


def _channels(subject: Subject) -> Iterator[Problem]:
    channels = _strategy(subject).channel_strategy.channels
    if not channels:
        yield Problem("No channel is chosen. Add at least one with its role.", path="strategy.channel_strategy.channels")
    for place, channel in enumerate(channels):
        if not channel.name or not channel.strategic_role:
            yield Problem("This channel lacks its name or its role.", path=f"strategy.channel_strategy.channels[{place}]")


def _not_to_do(subject: Subject) -> Iterator[Problem]:
    if not _strategy(subject).market_truth.what_not_to_do:
        yield Problem("Say what this campaign will not do.", path="strategy.market_truth.what_not_to_do")


def _kill_criteria(subject: Subject) -> Iterator[Problem]:
    for place, channel in enumerate(_strategy(subject).channel_strategy.channels):
        if not channel.kill_criteria:
            yield Problem(
                f"{channel.name} has no criterion at which it is stopped.",
                path=f"strategy.channel_strategy.channels[{place}].kill_criteria",
            )


def _targets(subject: Subject) -> Iterator[Problem]:
    for place, kpi in enumerate(_strategy(subject).measurement.primary_kpis):
        if kpi.target is None:
            yield Problem(
                f"{kpi.name} has no target. Ask the client, or agree on one.", path=f"strategy.measurement.primary_kpis[{place}].target"
            )


def _rules_name_a_kpi(subject: Subject) -> Iterator[Problem]:
    measurement = _strategy(subject).measurement
    known = " ".join(
        [k.name for k in measurement.primary_kpis] + measurement.leading_indicators + measurement.lagging_indicators
    ).casefold()
    for place, rule in enumerate(measurement.decision_rules):
        words = [word for word in rule.metric.casefold().split() if len(word) > 3]
        if words and not any(word.rstrip("s") in known for word in words):
            yield Problem(
                f"'{rule.metric}' is not one of the KPIs.", path=f"strategy.measurement.decision_rules[{place}].metric", quote=rule.metric
            )


def _avoided(subject: Subject) -> Iterator[Problem]:
    intake: dict[str, Any] = subject.upstream.get("intake", {})
    if not intake:
        raise NotAssessed("there is no approved intake")
    avoided = " ".join(fact["text"] for fact in intake.get("brief_facts") or [] if fact["topic"] == "avoided_channel")
    notes = intake.get("compliance_notes") or ""
    for place, channel in enumerate(_strategy(subject).channel_strategy.channels):
        path = f"strategy.channel_strategy.channels[{place}].name"
        if channel.name and (
            mentions(avoided, channel.name) or mentions(notes, f"not {channel.name}") or mentions(notes, f"no {channel.name}")
        ):
            yield Problem(f"The client does not want {channel.name}.", path=path, quote=channel.name)


def _repetition(subject: Subject) -> Iterator[Problem]:
    if len(_strategy(subject).narrative.repetition_logic or "") < 20:
        yield Problem("Say what is repeated, and where.", path="strategy.narrative.repetition_logic")


def _enemy(subject: Subject) -> Iterator[Problem]:
    enemy = _strategy(subject).narrative.enemy or ""
    for name in subject.upstream.get("intake", {}).get("competitors") or []:  # type: ignore[union-attr]
        found = mentions(enemy, str(name))
        if found:
            yield Problem(
                "The enemy is a belief, a habit or a status quo, never a competitor.", path="strategy.narrative.enemy", quote=found
            )


RULES = (
    Rule("all_eight_layers_are_present", "BLOCKER", "All eight layers are present.", _layers),
    Rule("a_channel_has_name_and_role", "BLOCKER", "At least one channel is chosen, each with name and role.", _channels),
    Rule("what_not_to_do_is_said", "MAJOR", "It is said what the campaign will not do.", _not_to_do),
    Rule("every_channel_has_kill_criteria", "MAJOR", "Every channel has a criterion at which it is stopped.", _kill_criteria),
    Rule("every_primary_kpi_has_a_target", "MAJOR", "Every primary KPI has a target.", _targets),
    Rule("decision_rules_name_a_kpi", "MAJOR", "Every decision rule names a KPI.", _rules_name_a_kpi),
    Rule("channels_fit_the_brief", "MAJOR", "No channel is used that the client does not want.", _avoided),
    Rule("repetition_is_explained", "MINOR", "It is said what is repeated.", _repetition),
    Rule("the_enemy_names_no_competitor", "MINOR", "The enemy names no competitor.", _enemy),
    FACTS_ARE_GROUNDED,
)

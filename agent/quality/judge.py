"""The judge: a language model answers narrow questions. It finds, it never lifts a rule's block, and alone it fails at most MAJOR."""

from typing import Any

from agent.errors import ModelUnavailable
from agent.llm.port import Judgement, JudgeRequest, ModelPort, Sources
from agent.schemas import paths
from agent.schemas.quality import Check
from agent.schemas.stages import ArtifactStage
from agent.schemas.text import one_line

QUESTIONS: dict[ArtifactStage, tuple[str, ...]] = {
    "intake": ("plausibility",),
    "strategy": ("coherence", "specificity", "audience_fit", "plausibility", "narrative_consistency", "claim_risk"),
    "creatives": ("specificity", "audience_fit", "brand_voice", "narrative_consistency", "claim_risk"),
    "execution": ("plausibility", "actionability"),
    "monitoring": ("plausibility", "actionability"),
    "delivery": (),
}
"""Which questions fit which stage. The offline model is no judge and is not asked; its results say 'none'."""


async def judge(model: ModelPort, stage: ArtifactStage, content: dict[str, Any], sources: Sources, *, campaign_id: str | None = None, event: str | None = None) -> list[Check]:
    """One check per question, on the account of a campaign. A finding whose quote is not in the text is dropped; no answer is 'not assessed', never a pass."""
    text = one_line(" ".join(str(value) for _, value in paths.leaves(content)))
    checks = []
    for question in QUESTIONS[stage]:
        try:
            said = await model.judge(JudgeRequest(question=question, stage=stage, content=content, sources=sources, campaign_id=campaign_id, event=event))
        except ModelUnavailable as error:
            said = Judgement(verdict="unavailable", message=str(error))
        checks.append(_check(question, said, text))
    return checks


def _check(question: str, said: Judgement, text: str) -> Check:
    quoted = bool(said.quote) and one_line(said.quote or "") in text
    if said.verdict == "fail" and quoted:
        return Check(id=question, kind="model", severity="MAJOR", verdict="fail", path=said.path, quote=said.quote, message=said.message)
    if said.verdict == "pass":
        return Check(id=question, kind="model", severity="MAJOR", verdict="pass", message=said.message or "No finding.")
    why = said.message or ("the words it quoted are not in the text" if said.verdict == "fail" else said.verdict)
    return Check(id=question, kind="model", severity="MAJOR", verdict="not_assessed", message=f"Not assessed: {why}")

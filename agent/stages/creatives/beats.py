"""Recipes: which kinds of sentence make up a piece of copy, by its format and by what it argues."""

from agent.stages.creatives.desk import Desk
from agent.stages.creatives.ideas import Idea, doubt
from agent.stages.facts import Evidence

Recipe = tuple[tuple[str, ...], ...]
"""Paragraphs of beats."""

POSTS: dict[str, tuple[Recipe, ...]] = {
    "pain": (
        (("wish",), ("offer",), ("diffs",)),
        (("more",), ("offer", "diffs"), ("proof",)),
        (("offer",), ("doubt",)),
        (("angle",), ("wish", "offer"), ("proof",)),
    ),
    "objection": (
        (("rebuttal",), ("diffs",), ("angle",)),
        (("answer",), ("offer",), ("diffs",)),
        (("angle",), ("answer",), ("wish",)),
        (("rebuttal",), ("wish", "offer")),
    ),
    "outcome": (
        (("pain",), ("offer",), ("diffs",)),
        (("offer", "diffs"), ("doubt",)),
        (("angle",), ("offer",), ("proof",)),
    ),
    "difference": (
        (("offer",), ("pain",), ("proof",)),
        (("diffs",), ("wish",), ("offer",)),
        (("angle",), ("offer",), ("doubt",)),
    ),
    "angle": ((("offer",), ("diffs",)), (("wish",), ("offer",), ("proof",)), (("offer", "diffs"), ("doubt",))),
    "proof": (
        (("cite", "limits"), ("diffs",)),
        (("cite",), ("limits",), ("offer",)),
        (("angle",), ("cite", "limits"), ("doubt",)),
    ),
    "offer": ((("offer", "wish"), ("diffs",)), (("who",), ("offer",), ("proof",))),
}
LETTERS: dict[str, tuple[Recipe, ...]] = {
    "pain": (
        (("more", "wish"), ("offer", "price"), ("doubt",), ("next",)),
        (("wish",), ("offer", "diffs"), ("proof", "limits"), ("next",)),
        (("angle",), ("offer",), ("doubt",), ("next",)),
    ),
    "objection": (
        (("rebuttal",), ("offer", "price"), ("diffs", "proof"), ("next",)),
        (("answer",), ("wish", "offer"), ("angle", "next")),
        (("angle",), ("rebuttal",), ("diffs",), ("next",)),
    ),
    "outcome": ((("pain", "offer"), ("diffs", "proof"), ("doubt",), ("next",)), (("offer",), ("doubt",), ("industry", "next"))),
    "difference": ((("offer", "price"), ("proof", "limits"), ("doubt",), ("next",)),),
    "angle": ((("wish", "offer"), ("diffs", "proof"), ("enemy", "next")),),
    "proof": (
        (("cite", "limits"), ("offer", "diffs"), ("doubt",), ("next",)),
        (("cite", "limits"), ("pain", "offer"), ("angle", "next")),
    ),
    "offer": ((("offer", "price"), ("diffs", "wish"), ("doubt",), ("next",)), (("who", "offer"), ("proof",), ("industry", "next"))),
}
FALLBACK = ("offer", "wish", "pain", "ask", "industry", "who", "markets", "next")
"""What fills a piece that came out too short, as far as the client's facts go."""
_IDEAS = ("wish", "who", "enemy", "industry", "markets", "angle")
"""Beats that give way when the copy is to be more concrete."""


class Beats:
    """Turns beats into sentences for one piece of copy."""

    def __init__(self, desk: Desk, idea: Idea, cta: str | None, angles: tuple[str, ...] = ()) -> None:
        self.desk = desk
        self.idea = idea
        self.cta = cta
        self._angles = angles
        self._shown: Evidence | None = idea.evidence

    def write(self, recipe: Recipe, least: int = 2) -> list[str]:
        """The paragraphs of a recipe; beats for which the client gave nothing are left out."""
        pen = self.desk.pen
        if pen.short:
            recipe = tuple(beats[:1] for beats in recipe[:2])
        if pen.concrete:
            recipe = (*(tuple(beat for beat in beats if beat not in _IDEAS) for beats in recipe), *(() if any("proof" in beats for beats in recipe) else (("proof",),)))
        paragraphs = [" ".join(said for beat in beats if (said := self.beat(beat))) for beats in recipe]
        paragraphs = [text for text in paragraphs if text]
        for beat in FALLBACK:
            if len(paragraphs) >= (1 if pen.short else least):
                break
            if text := self.beat(beat):
                paragraphs.append(text)
        return paragraphs

    def beat(self, name: str) -> str:
        """One sentence or two of that kind; empty when there is nothing to say."""
        desk, idea = self.desk, self.idea
        match name:
            case "wish":
                return desk.wish(idea)
            case "more" | "pain":
                return desk.other_pain(idea, "more" if idea.kind == "pain" else "pain")
            case "offer":
                return desk.offer(idea)
            case "diffs":
                return desk.differences()
            case "price":
                return desk.price()
            case "answer":
                return desk.reply(idea)
            case "angle":
                return next((said for angle in self._angles if (said := desk.remark(angle))), "")
            case "cite":
                return desk.cite(idea.evidence) if idea.evidence else ""
            case "limits":
                return desk.limits(self._shown) if self._shown else ""
            case "proof":
                return self._proof()
            case "doubt":
                return self._other_doubt()
            case "rebuttal":
                return desk.rebuttal(idea)
            case "next":
                return next_step(desk, "next", self.cta)
            case "ask":
                return desk.say("answer.none")
            case _:
                return desk.say(name, idea)

    def _proof(self) -> str:
        evidence = self.desk.next_evidence(self.idea.evidence)
        self._shown = evidence or self._shown
        said = self.desk.cite(evidence) if evidence else ""
        careful = evidence is not None and said and evidence.asset.kind == "certification"
        return f"{said} {self.desk.limits(evidence)}".strip() if evidence and careful else said

    def _other_doubt(self) -> str:
        material = self.desk.material
        texts = [text for text in material.objections if text != self.idea.text]
        if not texts:
            return ""
        raised = doubt(texts[self.desk.turn("doubt") % len(texts)], material)
        reply = self.desk.reply(raised)
        return f"{self.desk.say('doubt', raised)} {reply}".strip() if reply else ""


def next_step(desk: Desk, key: str, cta: str | None) -> str:
    """A sentence that leads to the call to action."""
    if not cta:
        return ""
    verb = cta[:1].lower() + cta[1:]
    return desk.say(key, more={"cta": verb, "Cta": cta, "cta_quoted": f'"{cta}"'})

"""What an asset argues: one pain, doubt, piece of proof, difference, wish or angle of the strategy, with what answers it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from agent.schemas.strategy import Pillar
from agent.stages.creatives.answers import Answers, answers_to, kinship
from agent.stages.creatives.material import Material, low, to_you
from agent.stages.facts import Evidence
from agent.stages.wording import bare, spoken, upper_first

Kind = Literal["pain", "objection", "proof", "difference", "outcome", "angle", "offer"]

_SITES = re.compile(r"(trustpilot|google|capterra|tripadvisor|feefo|yelp|glassdoor|kununu|amazon|g2)\b", re.I)


@dataclass(frozen=True)
class Idea:
    """What one asset argues."""

    kind: Kind
    text: str
    """The client's words, printable."""
    pillar: Pillar | None = None
    """Fixed for an angle; otherwise matched."""
    evidence: Evidence | None = None
    answers: Answers = field(default=Answers(), compare=False)
    """What stands against it when it is a doubt."""

    @property
    def flavour(self) -> str:
        """The kind of proof when it is proof, else the kind of idea: decides the phrasing."""
        return flavour_of(self.evidence) if self.evidence else self.kind


def flavour_of(evidence: Evidence) -> str:
    """How a proof is spoken of: testimonial, rating, award, certification, standing, case_study or data."""
    kind = evidence.asset.kind
    if kind == "data" and re.search(r"review|rating|trustpilot|score|stars", f"{evidence.claim} {evidence.asset.unit}", re.I):
        return "rating"
    if kind == "data" and re.match(r"(a )?(member|registered|chartered|accredited|licen[cs]ed|certified)\b", evidence.claim, re.I):
        return "standing"
    if kind == "testimonial":
        return "testimonial" if testimonial(evidence) else "case_study"
    return "award" if kind == "press" else kind


def testimonial(evidence: Evidence) -> tuple[str, str] | None:
    """Who is quoted, and the words, for 'Priya, Bristol: "..."'; None when the text is not built that way."""
    match = re.match(r"^(?P<who>[^:\"“]{2,60}):\s*[\"“](?P<words>.+)[\"”]\.?$", evidence.claim)
    return (match["who"].strip(), match["words"].strip()) if match else None


def doubt(text: str, material: Material) -> Idea:
    """An objection with what answers it."""
    return Idea("objection", text, answers=answers_to(text, material))


def proof(evidence: Evidence) -> Idea:
    """A piece of proof as an idea."""
    return Idea("proof", label_of(evidence), evidence=evidence)


def label_of(evidence: Evidence) -> str:
    """Name of a proof without its validity: 'ISO 4064 type examination certificate'."""
    return re.sub(r",?\s+(?:valid|checked|as of|since|dated)$", "", evidence.label, flags=re.I)


def cited(evidence: Evidence) -> str:
    """The proof's own words as they stand after a colon of ours."""
    head, colon, rest = evidence.claim.partition(": ")
    named = (colon and '"' not in rest and not head[-1].isdigit()) or re.search(r"\d{4}$", head)
    return f"{inside(rest)} ({inside(head)})" if colon and named and "(" not in rest else inside(evidence.claim)


def inside(name: str) -> str:
    """A proof's first words inside a sentence: small, unless they are a proper name."""
    words = name.split()
    proper = len(words) > 1 and words[1][:1].isupper()
    return name if proper or _SITES.match(name) else low(name)


def pool(material: Material) -> list[Idea]:
    """All ideas the client's facts allow, kinds mixed, strongest first."""
    rows: list[list[Idea]] = [
        [Idea("pain", text) for text in material.pains],
        [doubt(text, material) for text in material.objections],
        [proof(item) for item in material.evidence],
        [Idea("difference", text) for text in material.differences],
        [Idea("outcome", text) for text in ([] if material.intake.regulated else material.outcomes)],
        [Idea("angle", text, pillar=pillar) for pillar in material.pillars for text in material.angles_of(pillar)[:2]],
    ]
    longest = max((len(row) for row in rows), default=0)
    return [row[place] for place in range(longest) for row in rows if place < len(row)] + [Idea("offer", material.facts.offer.name)]


def pillar_for(idea: Idea, material: Material, used: dict[str, int]) -> Pillar | None:
    """The pillar an idea belongs to: by shared words and topics, and so that no pillar is left empty."""
    if idea.pillar is not None:
        return idea.pillar
    text = f"{idea.text} {idea.evidence.claim if idea.evidence else ''} {idea.answers.fact}"

    def worth(pillar: Pillar) -> float:
        whole = " ".join((pillar.name, pillar.description, *pillar.angles))
        return min(kinship(text, whole), 5) - 2.5 * used.get(pillar.name, 0)

    return max(material.pillars, key=worth, default=None)


def forms(idea: Idea, names: tuple[str, ...]) -> dict[str, str]:
    """The idea's words in the shapes phrases ask for; a shape that the words do not have is missing."""
    text = bare(idea.text)
    told = to_you(text) if idea.kind != "objection" else None
    line = told or text
    found = {"T": upper_first(line), "t": low(line, names)}
    if told:
        found |= {"you": told[:1].lower() + told[1:]}
    if idea.kind == "objection" or (idea.kind == "pain" and spoken(text)):
        words = text.replace('"', "'")
        found |= {"q": f'"{words}"', "Q": f'"{words}{"" if words[-1] in "?!." else "."}"'}
    if idea.evidence:
        found |= evidence_forms(idea.evidence)
    return found


def evidence_forms(evidence: Evidence) -> dict[str, str]:
    """A proof in the shapes phrases ask for."""
    found = {"label": inside(label_of(evidence)), "claim": evidence.claim, "cited": cited(evidence)}
    said = testimonial(evidence)
    if said:
        who, words = said
        name, _, rest = who.partition(", ")
        place = f" from {rest}" if rest and len(rest.split()) <= 2 and rest[:1].isupper() and not rest.isupper() else f" ({rest})" if rest else ""
        unnamed = re.match(r"(an?|one|our)\s", name, re.I)
        titled = name.split()[0].rstrip(".") in ("Dr", "Mr", "Ms", "Mrs", "Prof")
        found |= {"person": low(name) + place if unnamed else name + place}
        found |= {"first": f"the {name.split(' ', 1)[1]}" if unnamed else name if titled else name.split()[0]}
        found |= {"words": f'"{words}{"" if words[-1] in ".!?" else "."}"'}
    return found

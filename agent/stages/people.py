"""Who the campaign speaks to, and who releases it."""

import re
from dataclasses import dataclass

from agent.stages.wording import bare, lower_first

_AGES = re.compile(r"^(?:aged? )?(\d\d)\s?(?:[-–]|to)\s?(\d\d)\b[,;]?\s*(?:years? old[,;]?)?\s*(.*)$", re.I | re.S)
_LEAD_IN = re.compile(r"^(?:we (?:want to |would like to )?(?:target|reach|speak to|serve|help)|our (?:audience|customers?|clients?) (?:is|are)|mainly|mostly)\s+", re.I)
_TAIL = re.compile(r"\s*[,;(:]|\s+(?:at|with|who|whose|in|from|aged|looking|that|between|living|based|and their|working|on|without|across|near|after|within|around)\s+", re.I)
_VERB_S = {"is": "are", "has": "have", "does": "do", "goes": "go"}
_COMMON_S = frozenset("buys works lives has is does wants needs likes owns runs uses earns rents plans thinks drinks eats shops travels cooks goes reads".split())

_RELEASES = re.compile(
    r"^(?P<name>.+?)\s*(?::|\s(?:must |has to |will |to )?(?:approves?|sign(?:s|ed)? (?:it )?off(?: on)?|releases?|clears?|checks|reviews?|for))\s+(?P<scope>.+)$"
)
_BRACKETED = re.compile(r"^(?P<name>[^(]+?)\s*\((?P<scope>[^)]+)\)$")
_LABEL = re.compile(r"^(?:sign[- ]?off|approvals?|approvers?|approved by|released? by)\s*:\s*", re.I)
_SPLIT = re.compile(r";\s*|(?<!Dr)(?<!Hr)(?<!Mr)(?<!Ms)(?<!Fr)(?<!Mrs)(?<!Prof)\.\s+|,\s+(?=[A-Z])|\s+and\s+(?=[A-Z])")


@dataclass(frozen=True)
class Audience:
    """Who should act."""

    long: str
    """The client's full description, as a plural noun phrase."""
    short: str
    """The head of it, for use in a sentence: 'network engineers and heads of leak detection'."""
    roles: tuple[str, ...]
    """Several groups when the description names them."""


@dataclass(frozen=True)
class Approver:
    """A person or team that releases something."""

    name: str
    scope: str
    """What they release: 'content', 'anything with a price in it'; empty when not said."""


def read_audience(text: str) -> Audience:
    """Recast a description as people: '28-45, buys coffee' becomes 'people aged 28-45 who buy coffee'."""
    line = _LEAD_IN.sub("", bare(text))
    ages = _AGES.match(line)
    if ages and ages[3]:
        return _aged(ages[1], ages[2], ages[3])
    if ages:
        people = f"people aged {ages[1]}-{ages[2]}"
        return Audience(people, people, (people,))
    head = lower_first(_TAIL.split(line, maxsplit=1)[0].strip() or line)
    roles = tuple(part.strip() for part in re.split(r"\s+(?:and|or|&)\s+|\s*/\s*", head) if part.strip())
    return Audience(lower_first(line), head, roles if all(_is_plural(role) for role in roles) else (head,))


def _aged(low: str, high: str, rest: str) -> Audience:
    clauses = [_plural_verbs(clause) for clause in re.split(r";\s*", rest)]
    first_word = rest.split()[0].lower()
    if first_word not in _COMMON_S and not re.fullmatch(r"[a-z]+[^su]s", first_word):
        head = _TAIL.split(lower_first(rest), maxsplit=1)[0]
        return Audience(f"{lower_first(rest)}, aged {low}-{high}", head, (head,))
    doing = re.split(r"\s+and\s+|,\s+", clauses[0])[0]
    return Audience(f"people aged {low}-{high} who {'; '.join(clauses)}", f"people who {doing}", (f"people who {doing}",))


def _is_plural(role: str) -> bool:
    head = re.split(r"\s+(?:of|for)\s+", role)[0]
    return head.endswith("s") or head.split()[-1].lower() in ("people", "parents", "women", "men", "staff", "children")


def _plural_verbs(clause: str) -> str:
    words = clause.split()
    for index, word in enumerate(words):
        opens = index == 0 or (words[index - 1].lower() in ("and", "or") and word.lower() in _COMMON_S)
        if opens:
            low = word.lower()
            words[index] = _VERB_S.get(low) or (low[:-1] if re.fullmatch(r"[a-z]+[^su]s", low) else word)
    return " ".join(words)


def read_approvers(texts: list[str], contact: str | None) -> tuple[Approver, ...]:
    """People who release, with what they release, from statements such as 'Tom in legal for anything with a price in it'."""
    found: dict[str, Approver] = {}
    for text in texts:
        for part in _SPLIT.split(_LABEL.sub("", text)):
            person = _approver(bare(_LABEL.sub("", part)), contact)
            if person is not None and person.name not in found:
                found[person.name] = person
    return tuple(found.values())


def _approver(text: str, contact: str | None) -> Approver | None:
    match = _BRACKETED.match(text) or _RELEASES.match(text)
    name = match["name"].strip() if match else text
    if name.lower() in ("me", "i", "myself"):
        name = contact or ""
    if not re.match(r"(?:the )?[A-Z]", name) or len(name.split()) > 5 or (not match and len(name.split()) > 4):
        return None
    return Approver(name, match["scope"].strip() if match else "")

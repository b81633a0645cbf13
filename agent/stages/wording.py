"""Shaping words into sentences: what a drafter needs so that fragments of a brief read as English. British spelling, no judgement of content."""

import re
from collections.abc import Iterable
from datetime import date

_LEGAL_END = re.compile(r"[,\s]+(ltd|limited|gmbh|ag|inc|llc|plc|bv|b\.v|s\.a|sa|sarl|srl|oy|ab|as|aps|e\.v|kg|co|corp|pty|cic)\.?$", re.I)
_SAYS_I = re.compile(r"^(i|i'[a-z]+|i’[a-z]+|we|we'[a-z]+|we’[a-z]+|my|our|me|us)\b", re.I)
_QUOTES = "\"“”„'‘’«»"
_KEEPS_CASE = re.compile(r"^(I|I['’]\w+)$|[A-Z].*[A-Z]|\d")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_BREAKS = re.compile(r"\s*[;:,(–—]\s*|\s+-\s+|\s+(?=(?:because|which|so that|while|although|including|such as)\b)")
FINITE = re.compile(
    r"\b(is|are|was|were|isn't|aren't|has|have|had|do|does|did|don't|doesn't|can|can't|cannot|could|will|won't|would|must|should|may|might"
    r"|need|needs|take|takes|cost|costs|get|gets|go|goes|feel|feels|know|knows|want|wants|keep|keeps|lose|loses|find|finds|make|makes"
    r"|work|works|run|runs|spend|spends|come|comes|trap|traps|forget|forgets|distrust|distrusts|trust|trusts|think|thinks|wait|waits"
    r"|leave|leaves|stay|stays|fall|falls|change|changes|fail|fails|say|says|seem|seems|never|always|break|breaks|hate|hates|miss|misses"
    r"|look|looks|arrive|arrives|sell|sells|pay|pays|buy|buys|use|uses|ask|asks|mean|means|waste|wastes|struggle|struggles)\b",
    re.I,
)
_BASE_VERBS = frozenset(
    "get find keep know stop start save spend reduce cut avoid feel be have make meet build win grow see understand hire reach work learn sell "
    "buy plan manage track stay sleep live help prove show run raise support join earn leave return book talk speak finish pass improve increase "
    "achieve become choose compare control create cover deliver drive enjoy gain give go hear lose move own pay protect receive replace "
    "restore rely share simplify spot switch take trust use walk wait win close do eat let pick".split()
)


def bare(text: str) -> str:
    """The text on one line without enclosing quotes, list marks and final punctuation."""
    line = " ".join(text.split()).lstrip("-*• ").rstrip(" .;,:")
    if len(line) > 1 and line[0] in _QUOTES and line[-1] in _QUOTES:
        line = line[1:-1].rstrip(" .;,:")
    return line


def sentence(text: str) -> str:
    """Capital first, a full stop at the end unless it ends already."""
    line = " ".join(text.split())
    if not line:
        return ""
    line = line[0].upper() + line[1:]
    ended = re.search(r"[.!?][\"”')]?$", line)
    return line if ended else line.rstrip(" ;,:") + "."


def text_of(*parts: str) -> str:
    """Sentences put together to one paragraph; empty ones are left out."""
    return " ".join(sentence(part) for part in parts if part.strip())


def upper_first(text: str) -> str:
    """Capital first, nothing else changed."""
    return text[:1].upper() + text[1:]


def lower_first(text: str, names: Iterable[str] = ()) -> str:
    """For use inside a sentence: the first letter small, unless the word is 'I', a day, a month, an acronym or one of `names`."""
    word = re.split(r"[\s,.;:'’]", text, maxsplit=1)[0]
    fixed = {part for name in names for part in name.split()} | set(_MONTHS)
    if _KEEPS_CASE.search(word) or word in fixed or word.lower() in _DAYS or text[:2] in ("I ", "I'", "I’"):
        return text
    return text[:1].lower() + text[1:]


def quoted(text: str) -> str:
    """The words in double quotes."""
    return '"' + bare(text).replace('"', "'") + '"'


def listed(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    words = [item for item in items if item]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def clipped(text: str, words: int = 12) -> str:
    """Shorten at clause borders to about `words` words; the first clause is never cut."""
    line = bare(text)
    if len(line.split()) <= words:
        return line
    end = 0
    for border in _BREAKS.finditer(line):
        if end and len(line[: border.start()].split()) > words:
            break
        end = border.start()
        if len(line[:end].split()) > words:
            break
    return line[:end].rstrip(" ,;:") if end > 3 else line


def spoken(text: str) -> bool:
    """Whether it is said in the first person, so that it only stands in a sentence as a quote."""
    return bool(_SAYS_I.match(bare(text)))


def is_clause(text: str) -> bool:
    """Whether it has a verb of its own and can stand as a sentence."""
    line = bare(text)
    return bool(FINITE.search(line)) and len(line.split()) > 2 and not re.match(r"(no|to|not|without)\b|\w+ing\b", line, re.I)


def as_wish(text: str, names: Iterable[str] = ()) -> str:
    """A desired outcome as it stands after 'want': 'a trial unit', 'to sleep again', 'to be able to say "..."'."""
    line = re.sub(r"^(they |people )?(want|would like|wish|hope|need)s? ", "", bare(text), flags=re.I)
    first = line.split(" ", 1)[0].lower()
    if spoken(line) or re.match(r"(they|you)\b", line, re.I):
        return f"to be able to say {quoted(line)}" if spoken(line) else f"the day when {lower_first(line, names)}"
    if first in _BASE_VERBS:
        return f"to {lower_first(line, names)}"
    return lower_first(line, names)


def as_statement(text: str, who: str, names: Iterable[str] = ()) -> str:
    """A pain point as a clause about `who`: quotes stay quotes, clauses stay clauses, nouns get a verb."""
    line = bare(text)
    if spoken(line):
        return f"{who} say {quoted(line)}"
    they = re.sub(r"^they\b", who, line, flags=re.I)
    if they != line:
        return they
    return lower_first(line, names) if is_clause(line) else f"{who} live with {lower_first(line, names)}"


def article(noun: str) -> str:
    """The noun with 'a' or 'an'."""
    sounds_open = re.match(r"(?!uni|use|user|eu|one\b|once)[aeiou]|8|11\b|18\b|hour|honest", noun, re.I)
    return f"{'an' if sounds_open else 'a'} {noun}"


def singular(noun: str) -> str:
    """One of several: 'new subscribers' -> 'new subscriber'."""
    if re.search(r"(ss|us|is|news|series)$", noun, re.I) or not noun.endswith("s"):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-2] if re.search(r"(ches|shes|xes|sses)$", noun) else noun[:-1]


def possessive(name: str) -> str:
    """The owner's form: Northlight's, Haldane Instruments'."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def short_name(full: str) -> str:
    """The client as people say it: without legal form and without trailing trade words when a distinct name remains."""
    name = bare(full)
    while (shorter := _LEGAL_END.sub("", name)) != name and shorter:
        name = shorter
    words = re.sub(r"\s*\(.*?\)", "", name).split()
    while len(words) > 1 and words[-1].lower().strip(",&") in _TRADES:
        words = words[:-1]
    while len(words) > 1 and words[-1].lower() in ("&", "and", "of", "for"):
        words = words[:-1]
    distinct = len(words) > 1 or (words and words[0].lower() not in _COMMON and len(words[0]) > 3)
    return " ".join(words) if distinct else name


_TRADES = frozenset(
    "coffee roasters roastery instruments solutions consulting consultants consultancy group studio studios clinic clinics services systems "
    "software technologies technology labs lab media agency partners associates advisory holdings international company dental physio "
    "therapy accountants accounting legal law school academy foundation trust charity bakery brewery foods kitchen kitchens energy solar "
    "hotel hotels gym fitness wellness pharmacy care health events logistics engineering industries works digital shop store".split()
)
_COMMON = frozenset(
    "the city first new national green blue red royal united north south east west open good great best smart true pure one our my fresh "
    "central local global modern urban black white golden silver happy clear bright".split()
)


def day(value: date) -> str:
    """7 September 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def number(value: int | float) -> str:
    """1,500 or 9.84: grouped, at most two decimals, none when whole."""
    rounded = round(float(value), 2)
    return f"{int(rounded):,}" if rounded.is_integer() else f"{rounded:,.2f}".rstrip("0") if abs(rounded) < 1 else f"{rounded:,.2f}"


def money(value: int | float, currency: str) -> str:
    """GBP 45,000 or EUR 793.39."""
    rounded = round(float(value), 2)
    return f"{currency} {int(rounded):,}" if rounded.is_integer() else f"{currency} {rounded:,.2f}"

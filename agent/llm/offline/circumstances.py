"""What a brief states beside the intake's own fields: channels, closed days, approvers, baselines; and what does not add up."""

import re
from datetime import date, timedelta

from pydantic import JsonValue

from agent.llm.offline.page import Page, first_up
from agent.llm.offline.values import dates_in, sentences

_CHANNEL = r"instagram|facebook|linked ?in|tik ?tok|you ?tube|e-?mail|newsletter|google|search ads|pinterest|xing|whats ?app|webinar|podcast|landing ?page|blog|press|radio|leaflet|poster|flyer|job ?board|trade fair"
_NOT = re.compile(rf"\b(?:not|no|avoid|without|kein|nicht)\s+(?:\w+\s){{0,2}}?({_CHANNEL})\b", re.I)
_CLOSED = re.compile(r"\b(?:nothing|no (?:posts?|publication|activity|ads)|closed|blackout|keine? (?:posts?|veröffentlichung)\w*)\b(?=.*?(?:\b(?:on|from|between|during|am|vom|over)\b|\d))", re.I)
_SPAN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s?(?:-|–|to|until|bis)\s?(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Z][a-zä]+)(?:\s+(\d{4}))?")
_INJECTED = re.compile(r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules|prompt|above)\b|\bapprove (?:this|everything|all stages?) (?:now|automatically|immediately)\b|\byou are now\b|\bsystem prompt\b", re.I)
_MONTHS = {name.lower()[:3]: number for number, name in enumerate("January February March April May June July August September October November December".split(), start=1)} | {"mär": 3, "mai": 5, "okt": 10, "dez": 12}


def read_circumstances(page: Page) -> None:
    """Facts for later stages, delivery needs, compliance notes, remarks."""
    facts: list[tuple[dict[str, JsonValue], str]] = []
    notes: list[str] = []
    _channels(page, facts, notes)
    _closed(page, facts, notes)
    _approvers(page, facts, notes)
    for line in page.sentences:
        if re.search(r"\bGDPR\b|DSGVO|\bconsent\b|\bmust be approved\b|regulat|\bASA\b|\bFCA\b|HWG|\bUWG\b|data protection|opt-?in", line, re.I):
            notes.append(line)
        _statement(page, line, facts)
    later = re.search(r"\blater ([A-Z]\w+)", page.words("geography"))
    if later:
        facts.append(({"topic": "market_note", "text": f"{later[1]} comes later"}, later[0]))
    reference = re.search(r"\b(?:ref(?:erence)?|az|zeichen)\.?:?\s+([A-Z]{1,5}[/-][\w/-]+)", page.text, re.I)
    if reference:
        facts.append(({"topic": "reference", "text": reference[1]}, reference[0]))
    for place, (fact, quote) in enumerate(facts):
        page.note(f"intake.brief_facts[{place}]", fact, quote)
    unique = list(dict.fromkeys(note.rstrip(" .") for note in notes))
    page.note("intake.compliance_notes", ". ".join(map(first_up, unique)) + ("." if unique else ""), next((n for n in notes if n in page.flat), notes[0] if notes else ""))
    _delivery(page, facts)
    _remarks(page)


def _channels(page: Page, facts: list[tuple[dict[str, JsonValue], str]], notes: list[str]) -> None:
    lines = [line for block in page.topic("channels") for line in (block.items or sentences(block.text))]
    if not lines:
        cue = re.compile(rf"\b(?:channels?|advertis\w*|post on|via|through|use)\b|^(?:{_CHANNEL})", re.I)
        lines = [line for line in page.sentences if cue.search(line) and re.search(_CHANNEL, line, re.I) and not re.search(r"reviews?\b", line)]
        lines = [part for line in lines for part in re.split(r",\s+(?=no |not )", line)]
    for line in lines:
        if _NOT.search(line):
            facts.append(({"topic": "avoided_channel", "text": line.rstrip(" .")}, line))
            notes.append(line)
            continue
        if not re.search(_CHANNEL, line, re.I) or _CLOSED.search(line):
            continue
        day = dates_in(line)
        topic = "event" if day and re.search(r"webinar|event|fair|conference|open day", line, re.I) else "channel"
        fact: dict[str, JsonValue] = {"topic": topic, "text": line.rstrip(" .?") + ("?" if line.endswith("?") else "")}
        if topic == "event":
            fact |= {"start": day[0][0].isoformat(), "end": day[0][0].isoformat()}
        facts.append((fact, line))


def _closed(page: Page, facts: list[tuple[dict[str, JsonValue], str]], notes: list[str]) -> None:
    start = page.value("intake.start_date")
    first = date.fromisoformat(str(start)) if start else page.today
    for line in page.sentences:
        if not _CLOSED.search(line):
            continue
        span = _SPAN.search(line)
        days = dates_in(line)
        fact: dict[str, JsonValue] = {"topic": "blackout", "text": line.rstrip(" .")}
        if span and span[3].lower()[:3] in _MONTHS:
            month = _MONTHS[span[3].lower()[:3]]
            year = int(span[4]) if span[4] else first.year + (month < first.month)
            fact |= {"start": date(year, month, int(span[1])).isoformat(), "end": date(year, month, int(span[2])).isoformat()}
        elif days:
            fact |= {"start": days[0][0].isoformat(), "end": days[-1][0].isoformat()}
        facts.append((fact, line))
        notes.append(line)


def _approvers(page: Page, facts: list[tuple[dict[str, JsonValue], str]], notes: list[str]) -> None:
    for block in page.topic("approvals"):
        for line in block.items or sentences(block.text):
            if re.search(r"\b(?:PDF|deck|spreadsheet|reports?)\b", line):
                continue
            facts.append(({"topic": "approver", "text": re.sub(r"^(?:by|durch|von) ", "", line.rstrip(" ."), flags=re.I)}, line))
            notes.append(f"Sign-off: {line}" if block.label.lower().startswith("sign") else line)


    for line in page.sentences if not page.topic("approvals") else []:
        if re.search(r"\b(?:[Aa]pproved|[Aa]pproval|signed off|[Ss]ign-?off|released|checked) by [A-Z]|\b[A-Z]\w+ (?:approves|signs off|releases)\b", line):
            facts.append(({"topic": "approver", "text": line.rstrip(" .")}, line))


def _statement(page: Page, line: str, facts: list[tuple[dict[str, JsonValue], str]]) -> None:
    """Baselines, notes on competitors, allowed wording, what the budget covers."""
    allowed = re.search(r"\bwe (?:can|may) say\s+[\"“]([^\"”]+)[\"”]", line)
    if allowed:
        facts.append(({"topic": "allowed_wording", "text": allowed[1]}, allowed[0]))
    share = re.search(r"\b\d+(?:[.,]\d+)?\s?% of [^.;:]*(?:did not|didn't|never|buy|come back|leave|cancel|return)[^.;]*", line)
    if share:
        facts.append(({"topic": "baseline", "text": share[0].strip()}, share[0].strip()))
    scope = re.search(r"\b(?:including|incl\.|excluding|plus|media and|without)\s+(?:media|production|VAT|fees?|agency fees?)[^.;]*", line, re.I)
    if scope and re.search(r"budget|\d", line, re.I):
        facts.append(({"topic": "budget_scope", "text": f"Budget: {scope[0].strip(' .')}"}, scope[0].strip()))
    if any(line in block.text for block in page.topic("competitors")):
        names = page.value("intake.competitors")
        named = isinstance(names, list) and any(str(name) in line for name in names)
        if named and re.search(r"\b(?:is|are|has|have|owns?|offers?|sells?|does|runs?|charges?|does)\b", line):
            facts.append(({"topic": "competitor_note", "text": line.rstrip(" .")}, line))
    size = re.search(r"\b(?:list|base|community|following) of ([\d.,]+\d)[^.;,)]*", line, re.I)
    if size:
        facts.append(({"topic": "audience_size", "text": size[0]}, size[0]))


def _delivery(page: Page, facts: list[tuple[dict[str, JsonValue], str]]) -> None:
    lines = [line for line in page.sentences if re.search(r"\b(?:pdf|deck|spreadsheet|excel|powerpoint|slides|word document|docx|pptx|xlsx)\b", line, re.I) and not re.match(r"#", line)]
    if lines:
        text = " ".join(lines)
        kinds = (("pdf", r"\bpdf\b"), ("pptx", r"\bdeck\b|powerpoint|slides|pptx"), ("xlsx", r"spreadsheet|excel|xlsx"), ("docx", r"word document|docx"), ("ics", r"calendar file|\bics\b"))
        page.note("intake.formats_wanted", [name for name, words in kinds if re.search(words, text, re.I)], lines[0] if len(lines[0]) < 140 else "PDF")
    block = page.topic("reporting")
    said = block[0].text if block else next((line for line in page.sentences if re.search(r"\b(?:weekly|monthly) (?:reports?|reporting)|reports? (?:every|each) (?:week|month)", line, re.I)), "")
    often = re.search(r"\b(weekly|monthly|wöchentlich|monatlich|every (?:week|month)|each (?:week|month)|one[- ]off|once)\b", said, re.I)
    if often:
        word = often[1].lower()
        page.note("intake.report_frequency", "weekly" if "week" in word or "wöch" in word else "monthly" if "mon" in word else "one_time", said)
    if block:
        page.note(f"intake.brief_facts[{len(facts)}]", {"topic": "reporting", "text": said.rstrip(" .")}, said)


def _remarks(page: Page) -> None:
    for line in page.sentences:
        if _INJECTED.search(line):
            page.remarks.append(f"The brief contains an instruction to the assistant, which was not followed: “{line[:160]}”")
    pricing = str(page.value("intake.pricing") or "")
    if re.search(r"first (?:bag|box|order|visit)", pricing, re.I) and re.search(r"first month", pricing, re.I):
        page.remarks.append("The introductory terms are stated in two ways that do not agree (first bag, first month). Ask the client which holds.")
    _arithmetic(page)


def _arithmetic(page: Page) -> None:
    budget = page.value("intake.budget")
    targets = [item.value for item in page.found if item.path.startswith("intake.kpi_targets[") and isinstance(item.value, dict)]
    count = next((t for t in targets if t.get("unit") not in ("%", None) and isinstance(t.get("target"), int | float) and not re.fullmatch(r"[A-Z]{3}", str(t["unit"]))), None)
    cost = next((t for t in targets if re.fullmatch(r"[A-Z]{3}", str(t.get("unit")))), None)
    if isinstance(budget, dict) and count and cost:
        each = float(str(budget["amount"])) / float(str(count["target"]))
        limit = float(str(cost["target"]))
        if each >= limit:
            page.remarks.append(
                f"{budget['amount']:,} {budget['currency']} for {count['target']:,} {count['unit']} is {each:,.2f} each, and the limit is below {limit:,.0f}: the targets leave no slack. Ask the client which gives way."
            )
    start = page.value("intake.start_date")
    for target in targets:
        window = re.search(r"(\d+)[- ]day", str(target.get("kpi")))
        due = count and count.get("by")
        if window and start and due:
            known = date.fromisoformat(str(start)) + timedelta(days=int(window[1]))
            if known > date.fromisoformat(str(due)):
                page.remarks.append(f"{target['kpi']}: who joins on {start} reaches day {window[1]} on {known}, after {due}. Agree on a later date for this target.")



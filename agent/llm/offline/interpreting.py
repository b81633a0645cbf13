"""What a message wants: rules in a fixed order, the first that fits wins. A message never decides anything at a gate."""

import re
from collections.abc import Callable

from pydantic import JsonValue

from agent.llm.offline.blocks import blocks_of
from agent.llm.offline.comments import commenting
from agent.llm.offline.goals import objective_of
from agent.llm.offline.history import about_versions
from agent.llm.offline.naming import known_value, path_in, path_of, value_for, week_end
from agent.llm.offline.pinning import pinning
from agent.llm.offline.reading import read
from agent.llm.offline.values import dates_in, money_in, parts_of, weeks_in
from agent.llm.port import Interpretation, InterpretRequest, ReadRequest, ToolCall
from agent.schemas.stages import ARTIFACT_STAGES, STAGE_IDS, ArtifactStage

Rule = Callable[[str, InterpretRequest], list[ToolCall] | None]

_STAGES = "|".join(STAGE_IDS)
_STAGE = re.compile(rf"\b({_STAGES})\b", re.I)
_DECIDING = re.compile(
    r"^\W*(?:yes|yep|ok|okay|sure|fine|great|perfect|good|please|go ahead|ja|well|and|then|so|i|we|let'?s|can you|could you|you can|just|now|consider (?:it|this))?[\s,.!:-]*"
    r"(?:approve[ds]?|approving|approval|lgtm|looks? (?:good|great|fine)|sign(?:ed)?[ -]?off|ship it|go ahead|freigeben|freigegeben|genehmigt|reject(?:ed)?|request changes|override)\b",
    re.I,
)
_AGREEING = re.compile(r"^\W*(?:yes|yep|yeah|ok|okay|sure|fine|great|perfect|good|agreed|confirm(?:ed)?|do it|go|go ahead|ja|👍|✅)[\s.!👍✅]*$", re.I)
_QUESTION = re.compile(r"\?\s*$|^(?:what|why|where|when|which|who|how|is|are|do|does|can|could|show|was|warum|was fehlt|wo)\b", re.I)


def interpret(request: InterpretRequest) -> Interpretation:
    """The calls a message asks for."""
    text = request.text.strip()
    for rule in _RULES:
        calls = rule(text, request)
        if calls is not None:
            return Interpretation(calls=calls)
    return Interpretation(calls=[_ask("unclear")])


def _call(tool: str, **given: JsonValue) -> ToolCall:
    return ToolCall(tool=tool, arguments={name: value for name, value in given.items() if value is not None})


def _ask(about: str, **given: JsonValue) -> ToolCall:
    return _call("ask", about=about, **given)


def _stage(request: InterpretRequest) -> ArtifactStage:
    return next((stage for stage in ARTIFACT_STAGES if stage == request.stage), "intake")


def _empty(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    if re.fullmatch(r"\W*(?:hi|hello|hey|hallo|moin|good (?:morning|afternoon|evening)|thanks?(?: you)?|thank you|cheers|danke)\b[\w\s]{0,12}\W*", text, re.I):
        return [_ask("next")]
    return None if re.search(r"\w", text) or "👍" in text or "✅" in text else [_ask("unclear")]


def _pasted_brief(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """A long text, or several labelled lines, is a brief."""
    labelled = {block.topic for block in blocks_of(text)} - {""} if "\n" in text else set()
    if len(text) > 700 or len(labelled) >= 4 or (len(labelled) >= 2 and len(text) > 250):
        return [_call("read_brief")]
    return None


def _new_campaign(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    match = re.match(
        r"^(?:please )?(?:(?:create|start|open|set up|make|begin|i want|i need|we need|let'?s start)\s+)?(?:an?\s+)?(?:new|neue)\s+(?:campaign|kampagne)\b(?:\s+(?:called|named|for))?\s*[:\-–]?\s*(.*)$",
        text,
        re.I | re.S,
    ) or re.match(r"^(?:please )?(?:create|start|set up)\s+(?:a\s+)?campaign\b(?:\s+(?:called|named))?\s*[:\-–]?\s*(.+)$", text, re.I | re.S)
    if not match:
        return None
    head, *rest = re.split(r",\s+(?=\D|\d[\d.,]*\s?(?:k\b|m\b|[A-Z]{3}\b|€|£|\$))|;\s+|\.\s+", match[1].strip(" ."))
    name, _, client = head.rpartition(" for ") if re.search(r" for (?!\d)", head) else (head, "", "")
    name = name.strip(" '\"“”")
    if not name:
        return [_ask("next")]
    details = ", ".join(rest)
    return [_call("create_campaign", name=name, client_name=client.strip(" '\"“”") or None, **_details(details))]


def _details(text: str) -> dict[str, JsonValue]:
    """Budget, dates and objective of a new campaign."""
    out: dict[str, JsonValue] = {}
    money = money_in(text)
    dates = dates_in(text)
    length = weeks_in(text)
    if money:
        out["budget"] = dict(money[0][0])
    if dates:
        out["start_date"] = dates[0][0].isoformat()
    if len(dates) > 1:
        out["end_date"] = dates[1][0].isoformat()
    elif dates and length:
        out["end_date"] = week_end(dates[0][0].isoformat(), length[0])
    objective = re.search(r"\b(?:objective|goal|aim)\b[\s:is]*([\w ]+)", text, re.I)
    if objective and objective_of(objective[1]):
        out["objective"] = objective_of(objective[1])
    return out


def _campaigns(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    if re.match(r"^(?:please )?(?:list|show|which|what)\b.{0,20}\bcampaigns\b", text, re.I):
        return [_call("list_campaigns")]
    if re.match(r"^(?:please )?archive (?:this|the|current)? ?campaign\W*$", text, re.I):
        return [_call("archive_campaign")]
    copy = re.match(r"^(?:please )?(?:duplicate|copy|clone)\b.*?\b(?:as|to|called|named)\b\s+(.+)$", text, re.I)
    if copy:
        return [_call("duplicate_campaign", name=copy[1].strip(" .'\"“”"))]
    moved = re.match(r"^(?:please )?(pause|resume|reactivate|complete|activate)\s+(?:this |the )?campaign\W*$", text, re.I)
    if moved:
        status = {"pause": "paused", "complete": "completed"}.get(moved[1].lower(), "active")
        return [_call("edit_campaign", status=status)]
    opened = re.match(r"^(?:please )?(?:open|switch to|select|go to|back to|change to|load|use|work on)\s+(?:the\s+)?(?:campaign\s+)?(.+?)(?:\s+campaign)?\W*$", text, re.I)
    if opened:
        wanted = " ".join(opened[1].strip("'\"“”").casefold().split())
        known = [name for name in request.campaigns if wanted == " ".join(name.casefold().split())]
        known = known or [name for name in request.campaigns if len(wanted) > 3 and wanted in name.casefold()]
        if known and not _STAGE.fullmatch(wanted):
            return [_call("select_campaign", name=known[0])]
        if re.search(r"\bcampaign\b", text, re.I) and not _STAGE.search(text.lower().replace("campaign", "")):
            return [_call("select_campaign", name=opened[1].strip("'\"“”"))]
    return None


def _decision_in_words(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """Words that sound like a decision are answered, never acted on."""
    if _DECIDING.search(text) and not text.rstrip().endswith("?"):
        return [_ask("decide")]
    if re.search(r"\b(?:approve|approved|override|skip (?:the )?(?:approval|gate|review))\b", text, re.I) and not re.match(r"^(?:who|what|when|is|was|add|set)\b", text, re.I):
        return [_ask("decide")]
    if _AGREEING.match(text) and (request.at_gate or not request.asked):
        return [_ask("decide" if request.at_gate else "next")]
    return None


def _still_valid(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """Saying that something still holds is answered with how it is confirmed; only a click confirms."""
    if not re.search(r"\b(?:still|remains?|noch)\s+(?:valid|hold(?:s|ing)?|correct|current|gültig|ok(?:ay)?)\b", text, re.I):
        return None
    named = _STAGE.search(text)
    return [_ask("still_valid", stage=named[1].lower() if named else None)]


def _question(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    if not _QUESTION.search(text) and not re.match(r"^(?:help|status|hilfe|next|overview|missing)\b", text, re.I):
        return None
    named = _STAGE.search(text)
    stage = named[1].lower() if named else None
    low = text.lower()
    for about, pattern in (
        ("impact", r"\bwhat (?:would|will|does|happens|goes|gets|is)\b.*\b(?:approv(?:e|ing|al|ed)|stale|out of date|affect(?:s|ed)?|impact)\b|\bimpact\b"),
        ("missing", r"\bmissing\b|still need|left to (?:fill|do)|incomplete|fehlt"),
        ("blocked", r"\bblocked\b|\bclosed\b|can'?t (?:i|we) (?:open|go|start)|locked|gesperrt"),
        ("pinned", r"\bpin(?:ned|s)\b"),
        ("findings", r"\bfindings?\b|\bqc\b|quality|checks? (?:find|found|say)|what(?:'s| is) wrong|warnings?"),
        ("history", r"\bhistory\b|\bversions?\b|who (?:approved|changed|wrote)|when was"),
        ("where_from", r"where (?:does|did|do|is)\b.*\bfrom\b|source of|who said|woher"),
        ("decide", r"\b(?:how|where|can|could|who)\b.*\bapprov|\bapprove\b"),
        ("next", r"what(?:'s| is)? next|what (?:should|do|can) (?:i|we) do|what now|how (?:do|can) (?:i|we) (?:start|begin|continue|go on)"),
        ("status", r"\bstatus\b|where (?:are|do) we|how far|overview|progress|which stage"),
        ("cost", r"\bwhat (?:did|does|has|have) (?:this|it|that|all this|the models?|the campaign)\b.*\bcosts?\b|\bcosts? so far\b|\bcosts? of the models?\b|\bmodels? (?:costs?|budget)\b|\bmuch (?:has|have|did)\b.*\b(?:cost|spent)\b"),
        ("help", r"^(?:help|hilfe)\b|what can (?:you|i)|how does (?:this|it) work"),
    ):
        if re.search(pattern, low):
            path = _dotted(text) or path_in(text, _stage(request)) if about == "where_from" else None
            return [_ask(about, stage=stage, path=path)]
    path = path_in(text, _stage(request))
    if path and _is_change(text) is None:
        return [_ask("value", path=path)]
    return [_ask("status", stage=stage)] if stage else None


def _dotted(text: str) -> str | None:
    """A field named by its full path: creatives.assets[3].body."""
    found = re.search(rf"\b(?:{'|'.join(ARTIFACT_STAGES)})(?:\.\w+|\[\d+\])+", text)
    return found[0] if found else None


def _is_change(text: str) -> str | None:
    match = re.match(r"^(?:could|can|would) you (?:please )?(.+?)\??$", text, re.I)
    return match[1] if match else None


def _actions(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    plain = _is_change(text) or text
    named = _STAGE.search(plain)
    stage = named[1].lower() if named and named[1].lower() != "campaign" else None
    if re.match(r"^(?:please )?(?:submit|send (?:it |this )?(?:for|to) (?:approval|review)|hand in|ready for (?:approval|review)|einreichen)\b", plain, re.I):
        return [_call("submit", stage=stage)]
    if re.match(r"^(?:please )?(?:run|repeat|do)\b.*\b(?:checks?|qc|quality)\b|^(?:please )?check (?:it |this )?again\W*$|^(?:please )?qc\W*$", plain, re.I):
        return [_call("check", stage=stage)]
    if re.match(r"^(?:please )?(?:take (?:it|this) back|reopen|back to draft)\b", plain, re.I):
        return [_call("reopen", stage=stage)]
    if re.match(r"^(?:please )?(?:next(?: stage| step)?|continue|weiter|move on|carry on|proceed)\W*$", plain, re.I):
        return [_ask("next")]
    going = re.match(rf"^(?:please )?(?:go(?: back)? to|open|show(?: me)?|back to|let'?s (?:do|start|go to|work on)|start|continue with|move (?:on )?to|jump to|work on)\s+(?:the\s+)?({_STAGES})(?: stage)?\W*$", plain, re.I)
    if going:
        return [_call("go_to", stage=going[1].lower())]
    return _redraft(plain, request)


def _redraft(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    wish = re.match(
        r"^(?:please )?(?:re-?draft|draft|re-?write|write|regenerate|re-?phrase|redo|shorten|expand|improve|sharpen|tone down|make|give me|try)\b(.*)$", text, re.I | re.S
    )
    if not wish or request.stage in ("campaign", "intake"):
        return None
    low = text.lower()
    bare = re.match(rf"^(?:please )?(?:re-?draft|draft|re-?write|regenerate|redo)\s*(?:it|this|all|everything|the whole(?: thing)?|(?:the )?({_STAGES}))?(?: again)?\W*$", text, re.I)
    sections = [name for name, title in request.sections.items() if name.replace("_", " ") in low or title.lower() in low]
    path = path_in(text, _stage(request))
    if not sections and path and path.startswith(f"{request.stage}."):
        sections = [path.split(".")[1].split("[")[0]]
    stage = bare[1].lower() if bare and bare[1] else None
    return [_call("draft", stage=stage, sections=list(sections), instruction=None if bare else text)]


def _edit(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    plain = _is_change(text) or text
    stage = _stage(request)
    adding = re.match(r"^(?:please )?add\s+(.+?)\s+(?:to|as)\s+(?:an?\s+|the\s+|our\s+)?([\w ./\[\]-]+?)\W*$", plain, re.I) or re.match(
        r"^(?:please )?add\s+(?:an?\s+|the\s+)?(?P<field>[\w ]+?):?\s+[\"“](?P<item>.+)[\"”]\W*$", plain, re.I
    )
    if adding:
        words, field_words = (adding["item"], adding["field"]) if "field" in adding.groupdict() else (adding[1], adding[2])
        path = path_of(field_words, stage)
        if path:
            return [_call("add_items", path=path, items=list(parts_of(words.strip("\"“”"))))]
    added = re.match(r"^(?:please )?add\s+(?:an?\s+|the\s+)?(\w+(?: \w+)?)\s+(.+)$", plain, re.I)
    if added and (path := path_of(added[1], stage)):
        return [_call("add_items", path=path, items=list(parts_of(added[2].strip(" .\"“”:"))))]
    removing = re.match(r"^(?:please )?(?:remove|drop|delete|take)\s+(.+?)\s+(?:from|out of)\s+(?:the\s+|our\s+)?([\w ./-]+?)\W*$", plain, re.I)
    if removing and (path := path_of(removing[2], stage)):
        return [_call("remove_items", path=path, items=list(parts_of(removing[1].strip("\"“”"))))]
    banned = re.match(r"^(?:please )?(?:don'?t|do not|never) (?:say|use|write)\s+(?!that\b|or\b)(.+?)\W*$", plain, re.I)
    if banned:
        return [_call("add_items", path="intake.banned_words", items=[word.strip("\"“” ") for word in parts_of(banned[1].replace(" or ", ", "))])]
    cleared = re.match(r"^(?:please )?(?:clear|empty|delete|remove)\s+(?:the\s+|our\s+)?([\w ]+?)\W*$", plain, re.I)
    if cleared and (path := path_of(cleared[1], stage)):
        return [_call("clear_fields", paths=[path])]
    return _set(plain, request, stage)


_SETTING = (
    re.compile(r"^(?:no,?\s+|sorry,?\s+|actually,?\s+|please\s+|correction:?\s+)*(?:set|change|update|make|correct|replace)\s+(?:the\s+|our\s+)?([\w ./\[\]-]+?)\s+(?:to|into|=|with)\s+(.+)$", re.I | re.S),
    re.compile(r"^(?:no,?\s+|sorry,?\s+|actually,?\s+|well,?\s+|correction:?\s+)*(?:the\s+|our\s+|my\s+|their\s+)?([\w ./\[\]-]{2,40}?)\s*(?:\bis now\b|\bis\b|\bare\b|\bshould be\b|\bwill be\b|\bwas\b|=|:)\s*(.+)$", re.I | re.S),
)  # fmt: skip


def _set(text: str, request: InterpretRequest, stage: ArtifactStage) -> list[ToolCall] | None:
    """'budget is 50k, not 45', 'change the tone to warm and plain'; several at once by line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        each = [_set(line, request, stage) for line in lines]
        return [call for calls in each if calls for call in calls] if all(each) else None
    for pattern in _SETTING:
        match = pattern.match(text.strip())
        path = path_of(match[1], stage) if match else None
        if match is None or path is None:
            continue
        said = re.sub(r"^(?:called|named)\s+", "", match[2].strip())
        said = re.sub(r"[,;]?\s+(?:and\s+)?not\s+[\w£€$.,]+\W*$|[,;]\s+(?:instead of|rather than)\s+.+$", "", said).rstrip(" .") or match[2]
        value = value_for(path, said, request)
        if value is None:
            continue
        if path.startswith("campaign."):
            return [_call("edit_campaign", **{path.removeprefix("campaign."): value})]
        told = _told(text, request) if stage == "intake" else {}
        return [_call("set_fields", values={**told, path: value} if len(told) > 1 else {path: value})]
    return None


def _answer(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """An answer to what was asked: by label, by what the words are, by order; a single question takes the whole text."""
    if not request.asked or request.stage != "intake":
        return None
    if re.fullmatch(r"\W*(?:skip|later|not now|don'?t know|unknown|no idea|n/?a|none|nothing)\W*", text, re.I):
        return [_ask("missing")]
    wanted = [path for path in request.asked if not known_value(request, path)] or request.asked
    if len(wanted) == 1:
        value = value_for(wanted[0], text, request)
        return [_call("set_fields", values={wanted[0]: value})] if value is not None else None
    values: dict[str, JsonValue] = {}
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.splitlines() if line.strip()]
    if len(lines) == len(wanted):
        for path, line in zip(wanted, lines, strict=True):
            _, colon, tail = line.partition(":")
            value = value_for(path, tail if colon and path_of(line.partition(":")[0], "intake") == path else line, request)
            if value is not None:
                values[path] = value
    return [_call("set_fields", values=values)] if values else _stated(text, request)


def _stated(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """Facts told in passing: what a reader would find in the sentence."""
    if request.campaign is None or request.stage != "intake" or len(text) < 8:
        return None
    values = _told(text, request)
    return [_call("set_fields", values=values)] if values else None


def _told(text: str, request: InterpretRequest) -> dict[str, JsonValue]:
    """Every fact in a sentence by its path; entries of lists go behind those that are there."""
    values: dict[str, JsonValue] = {}
    for item in read(ReadRequest(name="message", text=text, today=request.today)).found:
        if not item.path.startswith("intake.") or item.path in ("intake.company", "intake.has_website", "intake.compliance_notes"):
            continue
        if item.path == "intake.client_name" and request.content.get("client_name"):
            continue
        entry = re.fullmatch(r"intake\.(\w+)\[(\d+)\]", item.path)
        held = request.content.get(entry[1]) if entry else None
        place = int(entry[2]) + len(held) if entry and isinstance(held, list) else None
        values[f"intake.{entry[1]}[{place}]" if entry and place is not None else item.path] = item.value
    return values


def _last_resort(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """Several questions were asked and the words fit none by form: the first open one takes them."""
    wanted = [path for path in request.asked if not known_value(request, path)]
    if not wanted or request.stage != "intake" or _QUESTION.search(text) or len(text) < 3:
        return None
    value = value_for(wanted[0], text, request)
    return [_call("set_fields", values={wanted[0]: value})] if value is not None else None


_RULES: tuple[Rule, ...] = (
    _empty, _new_campaign, _pasted_brief, _campaigns, commenting, about_versions, _decision_in_words, pinning, _still_valid, _question, _actions, _edit, _answer, _stated, _last_resort,
)  # fmt: skip

"""Who the client is and what is sold: identity and offer of the intake."""

import re

from babel import Locale

from agent.llm.offline.page import Page, first_letter_up, first_up
from agent.llm.offline.values import EMAIL, URL, money_in, parts_of, sentences

_LATER = re.compile(r"\b(later|next year|spaeter|später)\b", re.I)
_ECONOMICS = re.compile(r"\b(CAC|LTV|AOV|margins?|payback|lifetime value|acquisition cost|average order)\b", re.I)
_DISPUTED = re.compile(r"don'?t quote|do not quote|not (?:to be )?quoted?|unknown|disput|unconfirmed|don'?t use", re.I)
_LANGUAGES = {
    "german": "German", "deutsch": "German", "english": "English", "englisch": "English", "french": "French", "französisch": "French",
    "italian": "Italian", "italienisch": "Italian", "spanish": "Spanish", "spanisch": "Spanish", "polish": "Polish", "polnisch": "Polish",
    "dutch": "Dutch", "welsh": "Welsh", "portuguese": "Portuguese", "swedish": "Swedish", "danish": "Danish", "norwegian": "Norwegian",
    "irish": "Irish", "finnish": "Finnish", "czech": "Czech", "arabic": "Arabic", "hebrew": "Hebrew",
}  # fmt: skip
_BOTTLENECKS = (
    ("retention", r"retention|repeat|churn|come back|loyal|kundenbindung"),
    ("lead_generation", r"leads?\b|demand|enquir|inquir|traffic|pipeline|awareness|anfragen"),
    ("sales_conversion", r"conversion|convert|closing|checkout|sales process|abschluss"),
    ("product_market_fit", r"product[- ]market|the product itself|wrong product"),
    ("operations", r"operations|capacity|staff|delivery times|fulfil"),
)
_ZONE = re.compile(r"\b(?:Europe|America|Asia|Africa|Australia|Pacific|Atlantic)/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")


def _countries() -> dict[str, str]:
    english = {str(code): str(name) for code, name in Locale("en").territories.items()}
    german = {str(code): str(name) for code, name in Locale("de").territories.items()}
    names = {name: name for code, name in english.items() if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU")}
    names |= {german[code]: english[code] for code in english if len(code) == 2 and code.isalpha() and code in german and code != "ZZ"}
    return names | {"UK": "United Kingdom", "U.K.": "United Kingdom", "USA": "United States", "Great Britain": "United Kingdom", "the US": "United States"}


COUNTRIES = _countries()
"""Country names in English and German, and common short forms, to their English name."""
_COUNTRY = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(COUNTRIES, key=len, reverse=True))) + r")(?![\w-])")


def read_identity(page: Page) -> None:
    """Name, site, industry, markets, languages, zone, contact."""
    _client(page)
    _site(page)
    _industry(page)
    _markets(page)
    language_block = page.topic("languages")
    if language_block:
        known = [_LANGUAGES[word] for word in re.findall(r"[a-zäöü]+", language_block[0].text.lower()) if word in _LANGUAGES]
        page.note("intake.languages", list(dict.fromkeys(known)), language_block[0].text)
    zone = _ZONE.search(page.flat)
    if zone:
        page.note("intake.timezone", zone[0], zone[0])
    mail = EMAIL.search(page.words("contact")) or EMAIL.search(page.flat)
    if mail:
        page.note("intake.contact_email", mail[0].rstrip("."), mail[0].rstrip("."))


def _client(page: Page) -> None:
    for block in page.topic("client"):
        said = re.split(r",\s(?!\w+\s(?:Ltd|Inc|LLC|GmbH))|\s\(|\.\s|\s(?:is|are|was|sells|makes|has|ist)\s|\s[-–—|]\s|:\s|;", block.text, maxsplit=1)[0]
        name = re.sub(r"^(?:we are|we're|wir sind)\s+(?:the\s+)?", "", said, flags=re.I).strip(" .,*")
        if 1 <= len(name.split()) <= 8 and re.search(r"[^\W\d_]", name) and not re.match(r"an?\s", name, re.I):
            page.note("intake.client_name", name, name)
            page.note("intake.company", name, name)
            return
    heading = re.search(r"^#{1,3}\s*(?:client |creative |marketing )?brief\s*[:–-]\s*(.+)$", page.text, re.I | re.M)
    parts = re.split(r"\s[-–—|]\s|:\s", heading[1].strip()) if heading else []
    if len(parts) > 1:
        page.note("intake.client_name", parts[0], parts[0])
        return
    said_so = re.search(
        r"\b(?:[Ww]e are|[Ww]e're|[Ww]ir sind|[Mm]y company is|[Cc]ampaign for|[Ff]or our client)\s+((?:[A-Z0-9][\w&'’.-]*)(?:\s+(?:&|of|and|the|[A-Z0-9][\w&'’-]*)){0,5})",
        page.flat,
    )
    if said_so:
        name = said_so[1].strip(" .,").removesuffix(" and")
        page.note("intake.client_name", name, name)
    elif parts:
        page.note("campaign.name", parts[0], parts[0])


def _site(page: Page) -> None:
    text = f"{page.words('website')} {page.words('client')} {page.flat}"
    mails = EMAIL.findall(text)
    for match in URL.finditer(re.sub("|".join(map(re.escape, mails)) or r"(?!)", " ", text)):
        found = match[0].rstrip(".,;:)")
        if re.search(r"(facebook|instagram|linkedin|youtube|tiktok|trustpilot|docs\.google|drive\.google)\.", found, re.I):
            continue
        address = found if "://" in found else f"https://{found}"
        page.note("intake.website", address, found)
        page.note("intake.has_website", True, found)
        return
    none = re.search(r"\b(?:no|don'?t have a|do not have a|without a|keine) (?:web ?site|webseite)\b", page.flat, re.I)
    if none:
        page.note("intake.has_website", False, none[0], "The brief says that there is no site.")


def _industry(page: Page) -> None:
    block = page.topic("industry")
    if block:
        page.note("intake.industry", page.tidy(block[0].text.rstrip(" .")), block[0].text)
        return
    block_lines = sentences(page.words("client"))
    lines = block_lines or page.sentences[:6]
    business = next((m for line in lines if (m := re.search(r"\b[Ww]e (?:are|run) an? ([^.,;]*?)\s?(?:business|company|firm|brand)?([,;][^.]*)?\.?$", line))), None)
    name = re.escape(str(page.value("intake.client_name") or "we"))
    does = re.search(rf"{name}(?:,| is| are|:)\s(an? [^.;]{{8,120}})", page.flat)
    trade = [line for line in block_lines[1:] if not URL.search(line) and not re.match(r"(we|our|they|it|wir)\b", line, re.I) and len(line.split()) > 2 and not _ECONOMICS.search(line)]
    if business and trade:
        side = f"; {business[2].strip(' ,;')}" if business[2] else ""
        words = trade[0].rstrip(" .")
        page.note("intake.industry", f"{first_up(business[1])}: {words[0].lower()}{words[1:]}{side}", trade[0])
    elif does:
        page.note("intake.industry", first_up(re.sub(r"^an? ", "", does[1])), does[1])
    elif business:
        page.note("intake.industry", first_up(business[0].split(" an ", 1)[-1].split(" a ", 1)[-1]), business[0])
    elif trade:
        page.note("intake.industry", first_up(trade[0]), trade[0])


def _markets(page: Page) -> None:
    block = page.topic("geography")
    if block:
        markets = []
        for part in parts_of(block[0].text.replace(" and ", ", ").replace(" und ", ", ").replace(",", ";")):
            name = _LATER.sub("", part).strip(" ,;()")
            known = _COUNTRY.search(name)
            text = COUNTRIES[known[0]] if known and len(name.split()) <= len(known[0].split()) + 1 else name
            if text:
                markets.append(f"{text} (later)" if _LATER.search(part) else text)
        page.note("intake.geography", list(dict.fromkeys(markets)), block[0].text)
        return
    for line in [*sentences(page.words("client")), *page.sentences]:
        if re.search(r"\b(sell|ship|serve|deliver|operate|markets?|across|customers|liefern|verkaufen)\b", line, re.I) and _COUNTRY.search(line):
            page.note("intake.geography", list(dict.fromkeys(COUNTRIES[name] for name in _COUNTRY.findall(line))), line)
            return
    place = re.search(r"\b(?:in|based in|across|around|serving)\s+((?:[A-Z][\w'’-]+)(?:\s(?:upon|on|and the)?\s?[A-Z][\w'’-]+)?)", page.words("client") or page.flat[:600])
    if place and not re.match(r"(The|January|February|March|April|May|June|July|August|September|October|November|December|Q\d)\b", place[1]):
        page.note("intake.geography", [place[1].strip()], place[0])


def read_offer(page: Page) -> None:
    """Offer, price, revenue, unit economics, bottleneck, differentiators, competitors."""
    _offer(page)
    _economics(page)
    _revenue(page)
    for line in [*sentences(page.words("why")), *page.sentences]:
        cue = re.search(r"\b(?:bottleneck|biggest problem|main problem|what holds us back|engpass)\b.{0,12}?\b(?:is|:|ist)\s+(.*)", line, re.I)
        if cue:
            kind = next((name for name, words in _BOTTLENECKS if re.search(words, cue[1], re.I)), None)
            if kind:
                page.note("intake.growth_bottleneck", kind, line)
                break
    _rivals(page)
    _differentiators(page)


def _offer(page: Page) -> None:
    block = page.topic("offer")
    lines = [line for line in sentences(block[0].text) if not _ECONOMICS.search(line)] if block else []
    if lines:
        page.note("intake.primary_offer", first_letter_up(re.sub(r"^(?:an?|the|our) ", "", page.tidy(" ".join(lines)))), " ".join(lines) if " ".join(lines) in block[0].text else lines[0])
    elif not block:
        sold = re.search(r"\b(?:[Ww]e (?:sell|offer|provide|make)|[Oo]ur (?:product|service|offer) is|[Ww]ir (?:verkaufen|bieten))\s+([^.]{6,200})", page.flat)
        if sold and not _COUNTRY.match(sold[1].removeprefix("across the ").removeprefix("in ")):
            page.note("intake.primary_offer", first_up(page.tidy(sold[1])), sold[0])
    price_block = page.topic("pricing")
    if price_block:
        value = page.tidy(price_block[0].text.rstrip(" ."))
        page.note("intake.pricing", re.sub(r"(contracts for more than \d+)$", r"\1 units", value), price_block[0].text)
        return
    clauses = [part.strip(" .") for line in lines for part in re.split(r",\s+(?![^(]*\))|;\s", line) if money_in(part)]
    if clauses:
        quote = next(line for line in lines if money_in(line))
        page.note("intake.pricing", page.tidy("; ".join(clauses)), quote)
        return
    cost = re.search(r"\b(?:costs?|priced? (?:at|is)|for|from|ab)\s+((?:only |just )?(?:[£€$]\s?\d[\d.,]*|\d[\d.,]*\s?(?:GBP|EUR|USD|€|£)|(?:GBP|EUR|USD)\s?\d[\d.,]*)(?:\s(?:per|a|an|each|pro|every)\s?\w*)?)", page.flat)
    if cost and not re.search(r"budget|target|goal", page.flat[max(0, cost.start() - 40) : cost.start()], re.I):
        page.note("intake.pricing", page.tidy(cost[1]), cost[0])


_MEASURES = {
    "cac": r"(?:CAC|(?:customer )?acquisition cost)", "ltv": r"(?:LTV|CLV|(?:customer )?lifetime value)", "aov": r"(?:AOV|average (?:order|basket)(?: value)?)",
    "payback": r"payback(?: period| time)?", "margin": r"(?:gross )?margins?",
}  # fmt: skip
_FIGURE = r"((?:about|around|roughly|ca\.|approx\.?)?\s*(?:[£€$]\s?\d[\d.,]*\d|[£€$]\s?\d|(?:GBP|EUR|USD|CHF)\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|GBP|EUR|USD|CHF|€|£|months?|weeks?)))"


def _economics(page: Page) -> None:
    for name, words in _MEASURES.items():
        match = re.search(rf"\b{words}\b(?:\s(?:was|is|of|at|are|we think|runs at|stands at|:))*[: ]*{_FIGURE}((?:\s(?:last|this) (?:year|quarter|month))?)", page.flat, re.I)
        others = "|".join(other for key, other in _MEASURES.items() if key != name)
        around = re.search(rf"\b{words}\b(?:(?!\b(?:{others})\b)[^.]){{0,90}}", page.flat, re.I)
        if around and _DISPUTED.search(around[0]):
            quote = re.sub(r"^.*?\bbut ", "", around[0]).strip()
            page.note(f"intake.unit_economics.{name}", "unknown", quote, "The client does not want this figure quoted, so it is left as unknown.")
            label = {"cac": "acquisition cost", "ltv": "lifetime value", "aov": "average order value"}.get(name, name)
            page.remarks.append(f"The {label} is disputed ({quote}). It stays unknown and will be quoted nowhere.")
        elif match:
            when = f" ({match[2].strip()})" if match[2] else ""
            page.note(f"intake.unit_economics.{name}", page.tidy(match[1].strip()) + when, match[0].strip())
    margin = page.value("intake.unit_economics.margin")
    if margin and re.search(r"e-?commerce|online (?:shop|store)|web ?shop", page.flat, re.I):
        quote = next(item.quote for item in page.found if item.path == "intake.unit_economics.margin")
        page.note("intake.ecommerce.margins", margin, quote)


def _revenue(page: Page) -> None:
    block = page.topic("revenue")
    if block:
        streams = []
        for part in parts_of(block[0].text):
            share = re.search(r"(\d{1,3}(?:[.,]\d+)?)\s?%", part)
            name = first_up(re.sub(r"\(?\s*(?:about |ca\. )?\d{1,3}(?:[.,]\d+)?\s?%\s*\)?", "", part))
            if name:
                streams.append({"name": name, "share": round(float(share[1].replace(",", ".")) / 100, 4) if share else None})
        page.note("intake.revenue_streams", list(streams), block[0].text)
        return
    for line in page.sentences:
        match = re.search(r"\b[Ww]e are an? ([\w-]+(?: \w+)?) business, ([\w ]+?) on the side", line)
        if match:
            streams = [{"name": first_up(match[1]), "share": None}, {"name": first_up(match[2]), "share": None}]
            page.note("intake.revenue_streams", list(streams), line)


def _rivals(page: Page) -> None:
    for block in page.topic("competitors"):
        first = sentences(block.text)[0] if sentences(block.text) else ""
        names = list(block.items) or parts_of(first)
        names = [re.split(r"\s[(–-]|:\s", name)[0].strip() for name in names]
        if names and all(re.match(r"[A-Z0-9]", name) and len(name.split()) <= 4 for name in names):
            page.note("intake.competitors", list(names), first if not block.items else block.items[0])


def _differentiators(page: Page) -> None:
    block = page.topic("differentiators")
    if block:
        page.note("intake.differentiators", [first_up(page.tidy(part)) for part in block[0].items or parts_of(block[0].text)], block[0].text)
        return
    found: list[str] = []
    quote = ""
    for line in page.sentences:
        match = re.search(r"\b[Nn]one of (?:them|the others) (?:shows?|has|have|offers?|gives?|does|do) ([^;,.]+)[;,] we do(?:,? and ([^(.]+))?", line)
        if match:
            figure = re.search(r"\(([^)]*?)(\d[\d.,]*\s?%[^)]*)\)", line)
            own = re.sub(r"^every \w+ ", "", match[2] or "").strip() if figure else match[2] or ""
            found += [first_up(match[1].removeprefix("the ")), *([f"{first_up(own)} ({figure[2]})" if figure else first_up(own)] if own else [])]
            quote = line
    offer = page.topic("offer")
    for line in sentences(offer[0].text)[1:] if offer else []:
        parts = [part for part in parts_of(line) if 2 <= len(part.split()) <= 6]
        if parts and not money_in(line) and not _ECONOMICS.search(line) and len(parts) == len(parts_of(line)):
            found += [first_up(part) for part in parts]
            quote = quote or line
    page.note("intake.differentiators", list(dict.fromkeys(found)), quote)

"""What the labels of a brief are about, in English and German."""

import re

_TOPICS: dict[str, str] = {
    "client": "client|client name|company|company name|brand|customer|organisation|organization|kunde|firma|unternehmen|auftraggeber|who we are|about us|about|über uns|business",
    "website": "website|web site|web|site|url|homepage|webseite|internet",
    "industry": "industry|sector|category|branche|sparte|what we do",
    "geography": "markets?|geography|region|regions|location|locations|countries|country|territory|märkte|markt|land|länder|where",
    "languages": "languages?|sprachen?",
    "offer": "offer|product|products|service|services|primary offer|what we'?re selling|what we sell|what we are selling|angebot|produkt|leistung|the offer|the product",
    "pricing": "price|prices|pricing|cost|fee|fees|preis|preise|konditionen",
    "revenue": "revenue|revenue streams?|how we earn|how we make money|umsatz|erlöse",
    "why": "why now|background|situation|challenge|bottleneck|hintergrund|ausgangslage|problem statement|context",
    "goal": "goals?|objectives?|aim|aims|targets?|kpis?|success|ziele?|kampagnenziel|what success looks like",
    "dates": "deadline|dates?|timing|start|timeline|schedule|flight|duration|laufzeit|zeitraum|start date|when|campaign period",
    "budget": "budget|spend|media budget|investment",
    "audience": "audience|target audience|target group|who|target|zielgruppe|customers|buyers?|persona|who we want to reach|who it'?s for",
    "pain": "pain points?|pains?|problems?|their problems?|frustrations?|probleme?|schmerzpunkte|what bothers them",
    "outcomes": "they want|desired outcomes?|outcomes?|needs?|wants|benefits|what they want|wünsche|bedürfnisse|nutzen",
    "objections": "objections?|concerns|doubts|barriers|einwände|bedenken|what holds them back",
    "competitors": "competition|competitors?|wettbewerb|wettbewerber|konkurrenz|mitbewerber",
    "differentiators": "differentiators?|usps?|why us|what makes us different|difference|strengths|stärken|alleinstellung\\w*",
    "proof": "proof|evidence|proof points?|references|results|credentials|belege|nachweise|referenzen",
    "voice": "voice|tone|tone of voice|brand voice|style|tonalität|tonfall|ansprache|stil",
    "constraints": "constraints?|restrictions?|legal|compliance|mandatories|mandatory|do not|don'?ts?|rules|einschränkungen|vorgaben|rechtliches|must not",
    "banned": "banned words?|don'?t say|do not say|don'?t use|forbidden words?|words to avoid|verbotene wörter|never say",
    "disclaimers": "disclaimers?|required disclaimers?|small print|pflichthinweise?|hinweis",
    "channels": "channels?|media|platforms?|kanäle|kanal|plattformen",
    "approvals": "approvals?|approvers?|sign-?off|freigabe|freigaben|genehmigung",
    "reporting": "reporting|reports?|berichte?|reporting frequency",
    "contact": "contact|e-?mail|kontakt|ansprechpartner(?:in)?|from",
    "formats": "formats?|deliverables?|files|formate|lieferumfang",
    "name": "campaign|campaign name|project|kampagne|projekt|title",
}
_PATTERNS = {topic: re.compile(rf"^(?:the |our |unsere? |die |der |das )?(?:{words})$", re.I) for topic, words in _TOPICS.items()}


def topic_of(label: str) -> str:
    """The topic of a label; empty when it is none we know."""
    name = " ".join(re.sub(r"[*_:.?]", " ", label).split())
    return next((topic for topic, pattern in _PATTERNS.items() if pattern.match(name)), "")

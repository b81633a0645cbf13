"""Reading a brief: every value with the words it came from, nothing that the brief does not say."""

from agent.llm.offline.circumstances import read_circumstances
from agent.llm.offline.evidence import read_evidence
from agent.llm.offline.goals import read_goals
from agent.llm.offline.identity import read_identity, read_offer
from agent.llm.offline.manner import read_audience, read_voice
from agent.llm.offline.page import Page
from agent.llm.offline.values import dates_in, money_in
from agent.llm.port import Extraction, ReadRequest
from agent.schemas.events import Conflicting


def read(request: ReadRequest) -> Extraction:
    """All values of a brief. The same text gives the same values."""
    page = Page(request.text, request.today)
    read_identity(page)
    read_offer(page)
    read_audience(page)
    read_goals(page)
    read_voice(page)
    read_evidence(page)
    read_circumstances(page)
    return Extraction(found=page.found, conflicts=_conflicts(page), remarks=list(dict.fromkeys(page.remarks)))


def _conflicts(page: Page) -> list[Conflicting]:
    """A budget or a start that one brief states twice, differently."""
    budgets = {f"{m['amount']} {m['currency']}": (dict(m), words) for block in page.topic("budget") for m, words in money_in(block.text)[:1]}
    starts = {d.isoformat(): (d.isoformat(), words) for block in page.topic("dates") if "start" in block.label.lower() for d, words in dates_in(block.text)[:1]}
    found = []
    for path, said in (("intake.budget", budgets), ("intake.start_date", starts)):
        if len(said) > 1:
            found.append(Conflicting(path=path, values=[value for value, _ in said.values()], quotes=[words for _, words in said.values()]))
    return found

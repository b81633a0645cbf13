"""Campaign tools: they act on the container, before a campaign's graph runs, and decide which campaign a thread is bound to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from agent.errors import Invalid, NotFound, NotOffered
from agent.graph.context import Context
from agent.graph.perform import MAX_UPLOAD
from agent.graph.reading import campaign_with
from agent.llm.port import Extraction, ReadRequest, ToolCall
from agent.schemas.campaign import CAMPAIGN_MOVES, Campaign
from agent.schemas.events import CampaignOpened, CampaignsListed, FieldChange, Notice
from agent.schemas.fields import OBJECTIVE_WORDS
from agent.schemas.registry import explain
from agent.schemas.version import Actor
from agent.tools.catalogue import (
    CreateCampaign,
    DuplicateCampaign,
    EditCampaign,
    ReadBrief,
    SelectCampaign,
    arguments,
)
from agent.tools.documents import text_of


@dataclass
class CampaignDesk:
    """Campaign work of one event: which campaign the thread is bound to now, and what there is to say."""

    context: Context
    event: str
    thread: str
    actor: Actor
    campaign_id: str | None
    notices: list[Notice] = field(default_factory=list)

    async def perform(self, call: ToolCall, place: int) -> None:
        """Do one campaign tool. Raises AicmoError; then nothing changed."""
        acts: dict[str, Callable[[Any, str], Awaitable[None]]] = {
            "create_campaign": self._create,
            "edit_campaign": self._edit,
            "select_campaign": self._select,
            "list_campaigns": self._list,
            "duplicate_campaign": self._duplicate,
            "archive_campaign": self._archive,
        }
        plain = {k: _objective(v) if k == "objective" else v for k, v in call.arguments.items()}
        await acts[call.tool](arguments(ToolCall(tool=call.tool, arguments=plain)), f"{self.event}:{place}")

    async def open_from_brief(self, file: str | None, text: str) -> None:
        """A brief without a campaign starts one, with the name and figures the brief states."""
        store = self.context.store
        name = (await store.file(file)).name if file else "message"
        words = text_of(name, await store.read_file(file), MAX_UPLOAD) if file else text
        extraction = await self.context.model.read(ReadRequest(name=name, text=words, today=self.context.clock().date()))
        title = await self._free_name(_title(extraction))
        await self._open(campaign_with(Campaign(name=title), extraction), "created", f"{self.event}:brief", from_brief=True)

    async def _free_name(self, title: str) -> str:
        name, number = title, 2
        while await self.context.store.find_campaign(name) is not None:
            name, number = f"{title} {number}", number + 1
        return name

    async def _open(self, campaign: Campaign, how: Any, idem: str, *, from_brief: bool = False) -> None:
        record = await self.context.store.create_campaign(campaign, by=self.actor.email, idem=idem)
        await self._bind(record.id)
        self.notices.append((await self._opened(how)).model_copy(update={"from_brief": from_brief}))

    async def _bind(self, campaign_id: str) -> None:
        await self.context.store.bind(self.thread, campaign_id)
        self.campaign_id = campaign_id

    async def _opened(self, how: Any, changes: list[FieldChange] | None = None) -> CampaignOpened:
        record = await self.context.store.campaign(self._current())
        return CampaignOpened(
            how=how,
            name=record.campaign.name,
            client_name=record.campaign.client_name,
            status=record.campaign.status,
            stage=record.stage,
            changes=changes or [],
        )

    def _current(self) -> str:
        if self.campaign_id is None:
            raise NotOffered("No campaign is open. Start one with 'New campaign: <name> for <client>', or open one by its name.")
        return self.campaign_id

    async def _create(self, given: CreateCampaign, idem: str) -> None:
        await self._open(_valid({**given.model_dump(mode="json"), "status": "active"}), "created", idem)

    async def _edit(self, given: EditCampaign, idem: str) -> None:
        record = await self.context.store.campaign(self._current())
        before = record.campaign.model_dump(mode="json")
        wanted = given.model_dump(mode="json", exclude_unset=True)
        status = wanted.get("status")
        if status and status != before["status"] and status not in CAMPAIGN_MOVES[record.campaign.status]:
            raise Invalid(f"A campaign that is {before['status']} cannot become {status}. Nothing was changed.")
        after = _valid({**before, **wanted})
        await self.context.store.update_campaign(record.id, after, by=self.actor.email, idem=idem)
        plain = after.model_dump(mode="json")
        changes = [FieldChange(path=f"campaign.{k}", before=before[k], after=plain[k]) for k in plain if before[k] != plain[k]]
        self.notices.append(await self._opened("edited", changes))

    async def _select(self, given: SelectCampaign, idem: str) -> None:
        record = await self.context.store.find_campaign(given.name)
        if record is None:
            names = ", ".join(r.campaign.name for r in await self.context.store.campaigns()) or "none yet"
            raise NotFound(f"There is no campaign called '{given.name}'. Campaigns: {names}. Nothing was changed.")
        await self._bind(record.id)
        self.notices.append(await self._opened("selected"))

    async def _list(self, given: Any, idem: str) -> None:
        records = await self.context.store.campaigns(archived=True)
        self.notices.append(
            CampaignsListed(names=[r.campaign.name for r in records], statuses=[r.campaign.status for r in records])
        )

    async def _duplicate(self, given: DuplicateCampaign, idem: str) -> None:
        store = self.context.store
        record = await store.campaign(self._current())
        intake = await store.latest(record.id, "intake")
        campaign = _valid({**record.campaign.model_dump(mode="json"), "name": given.name, "status": "active"})
        await self._open(campaign, "duplicated", idem)
        if intake is not None:
            await store.save_version(
                self._current(),
                "intake",
                intake.content,
                provenance=intake.provenance,
                lineage={},
                parent=None,
                author=self.actor.email,
                reason=f"copied from {record.campaign.name}",
                idem=f"{idem}:intake",
            )

    async def _archive(self, given: Any, idem: str) -> None:
        record = await self.context.store.campaign(self._current())
        archived = record.campaign.model_copy(update={"status": "archived"})
        await self.context.store.update_campaign(record.id, archived, by=self.actor.email, idem=idem)
        self.notices.append(await self._opened("archived"))


def brief_of(call: ToolCall) -> str | None:
    """The file id of a brief call."""
    given = arguments(call)
    return given.file if isinstance(given, ReadBrief) else None


def _objective(value: Any) -> Any:
    return OBJECTIVE_WORDS.get(value.strip().lower(), value.strip().lower().replace(" ", "_")) if isinstance(value, str) else value


def _valid(plain: dict[str, Any]) -> Campaign:
    try:
        return Campaign.model_validate(plain)
    except ValidationError as error:
        raise Invalid(f"{explain(error, 'campaign')}. Nothing was changed.") from error


def _title(extraction: Extraction) -> str:
    found = {item.path: item.value for item in extraction.found}
    name = found.get("campaign.name")
    client = found.get("intake.client_name")
    return str(name) if name else f"{client} campaign" if client else "Campaign from a brief"



"""From a slot to a finished asset: one writer per format."""

from collections.abc import Callable

from agent.schemas.creatives import Asset
from agent.schemas.stages import AssetType
from agent.stages.creatives.desk import Desk
from agent.stages.creatives.finish import cta_for, finish, type_name
from agent.stages.creatives.long_forms import write_article, write_email, write_film, write_page
from agent.stages.creatives.pictures import picture
from agent.stages.creatives.plan import Slot
from agent.stages.creatives.short_forms import Parts, write_advert, write_carousel, write_post
from agent.stages.wording import clipped, quoted

WRITERS: dict[AssetType, Callable[[Slot, Desk, str | None], Parts]] = {
    "social_post": write_post,
    "carousel": write_carousel,
    "video_script": write_film,
    "blog_post": write_article,
    "email": write_email,
    "landing_page": write_page,
    "ad_copy": write_advert,
}
_ORDER: tuple[AssetType, ...] = ("landing_page", "blog_post", "email", "carousel", "video_script", "social_post", "ad_copy")
"""Long formats choose their sentences first; short ones find other words more easily."""


def write_all(made: list[Slot], desk: Desk) -> list[Asset]:
    """The finished assets in the order of the slots."""
    places = sorted(range(len(made)), key=lambda place: (_ORDER.index(made[place].type), place))
    written = {place: _write(made[place], desk, place) for place in places}
    return _titled([written[place] for place in range(len(made))])


def _titled(assets: list[Asset]) -> list[Asset]:
    """Working titles that tell assets apart."""
    seen: dict[str, int] = {}
    for place, asset in enumerate(assets):
        seen[asset.title] = seen.get(asset.title, 0) + 1
        if seen[asset.title] > 1:
            assets[place] = asset.model_copy(update={"title": f"{asset.title} ({seen[asset.title]})"})
    return assets


def _write(slot: Slot, desk: Desk, place: int) -> Asset:
    desk.cited, desk.wished = [], set()
    cta = cta_for(slot, desk)
    parts = WRITERS[slot.type](slot, desk, cta)
    return finish(slot, desk, parts, title=_title(slot), cta=cta, image=picture(slot, desk, place))


def _title(slot: Slot) -> str:
    """Working title: the pillar, and what the piece argues."""
    idea = slot.idea
    words = quoted(clipped(idea.text, 8))
    what = {"objection": f"against {words}", "pain": f"from {words}", "outcome": f"towards {words}"}.get(idea.kind, f"on {idea.text}")
    return f"{slot.pillar.name.rstrip('?.! ')}: {type_name(slot.type)} {what}"

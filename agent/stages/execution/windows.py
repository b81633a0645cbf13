"""The days an asset may run: not after its proof expires, not after the event it invites to."""

import re
from datetime import date

from agent.schemas.creatives import Asset
from agent.schemas.execution import Window
from agent.stages.execution.plan import Plan, kind
from agent.stages.media import read_channels


class Windows:
    """First and last day of every asset; windows in the plan's cadence narrow what follows from claims and events."""

    def __init__(self, plan: Plan) -> None:
        proofs = {proof.id: proof.expires for proof in plan.facts.intake.proof_assets}
        given = {window.asset: window for row in plan.execution.derived.cadence for window in row.windows}
        self._days: dict[str, tuple[date | None, date | None]] = {}
        for asset in plan.creatives.assets:
            ends = [day for claim in asset.claims for day in (claim.expires, proofs.get(claim.proof_asset)) if day]
            start, end = event_of(plan, asset)
            last = min([*ends, *([end] if end else [])], default=None)
            window = given.get(asset.id)
            first = window.start if window and window.start else start
            until = window.until if window else None
            self._days[asset.id] = (first, min((day for day in (last, until) if day), default=None))

    def may_run(self, asset: Asset, day: date) -> bool:
        """Whether the asset may be published on that day."""
        first, last = self._days.get(asset.id, (None, None))
        return (first is None or day >= first) and (last is None or day <= last)

    def shown(self, assets: list[Asset], end: date | None) -> list[Window]:
        """Windows that matter within the flight."""
        found = [(asset, *self._days.get(asset.id, (None, None))) for asset in assets]
        return [Window(asset=asset.id, start=first, until=last) for asset, first, last in found if first or (last and (end is None or last <= end))]


def event_of(plan: Plan, asset: Asset) -> tuple[date | None, date | None]:
    """First and last day that an event gives an asset: the event's own asset runs on the day, an invitation until the day before it ends."""
    for fact in plan.facts.facts("event"):
        for item in read_channels(fact.text) if fact.start else []:
            if kind(asset.platform) == item.medium.name:
                return (fact.start, fact.end or fact.start) if asset.type == "video_script" else (None, fact.end or fact.start)
            if any(re.search(item.medium.pattern, text, re.I) for text in (asset.cta or "", asset.link_path or "")):
                return None, fact.end or fact.start
    return None, None

"""The campaign: the container every artifact belongs to."""

from typing import Self

from pydantic import model_validator

from agent.schemas.base import CampaignDate, Model, Money, field
from agent.schemas.stages import CampaignStatus, Objective


class Campaign(Model):
    """What a campaign is before any artifact exists. Its name is unique in the workspace."""

    name: str = field(required=True, min_length=1, max_length=200)
    """Name of the campaign, unique in the workspace."""
    client_name: str | None = field(max_length=200)
    """The client the campaign is for."""
    objective: Objective | None = field(required=True)
    """The one thing the campaign is for."""
    budget: Money | None = field()
    """Total budget, with its ISO currency."""
    start_date: CampaignDate | None = field()
    """First day of the flight."""
    end_date: CampaignDate | None = field()
    """Last day of the flight, on or after the start."""
    status: CampaignStatus = "active"
    """planned, active, paused, completed or archived."""
    notes: str | None = field()
    """Anything the team should know; never shown to the client."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError(f"the end {self.end_date} is before the start {self.start_date}")
        return self


CAMPAIGN_MOVES: dict[CampaignStatus, tuple[CampaignStatus, ...]] = {
    "planned": ("active", "archived"),
    "active": ("paused", "completed", "archived"),
    "paused": ("active", "completed", "archived"),
    "completed": ("active", "archived"),
    "archived": ("active",),
}
"""Status changes a person may make."""

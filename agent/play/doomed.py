"""A process that acts on one event and is ended at a named point, without a chance to tidy up. Reads its order from standard input."""

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from agent.config import Settings
from agent.schemas.events import Event
from agent.schemas.version import Actor
from agent.wiring import open_app

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
KILLED = 86
"""Exit code of a process that was ended at its point."""


async def act(order: dict[str, Any]) -> None:
    """Open the data directory and submit the event; ends the process at the point."""

    def end_at(point: str) -> None:
        if point == order["point"]:
            os._exit(KILLED)

    now = datetime.fromisoformat(order["now"])
    settings = Settings(data_dir=Path(order["data"]), **order["workspace"])
    async with open_app(settings, clock=lambda: now, point=end_at) as app:
        await app.driver.submit(order["thread"], _EVENT.validate_python(order["event"]), Actor.model_validate(order["actor"]))


if __name__ == "__main__":
    asyncio.run(act(json.load(sys.stdin)))

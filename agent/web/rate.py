"""How often one sender may ask, counted in this process."""

import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0
_MOST_KEYS = 10_000


class Rate:
    """At most so many in any minute, for each key."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}

    def wait(self, key: str) -> int:
        """Count one; returns 0, or the seconds until the next is taken."""
        now = self._clock()
        if len(self._seen) >= _MOST_KEYS:
            self._seen = {name: times for name, times in self._seen.items() if times[-1] > now - MINUTE}
        times = self._seen.setdefault(key, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= self._most:
            return int(times[0] + MINUTE - now) + 1
        times.append(now)
        return 0

"""A real server in a process of its own, and a real browser."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SERVE = "from agent.config import Settings; from agent.web.server import serve; serve(Settings())"
BRIEF = Path(__file__).parent.parent / "briefs" / "northlight-roasters.md"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The product, served from one data directory on one port; it can be killed and started again."""

    data: Path
    port: int = field(default_factory=free_port)
    email: str = ""
    password: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers; on the first start, read the sign-in it prints."""
        self.data.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "AICMO_DATA_DIR": str(self.data), "AICMO_PORT": str(self.port)}
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-c", SERVE], env=env, stdout=log, stderr=log)
        for _ in range(900):
            with suppress(URLError, ConnectionError), urlopen(f"{self.url}/healthz", timeout=2):
                break
            assert self._process.poll() is None, self.log()
            time.sleep(0.1)
        if not self.password:
            self.email, self.password = re.findall(r"Sign in with +(\S+)\nPassword +(\S+)", self.log())[0]

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def log(self) -> str:
        """What it printed."""
        return (self.data / "server.log").read_text()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"there is no browser at {CHROMIUM}")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield launched
        launched.close()

"""Chainlit's settings, words and public files are local, made from ours at every start."""

import json
import re
import tomllib
from pathlib import Path

from agent.config import Settings
from agent.web.home import ROOT, make_home


def test_settings_carry_the_upload_limit_and_close_what_is_not_used(tmp_path: Path) -> None:
    home = make_home(Settings(data_dir=tmp_path, max_upload_mb=7))
    config = tomllib.loads((home / ".chainlit" / "config.toml").read_text())
    features = config["features"]
    assert features["spontaneous_file_upload"]["max_size_mb"] == 7
    assert config["project"]["allow_origins"] == []
    closed = ("unsafe_allow_html", "edit_message", "allow_thread_sharing", "favorites")
    assert not any(features[name] for name in closed) and not features["mcp"]["enabled"]


def test_the_words_are_chainlits_with_ours_on_top(tmp_path: Path) -> None:
    home = make_home(Settings(data_dir=tmp_path))
    words = json.loads((home / ".chainlit" / "translations" / "en-US.json").read_text())
    assert words["auth"]["login"]["title"] == "Sign in to AICMO"
    assert words["auth"]["login"]["errors"]["sessionRequired"]


def test_a_second_start_sweeps_what_sessions_left(tmp_path: Path) -> None:
    home = make_home(Settings(data_dir=tmp_path))
    left = home / ".files" / "session" / "upload.md"
    left.parent.mkdir(parents=True)
    left.touch()
    make_home(Settings(data_dir=tmp_path))
    assert not left.exists()


def test_nothing_public_asks_another_machine() -> None:
    for path in (ROOT / "public").rglob("*"):
        if path.is_file():
            addresses = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
            assert [found for found in addresses if found != "http://www.w3.org/2000/svg"] == [], path


def test_every_status_colour_is_readable_on_its_background() -> None:
    variables = json.loads((ROOT / "public" / "theme.json").read_text())["variables"]
    for theme in variables.values():
        pairs = [("--foreground", "--background"), ("--muted-foreground", "--background"), ("--primary-foreground", "--primary")]
        pairs += [(f"--{name}", f"--{name}-bg") for name in ("ok", "wait", "bad", "old", "off")]
        for ink, paper in pairs:
            assert contrast(theme[ink], theme[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two HSL triples, by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(triple: str) -> float:
    hue, saturation, lightness = (float(part.rstrip("%")) for part in triple.split())
    s, l = saturation / 100, lightness / 100  # noqa: E741
    amplitude = s * min(l, 1 - l)

    def channel(n: int) -> float:
        k = (n + hue / 30) % 12
        value = l - amplitude * max(-1, min(k - 3, 9 - k, 1))
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4)


def test_the_entry_stays_small() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) < 150

"""Where Chainlit lives: a folder of the data directory with its settings, words and our public files, made anew at every start."""

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from agent.config import Settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
"""Folder of app.py and public/."""


def make_home(settings: Settings) -> Path:
    """Write Chainlit's settings and words, copy the public files, sweep uploads of sessions that ended. Returns the folder."""
    home = settings.data_dir.absolute() / "web"
    shutil.rmtree(home, ignore_errors=True)
    words = home / ".chainlit" / "translations"
    words.mkdir(parents=True)
    config = (HERE / "chainlit.toml").read_text(encoding="utf-8")
    limited = re.sub(r"(?m)^max_size_mb = \d+$", f"max_size_mb = {settings.max_upload_mb}", config)
    (home / ".chainlit" / "config.toml").write_text(limited, encoding="utf-8")
    (words / "en-US.json").write_text(json.dumps(_words(), ensure_ascii=False), encoding="utf-8")
    shutil.copytree(ROOT / "public", home / "public")
    (home / "chainlit_en-US.md").touch()
    return home


def _words() -> dict[str, Any]:
    """Chainlit's English words, with ours on top."""
    spec = find_spec("chainlit")
    folder = Path(str(spec.origin)).parent if spec else HERE
    theirs: dict[str, Any] = json.loads((folder / "translations" / "en-US.json").read_text(encoding="utf-8"))
    ours: dict[str, Any] = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
    return _over(theirs, ours)


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        merged[key] = _over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged

"""Check a delivery package: every file present, unchanged, and none added. Needs Python 3.9 or newer and nothing else.

Run it in the unpacked folder:  python verify.py        or on the file:  python verify.py package.zip
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

Files = dict[str, bytes]
Json = dict[str, Any]

OWN = ("manifest.json", "SHA256SUMS")
REQUIRED = ("schema", "package", "campaign_id", "created_at", "formats", "artifacts", "files", "manifest_hash")


def read_zip(path: Path | BinaryIO) -> Files:
    """Files of a package by their path below its root folder. Raises OSError or zipfile.BadZipFile."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        roots = {name.split("/", 1)[0] for name in names}
        if len(roots) != 1 or any("/" not in name or ".." in name.split("/") for name in names):
            raise zipfile.BadZipFile("the files are not in one root folder")
        if len(set(names)) != len(names):
            raise zipfile.BadZipFile("a name stands twice")
        return {name.split("/", 1)[1]: archive.read(name) for name in names}


def read_folder(path: Path) -> Files:
    """Files of an unpacked package by their path below it."""
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def problems(files: Files) -> list[str]:
    """What is wrong with the files of a package, one sentence each; an empty list means nothing is."""
    try:
        manifest = json.loads(files["manifest.json"].decode("utf-8"))
        listed = {entry["path"]: entry for entry in manifest["files"]}
        lacking = [name for name in REQUIRED if name not in manifest]
        if lacking or manifest["schema"] != "delivery_manifest_v1":
            return ["manifest.json is not a delivery_manifest_v1"]
        found = _manifest_problems(manifest) + _file_problems(files, listed)
        found += _sums_problems(files) + _format_problems(manifest, listed) + _content_problems(files, manifest)
    except KeyError as error:
        return [f"{error.args[0]} is missing or incomplete"]
    except (ValueError, TypeError, AttributeError) as error:
        return [f"manifest.json or campaign.json cannot be read: {error}"]
    return list(dict.fromkeys(found))


def _canonical(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _manifest_problems(manifest: Json) -> list[str]:
    stated = manifest["manifest_hash"]
    actual = _canonical({key: value for key, value in manifest.items() if key != "manifest_hash"})
    return [] if actual == stated else ["manifest.json was changed: its hash does not match"]


def _file_problems(files: Files, listed: Json) -> list[str]:
    found = [f"{path} is missing" for path in listed if path not in files]
    found += [f"{path} is not in the manifest" for path in files if path not in listed and path not in OWN]
    for path, entry in listed.items():
        if path not in files:
            continue
        if len(files[path]) != entry["bytes"]:
            found.append(f"{path} was changed: {len(files[path])} bytes instead of {entry['bytes']}")
        elif hashlib.sha256(files[path]).hexdigest() != entry["sha256"]:
            found.append(f"{path} was changed: its hash does not match")
    return found


def _sums_problems(files: Files) -> list[str]:
    lines = files["SHA256SUMS"].decode("utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines if line}
    wanted = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != "SHA256SUMS"}
    return [f"SHA256SUMS does not match {path}" for path in sorted({*sums, *wanted}) if sums.get(path) != wanted.get(path)]


def _format_problems(manifest: Json, listed: Json) -> list[str]:
    present = {entry["format"] for entry in listed.values()}
    return [f"the promised format {name} is missing" for name in manifest["formats"] if name not in present]


def _content_problems(files: Files, manifest: Json) -> list[str]:
    if "campaign.json" not in files:
        return []
    data = json.loads(files["campaign.json"].decode("utf-8"))
    stated = {entry["stage"]: entry["digest"] for entry in manifest["artifacts"]}
    return [
        f"campaign.json: {stage} is not the approved version"
        for stage, artifact in data["artifacts"].items()
        if _canonical(artifact["content"]) != stated.get(stage)
    ]


def main(arguments: list[str]) -> int:
    """Print the outcome; 0 when everything is as delivered, 1 otherwise."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        found = problems(read_zip(path) if path.is_file() else read_folder(path))
    except (OSError, zipfile.BadZipFile) as error:
        found = [f"{path.name} cannot be read: {error}"]
    print("\n".join(found) if found else "All files are present and unchanged.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

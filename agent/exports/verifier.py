"""Check a delivery package: every file present, unchanged, and none added; the event log whole, and its approvals those of the manifest. Needs Python 3.9 or newer and nothing else.

Run it in the unpacked folder:  python verify.py        or on the file:  python verify.py package.zip
"""

from __future__ import annotations

import hashlib
import importlib.util
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
        found += _ledger_problems(files, manifest)
    except KeyError as error:
        return [f"{error.args[0]} is missing or incomplete"]
    except (ValueError, TypeError, AttributeError) as error:
        return [f"manifest.json, campaign.json or ledger.json cannot be read: {error}"]
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


def _ledger_problems(files: Files, manifest: Json) -> list[str]:
    """The chain entry by entry, its end against the manifest, the approvals it attests, and the signature where it can be checked."""
    ledger, stated = json.loads(files["ledger.json"].decode("utf-8")), manifest["ledger"]
    found, previous = [], "0" * 64
    for place, entry in enumerate(ledger["entries"], start=1):
        name = f"ledger.json: entry {place} ({entry['kind']})"
        hashed = {key: entry[key] for key in ("seq", "at", "kind", "body_digest", "previous", "key_id")}
        if entry["seq"] != place:
            found.append(f"{name} is out of its place: it says it is entry {entry['seq']}; an entry was deleted, added or moved")
        if entry["previous"] != previous:
            found.append(f"{name} does not follow the entry before it")
        if _canonical({"chain": ledger["chain"], **hashed}) != entry["hash"]:
            found.append(f"{name} was edited")
        if entry.get("body") is not None and _canonical(entry["body"]) != entry["body_digest"]:
            found.append(f"{name} was edited: what it records is not what was attested")
        previous = entry["hash"]
    if (len(ledger["entries"]), previous) != (stated["count"], stated["head"] or "0" * 64):
        found.append(f"ledger.json: it has {len(ledger['entries'])} entries, and the manifest names {stated['count']} and another end: it was cut off, added to or replaced")
    if ledger["chain"] != manifest["campaign_id"]:
        found.append("ledger.json: it is the event log of another campaign")
    if {key: ledger[key] for key in stated} != stated:
        found.append("ledger.json: chain, end or signature is not the one the manifest names")
    return found + _approval_problems(ledger, manifest) + _signature_problems(ledger)


def _approval_problems(ledger: Json, manifest: Json) -> list[str]:
    bodies = [entry["body"] for entry in ledger["entries"] if entry.get("body")]
    made = {(body["stage"], body["version"], body["digest"], body["by"], body["at"]) for body in bodies if body["kind"] in ("approve", "override")}
    return [
        f"ledger.json: no entry attests the approval of {entry['stage']} v{entry['version']} by {entry['approved_by']}"
        for entry in manifest["artifacts"]
        if (entry["stage"], entry["version"], entry["digest"], entry["approved_by"], entry["approved_at"]) not in made
    ]


def signature_can_be_checked() -> bool:
    """Whether the Python package cryptography is there, which the signature alone needs."""
    return importlib.util.find_spec("cryptography") is not None


def _signature_problems(ledger: Json) -> list[str]:
    if not signature_can_be_checked():
        return []
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    message = f"{ledger['chain']}:{ledger['count']}:{ledger['head'] or '0' * 64}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(ledger["public_key"])).verify(bytes.fromhex(ledger["signature"]), message)
    except (InvalidSignature, ValueError):
        return ["ledger.json: the signature does not fit: the event log was not signed with the key it names"]
    return []


def main(arguments: list[str]) -> int:
    """Print the outcome; 0 when everything is as delivered, 1 otherwise."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        found = problems(read_zip(path) if path.is_file() else read_folder(path))
    except (OSError, zipfile.BadZipFile) as error:
        found = [f"{path.name} cannot be read: {error}"]
    print("\n".join(found) if found else "All files are present and unchanged. The event log is whole.")
    if not signature_can_be_checked():
        print("Signature not checked: the Python package cryptography is not installed.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

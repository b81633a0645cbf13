"""The event log in the package: whatever is done to it, verify.py names it, even when every file fingerprint was made anew."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.exports import verifier
from agent.exports.package import build_package, verify_package
from agent.schemas.canonical import digest
from tests.exports.packages import package_input

Ledger = dict[str, Any]
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files() -> Files:
    package = build_package(package_input())
    assert verify_package(package.data) == []
    return read(package.data)


def read(data: bytes) -> Files:
    from io import BytesIO

    return verifier.read_zip(BytesIO(data))


def tampered(files: Files, change: Callable[[Ledger], None]) -> list[str]:
    """What is found after a change to ledger.json by somebody who also made manifest and sums fit again."""
    ledger, manifest = json.loads(files["ledger.json"]), json.loads(files["manifest.json"])
    change(ledger)
    data = json.dumps(ledger).encode()
    for entry in manifest["files"]:
        if entry["path"] == "ledger.json":
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    manifest["manifest_hash"] = digest({key: value for key, value in manifest.items() if key != "manifest_hash"})
    new = {**files, "ledger.json": data, "manifest.json": json.dumps(manifest).encode()}
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in new.items() if path != "SHA256SUMS"}
    new["SHA256SUMS"] = "".join(f"{value}  {path}\n" for path, value in sums.items()).encode()
    return verifier.problems(new)


def set_field(name: str, value: Any) -> Callable[[Ledger], None]:
    return lambda ledger: ledger["entries"][2].update({name: value})


def delete(place: int) -> Callable[[Ledger], None]:
    return lambda ledger: ledger["entries"].pop(place)


def swap(ledger: Ledger) -> None:
    entries = ledger["entries"]
    entries[2], entries[3] = entries[3], entries[2]


def other_approver(ledger: Ledger) -> None:
    ledger["entries"][2]["body"]["by"] = "mallory@agency.test"


def rewritten(ledger: Ledger) -> None:
    """A whole new chain with right hashes, as somebody without the key can make it."""
    previous = "0" * 64
    for entry in ledger["entries"]:
        if entry["body"]:
            entry["body"]["role"] = "admin"
            entry["body_digest"] = digest(entry["body"])
        entry["previous"] = previous
        hashed = {key: entry[key] for key in ("seq", "at", "kind", "body_digest", "previous", "key_id")}
        entry["hash"] = previous = digest({"chain": ledger["chain"], **hashed})
    ledger["head"] = previous


@pytest.mark.parametrize("name", ["seq", "at", "kind", "body_digest", "previous", "key_id", "hash"])
def test_an_edit_of_any_field_is_named(files: Files, name: str) -> None:
    value = 7 if name == "seq" else "a" * 64
    assert any("ledger.json: entry 3" in problem for problem in tampered(files, set_field(name, value)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (delete(2), "entry 3 (approve) is out of its place: it says it is entry 4"),
        (delete(-1), "it was cut off, added to or replaced"),
        (swap, "entry 3 (approve) is out of its place"),
        (other_approver, "entry 3 (approve) was edited: what it records is not what was attested"),
        (set_field("body", None), "no entry attests the approval of strategy"),
        (rewritten, "another end"),
    ],
)
def test_tampering_is_named(files: Files, change: Callable[[Ledger], None], said: str) -> None:
    assert any(said in problem for problem in tampered(files, change)), tampered(files, change)


def test_a_signature_of_another_key_does_not_fit(files: Files) -> None:
    found = tampered(files, lambda ledger: ledger.update(signature="00" * 64))
    assert any("the signature does not fit" in problem for problem in found)


def test_the_log_holds_no_internal_word(files: Files) -> None:
    bodies = [entry["body"] for entry in json.loads(files["ledger.json"])["entries"]]
    assert bodies[0] is None
    assert all("comment" not in body for body in bodies[1:])

"""The installation's keys for the ledger: a ring that authenticates entries, and a pair that signs what leaves."""

import fcntl
import hashlib
import hmac
import json
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def key_id(key: bytes) -> str:
    """The name of a key: the first twelve hex digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:12]


def first_key(secret: bytes) -> bytes:
    """The key an installation starts with, made from its secret."""
    return hmac.new(secret, b"ledger", hashlib.sha256).digest()


class Keyring:
    """Every key the ledger was ever written with. The first comes from the secret; added ones stand in a file only its owner can read."""

    def __init__(self, secret: bytes, file: Path) -> None:
        self._first = first_key(secret)
        self._file = file
        self._pair = Ed25519PrivateKey.from_private_bytes(hmac.new(secret, b"ledger signature", hashlib.sha256).digest())
        self._read_at = 0
        self._added: list[bytes] = []

    @property
    def newest(self) -> bytes:
        """The key new entries are written with; another process may have added one."""
        return (self._first, *self._later())[-1]

    def find(self, name: str) -> bytes | None:
        """The key of that name."""
        return next((key for key in (self._first, *self._later()) if key_id(key) == name), None)

    def _later(self) -> list[bytes]:
        changed = self._file.stat().st_mtime_ns if self._file.exists() else 0
        if changed != self._read_at:
            self._added = [bytes.fromhex(key) for key in json.loads(self._file.read_text())]
            self._read_at = changed
        return self._added

    def rotate(self) -> str:
        """Add a key; entries from now on are written with it. Returns its name."""
        added = secrets.token_bytes(32)
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keys = [key.hex() for key in [*self._later(), added]]
            fresh = self._file.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(keys))
            fresh.replace(self._file)
        return key_id(added)

    def authenticate(self, text: str, name: str | None = None) -> str:
        """HMAC-SHA256 of a text with the newest key, or the named one; empty when there is no such key."""
        key = self.newest if name is None else self.find(name)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() if key is not None else ""

    @property
    def public_key(self) -> str:
        """Hex of the Ed25519 public key."""
        return self._pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, message: bytes) -> str:
        """Hex of the Ed25519 signature."""
        return self._pair.sign(message).hex()

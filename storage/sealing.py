"""Answers at rest: each sealed under its question's own key, and that key under the keys of the settings.

The settings' keys never stand in the database, so whoever holds the database alone can read no answer, at any time.
The question's key is destroyed at the close, so that nobody can read one afterwards, whatever else they hold.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from domain.disclosure import SECRET_BYTES, voter_key
from storage.private_files import make_folder, overwriting, write_private

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet
# What encrypts is read when the first question is opened: it weighs more than most of a start.

NONCE_BYTES = 12


class Unreadable(Exception):
    """Something sealed cannot be opened: no key fits, or it was sealed for something else."""


class QuestionKey:
    """The key of one question. `name` is the question's; `secret` is random, SECRET_BYTES long."""

    def __init__(self, name: str, secret: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._name = name
        self._secret = secret
        self._cipher = AESGCM(hmac.new(secret, b"answers of one question", hashlib.sha256).digest())

    def voter(self, person: str) -> str:
        """What a person's answer is filed under."""
        return voter_key(self._secret, person)

    def seal(self, voter: str, levels: bytes) -> bytes:
        """A level a byte, sealed for this question and voter alone; as long for any levels."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, levels, self._about(voter))

    def unseal(self, voter: str, sealed: bytes) -> bytes:
        """The levels again. Raises Unreadable."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._about(voter))
        except (InvalidTag, ValueError) as error:
            raise Unreadable("an answer was sealed under another key") from error

    def _about(self, voter: str) -> bytes:
        return f"{self._name}\n{voter}".encode()


class Keyring:
    """The settings' keys. `read` gives them, the one that seals first; it is asked again where none of them fits,
    since another process may have changed the key meanwhile. Raises ValueError for what is no key."""

    def __init__(self, read: Callable[[], Sequence[str]]) -> None:
        self._read = read
        self._keys: MultiFernet | None = None

    def wrap(self, name: str, secret: bytes) -> str:
        """The question's secret, encrypted together with the question's name, under the key that seals by now."""
        return self._fresh().encrypt(name.encode() + b"\n" + secret).decode()

    def unwrap(self, name: str, wrapped: str) -> bytes:
        """The secret again. Raises Unreadable where no key fits, or it is another question's."""
        from cryptography.fernet import InvalidToken

        for ring in (self._ring, self._fresh):
            with suppress(InvalidToken):
                found, _, secret = ring().decrypt(wrapped.encode()).partition(b"\n")
                if found == name.encode() and len(secret) == SECRET_BYTES:
                    return secret
        raise Unreadable("no key of the settings opens the question's key")

    def rewrap(self, wrapped: str) -> str:
        """Encrypted anew with the first key. Raises Unreadable where no key opens it."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fresh().rotate(wrapped.encode()).decode()
        except InvalidToken as error:
            raise Unreadable("no key of the settings opens a question's key") from error

    def _ring(self) -> MultiFernet:
        return self._keys or self._fresh()

    def _fresh(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        self._keys = MultiFernet([Fernet(key) for key in self._read()])
        return self._keys


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


class KeyFile:
    """Keys in a file that only its owner can read, a line each, the one that seals first. Made where it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[str]:
        if not self.path.exists():
            make_folder(self.path)
            self._make()
        return self.path.read_text(encoding="ascii").split()

    def write(self, keys: Sequence[str]) -> None:
        """Put these keys in the place of those before, all or none."""
        part = self._part(keys)
        with overwriting(self.path):
            os.replace(part, self.path)

    def _make(self) -> None:
        from cryptography.fernet import Fernet

        part = self._part([Fernet.generate_key().decode()])
        with suppress(FileExistsError):  # another process was quicker, and its key counts
            os.link(part, self.path)
        part.unlink()

    def _part(self, keys: Sequence[str]) -> Path:
        part = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        write_private(part, "".join(f"{key}\n" for key in keys).encode())
        return part

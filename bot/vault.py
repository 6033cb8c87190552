"""Tokens at rest: encrypted with keys that only the settings hold."""

from __future__ import annotations

from collections.abc import Sequence

# What encrypts is read when the first token is sealed or opened, as one workspace's token needs none of it.


class VaultError(Exception):
    """A token cannot be read: no key of the settings fits, or it is another workspace's."""


class TokenVault:
    """keys: as `new_key` makes them; the first seals, all of them open. Raises ValueError for what is no key."""

    def __init__(self, keys: Sequence[str]) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        self._keys = MultiFernet([Fernet(key) for key in keys])

    def seal(self, owner: str, token: str) -> str:
        """The token, encrypted together with its owner's id (a Slack team or enterprise)."""
        return self._keys.encrypt(f"{owner}\n{token}".encode()).decode()

    def unseal(self, owner: str, sealed: str) -> str:
        """The token again. Raises VaultError where it cannot be read, or was sealed for another owner."""
        from cryptography.fernet import InvalidToken

        try:
            found, _, token = self._keys.decrypt(sealed.encode()).decode().partition("\n")
        except InvalidToken as error:
            raise VaultError("no key in TOKEN_KEYS opens the workspace's token") from error
        if found != owner:
            raise VaultError("the token that is kept for the workspace is another workspace's")
        return token

    def reseal(self, sealed: str) -> str:
        """Encrypted anew with the first key. Raises VaultError where no key opens it."""
        from cryptography.fernet import InvalidToken

        try:
            return self._keys.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise VaultError("no key in TOKEN_KEYS opens the workspace's token") from error


def new_key() -> str:
    """A fresh key for TOKEN_KEYS."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()

"""Keeping what a form shows and carries while somebody fills it in, for a chat whose own forms carry too little.

Kept sealed under a key that the form alone has, for this person alone: who has the database reads nothing of it (a
form may show what somebody has rated so far), and a form's key in another's hands opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from services.access import Asker
from services.context import AppContext
from storage import forms
from storage.database import Database

KEPT_FOR = timedelta(hours=24)
"""So long a form may stay open: whoever writes minutes over a day loses none of it."""
KEY_BYTES = 16
_NONCE = bytes(12)
"""The same for all: each key seals one form."""


class FormService:
    def __init__(self, app: AppContext) -> None:
        self._database: Database = app.database

    def new_key(self) -> str:
        """A key for one form, which the form is to carry."""
        return secrets.token_bytes(KEY_BYTES).hex()

    async def keep(self, asker: Asker, key: str, shown: str, now: datetime) -> None:
        """Keep what the form with this new key shows."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        bare = bytes.fromhex(key)
        sealed = AESGCM(bare).encrypt(_NONCE, shown.encode(), _whose(asker))
        expires_at = (now + KEPT_FOR).replace(minute=0, second=0, microsecond=0)
        async with self._database.write() as session:
            await forms.keep(session, _id(bare), sealed, now, expires_at)

    async def find(self, asker: Asker, key: str, now: datetime) -> str | None:
        """What was kept under the key for this person; None where it is another's, its time is over, or it is none."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            bare = bytes.fromhex(key)
            async with self._database.read() as session:
                sealed = await forms.sealed_form(session, _id(bare), now)
            return None if sealed is None else AESGCM(bare).decrypt(_NONCE, sealed, _whose(asker)).decode()
        except (InvalidTag, ValueError):
            return None


def _id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _whose(asker: Asker) -> bytes:
    return f"{asker.workspace_id}\n{asker.user_id}".encode()

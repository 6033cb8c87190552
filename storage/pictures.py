"""Pictures and files for a chat to fetch: each once, under a name that nobody can guess, for a while."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models.pictures import KeptPicture

KEPT_FOR = timedelta(days=366)
"""A chat fetches a picture again whenever somebody looks far back; a year later nobody does."""


@dataclass(frozen=True)
class File:
    """What is fetched. content_type: as in HTTP, such as image/png."""

    filename: str
    content_type: str
    content: bytes


async def keep(session: AsyncSession, workspace_id: int, file: File, now: datetime) -> str:
    """The name under which the file is fetched; the same file has the same name, and stays a year from now on."""
    told = b"\0".join((file.filename.encode(), file.content_type.encode(), file.content))
    row = {
        "name": secrets.token_urlsafe(24),
        "workspace_id": workspace_id,
        "digest": hashlib.sha256(told).hexdigest(),
        "filename": file.filename,
        "content_type": file.content_type,
        "content": file.content,
        "expires_at": now + KEPT_FOR,
    }
    kept = insert_into(session, KeptPicture).values(row)
    kept = kept.on_conflict_do_update(
        index_elements=[KeptPicture.workspace_id, KeptPicture.digest],
        set_={"expires_at": kept.excluded.expires_at},
    )
    name = await session.scalar(kept.returning(KeptPicture.name))
    await _forget(session, now)
    return str(name)


async def find(session: AsyncSession, name: str, now: datetime) -> File | None:
    """The file of that name; None where there is none, or none any more."""
    row = (
        await session.execute(
            select(KeptPicture.filename, KeptPicture.content_type, KeptPicture.content).where(
                KeptPicture.name == name, KeptPicture.expires_at > now
            )
        )
    ).one_or_none()
    return None if row is None else File(*row)


async def _forget(session: AsyncSession, now: datetime) -> None:
    """Delete what is too old; rows that another process is just deleting are left to it."""
    old = select(KeptPicture.name).where(KeptPicture.expires_at <= now).with_for_update(skip_locked=True)
    await session.execute(
        delete(KeptPicture).where(KeptPicture.name.in_(old)).execution_options(synchronize_session=False)
    )

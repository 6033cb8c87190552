"""Comments beside answers in SQL: sealed while the pulse is open, and afterwards only as they are shown."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.voices import Voice, first_of_each
from storage import sealed_answers, voice_names
from storage.inserting import insert_into
from storage.models.pulses import Pulse, PulseComment, SealedComment
from storage.sealing import QuestionKey, Unreadable

SAME = ["pulse_id", "writer_key"]
SEALED_BYTES = 2048
"""Every comment is sealed at this length, so that its own says nothing."""
die = random.SystemRandom()


async def keep(session: AsyncSession, pulse: Pulse, person: str, words: str) -> None:
    """Keep a person's comment in the place of an earlier one; without words, take it back. Raises KeyLost."""
    key = await sealed_answers.require_key(session, pulse)
    writer = (await _writers(session, pulse, key, [person]))[person]
    if not words:
        await session.execute(delete(SealedComment).where(*_of(pulse, writer)))
        return
    row = {"pulse_id": pulse.id, "writer_key": writer, "workspace_id": pulse.workspace_id}
    putting = insert_into(session, SealedComment).values(**row, sealed=key.seal(writer, _padded(words)))
    await session.execute(putting.on_conflict_do_update(index_elements=SAME, set_={"sealed": putting.excluded.sealed}))


async def own(session: AsyncSession, pulse: Pulse, person: str) -> str:
    """What the person has written, as it would be shown; nothing where it cannot be read."""
    key = await sealed_answers.key_of(session, pulse)
    if key is None:
        return ""
    writer = (await _writers(session, pulse, key, [person]))[person]
    sealed = await session.scalar(select(SealedComment.sealed).where(*_of(pulse, writer)))
    try:
        return "" if sealed is None else _words(key.unseal(writer, sealed))
    except Unreadable:
        return ""


async def heard(session: AsyncSession, pulse: Pulse, people: Mapping[str, Voice]) -> list[str]:
    """The comments of those who were asked, one a voice, in no order. Only for closing."""
    key = await sealed_answers.key_of(session, pulse)
    if key is None:
        return []
    writers = await _writers(session, pulse, key, list(people))
    voices = {writer: people[person] for person, writer in writers.items()}
    rows = await session.execute(
        select(SealedComment.writer_key, SealedComment.sealed).where(SealedComment.pulse_id == pulse.id)
    )
    given = [(voices[writer], writer, sealed) for writer, sealed in rows if writer in voices]
    die.shuffle(given)
    try:
        found = first_of_each((voice, _words(key.unseal(writer, sealed))) for voice, writer, sealed in given)
    except Unreadable:
        return []
    die.shuffle(found)
    return found


def keep_shown(session: AsyncSession, pulse: Pulse, comments: Sequence[str]) -> None:
    """Keep what is shown of a closed pulse, in this order."""
    session.add_all(PulseComment(workspace_id=pulse.workspace_id, pulse_id=pulse.id, words=words) for words in comments)


async def shown(session: AsyncSession, pulse: Pulse) -> Sequence[str]:
    """The comments that are shown of a closed pulse."""
    query = select(PulseComment.words).where(PulseComment.pulse_id == pulse.id).order_by(PulseComment.id)
    return (await session.scalars(query)).all()


async def forget_shown(session: AsyncSession, network_id: int, before: datetime) -> None:
    """Delete the network's comments of pulses that closed before then: they have long been told."""
    told = select(Pulse.id).where(Pulse.network_id == network_id, Pulse.closed_at < before)
    await session.execute(
        delete(PulseComment).where(PulseComment.pulse_id.in_(told)).execution_options(synchronize_session=False)
    )


async def forget(session: AsyncSession, pulse: Pulse) -> None:
    """Delete every sealed comment; the key goes with the answers'."""
    await session.execute(delete(SealedComment).where(SealedComment.pulse_id == pulse.id))


async def _writers(session: AsyncSession, pulse: Pulse, key: QuestionKey, people: Sequence[str]) -> dict[str, str]:
    names = await voice_names.names_of(session, pulse, people)
    return {person: key.voter(f"{name} comments") for person, name in names.items()}


def _of(pulse: Pulse, writer: str) -> tuple[ColumnElement[bool], ...]:
    return SealedComment.pulse_id == pulse.id, SealedComment.writer_key == writer


def _padded(words: str) -> bytes:
    return json.dumps(words, ensure_ascii=False).encode().ljust(SEALED_BYTES)


def _words(raw: bytes) -> str:
    return str(json.loads(raw))

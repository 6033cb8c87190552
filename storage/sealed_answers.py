"""Sealed answers in SQL: a row a person and question, readable with the question's key alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage import voice_names
from storage.database import FORGOTTEN, KEYS
from storage.inserting import insert_for, insert_into, table_of
from storage.models import SealedAnswer
from storage.question_keys import QuestionKeys
from storage.questions import Question, name_of
from storage.sealing import QuestionKey, Unreadable

SAME = ["question", "voter_key"]
COLUMNS = (*SAME, "workspace_id", "sealed")
PEOPLE = "people"
"""What those who are asked are sealed for, in place of a voter."""


class KeyLost(Gone):
    """The question's key is not at hand, so its answers can be neither kept nor read."""


async def begin(session: AsyncSession, question: Question, secret: bytes | None = None) -> QuestionKey:
    """Give a question that this transaction opens its key. secret: see QuestionKeys.make."""
    question.sealed = True
    return await _keys(session).make(session, name_of(question), question.workspace_id, secret)


async def key_of(session: AsyncSession, question: Question) -> QuestionKey | None:
    """The open question's key; None where it is lost, or the question is not sealed yet."""
    return await _keys(session).of(session, name_of(question)) if question.sealed else None


async def require_key(session: AsyncSession, question: Question) -> QuestionKey:
    """The same. Raises KeyLost."""
    key = await key_of(session, question)
    if key is None:
        raise KeyLost("notices.key_lost")
    return key


async def keep_people(session: AsyncSession, question: Question, people: Mapping[str, Any]) -> None:
    """Keep whom the question is put to, as plain JSON by their ids. For the transaction that opens it."""
    key = await require_key(session, question)
    names = await voice_names.names_of(session, question, people)
    named = {names[person]: what for person, what in people.items()}
    question.people = key.seal(PEOPLE, json.dumps(named, sort_keys=True).encode())


async def people_of(session: AsyncSession, question: Question) -> dict[str, Any] | None:
    """Whom the open question was put to; None where code of before did not keep it, or the key is lost."""
    key = await key_of(session, question)
    if key is None or question.people is None:
        return None
    try:
        found: dict[str, Any] = json.loads(key.unseal(PEOPLE, question.people))
    except Unreadable:
        return None
    ids = await voice_names.people_of(session, question, found)
    return {ids[name]: what for name, what in found.items()}


async def voters(
    session: AsyncSession, question: Question, key: QuestionKey, people: Collection[str]
) -> dict[str, str]:
    """Under what each of these people's answers is filed."""
    names = await voice_names.names_of(session, question, people)
    return {person: key.voter(name) for person, name in names.items()}


async def voter_of(session: AsyncSession, question: Question, key: QuestionKey, person: str) -> str:
    """The same for one person."""
    return (await voters(session, question, key, [person]))[person]


async def keep(session: AsyncSession, question: Question, key: QuestionKey, voter: str, levels: bytes) -> None:
    """Keep an answer, in the place of an earlier one of the same voter."""
    answer = _row(question, voter, key.seal(voter, levels))
    await session.execute(_keeping(session.get_bind().dialect.name), answer)


async def add(
    session: AsyncSession, question: Question, key: QuestionKey, voters: Iterable[str], levels: bytes
) -> None:
    """Keep the same answer for each of these voters who has none yet."""
    answers = [_row(question, voter, key.seal(voter, levels)) for voter in sorted(voters)]
    if answers:
        await session.execute(
            insert_into(session, SealedAnswer).values(answers).on_conflict_do_nothing(index_elements=SAME)
        )


async def has_answered(session: AsyncSession, question: Question, voter: str) -> bool:
    found = await session.scalar(select(SealedAnswer.voter_key).where(*_of(question, voter)))
    return found is not None


async def levels_of(
    session: AsyncSession, question: Question, key: QuestionKey, voter: str, *, lock: bool = False
) -> bytes | None:
    """What the voter answered; None where they have not. Raises Unreadable."""
    query = select(SealedAnswer.sealed).where(*_of(question, voter))
    sealed = await session.scalar(query.with_for_update() if lock else query)
    return None if sealed is None else key.unseal(voter, sealed)


async def of_person(
    session: AsyncSession, questions: Sequence[tuple[Question, QuestionKey]], person: str
) -> dict[int, bytes]:
    """What one person has answered to each of these open questions of one kind, by the question's id; nothing for one
    that they have not answered, or whose answer cannot be read."""
    filed = {
        (name_of(question), await voter_of(session, question, key, person)): (question.id, key)
        for question, key in questions
    }
    if not filed:
        return {}
    query = select(SealedAnswer.question, SealedAnswer.voter_key, SealedAnswer.sealed).where(
        tuple_(SealedAnswer.question, SealedAnswer.voter_key).in_(list(filed))
    )
    found = {}
    for name, voter, sealed in await session.execute(query):
        question_id, key = filed[name, voter]
        with suppress(Unreadable):
            found[question_id] = key.unseal(voter, sealed)
    return found


async def every(session: AsyncSession, question: Question, key: QuestionKey) -> dict[str, bytes]:
    """All answers, by what they are filed under. Only for closing. Raises Unreadable."""
    rows = await session.execute(
        select(SealedAnswer.voter_key, SealedAnswer.sealed).where(SealedAnswer.question == name_of(question))
    )
    return {voter: key.unseal(voter, sealed) for voter, sealed in rows}


async def forget(session: AsyncSession, question: Question) -> None:
    """Delete every answer of a question that ends with this transaction; its key is destroyed after the commit."""
    await session.execute(delete(SealedAnswer).where(SealedAnswer.question == name_of(question)))
    question.people = None
    forgotten: set[str] = session.info.setdefault(FORGOTTEN, set())
    forgotten.add(name_of(question))


@cache
def _keeping(dialect: str) -> Executable:
    """Made once, since making a statement costs more than asking it."""
    putting = insert_for(dialect, table_of(SealedAnswer)).values({name: bindparam(name) for name in COLUMNS})
    return putting.on_conflict_do_update(index_elements=SAME, set_={"sealed": putting.excluded.sealed})


def _row(question: Question, voter: str, sealed: bytes) -> dict[str, Any]:
    workspace_id = question.workspace_id
    return {"question": name_of(question), "voter_key": voter, "workspace_id": workspace_id, "sealed": sealed}


def _of(question: Question, voter: str) -> tuple[ColumnElement[bool], ...]:
    return SealedAnswer.question == name_of(question), SealedAnswer.voter_key == voter


def _keys(session: AsyncSession) -> QuestionKeys:
    keys: QuestionKeys = session.info[KEYS]
    return keys

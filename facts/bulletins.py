"""What is known of notices from the department."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.bulletins import Reach


class BulletinFacts(Struct, frozen=True):
    """A bulletin, and how far it has got. network_names: the first few of those it goes to; networks: how many.

    mark: of what it says, as in domain/bulletins.py. left: neither author nor approver serves the department any more.
    vacant: it waits for an approver who holds no role any more.
    """

    bulletin_id: int
    author: str
    approver: str
    title: str
    words: str
    to: tuple[str, ...]
    goes_on: date
    status: str
    networks: int
    network_names: tuple[str, ...] = ()
    sent: int = 0
    unreached: int = 0
    understood: int = 0
    questions: int = 0
    unanswered: int = 0
    mark: str = ""
    left: bool = False
    vacant: bool = False


class CopyFacts(Struct, frozen=True):
    """A bulletin in one network. by: who it is from; over: its buttons lead nowhere any more.

    status: as in domain/bulletins.py, or "withdrawn" where it was taken back before it went out."""

    copy_id: int
    network_id: int
    network: str
    by: str
    title: str
    words: str
    due_on: date
    status: str
    meaning: str = ""
    meaning_by: str | None = None
    let_go: bool = False
    over: bool = False


class QuestionFacts(Struct, frozen=True):
    """A question to a bulletin; of a network, never of a person."""

    question_id: int
    bulletin_id: int
    title: str
    network: str
    words: str
    asked_on: date
    answer: str = ""


class BulletinBoard(Struct, frozen=True):
    """What /cop-notice shows. own, to_approve, questions: to somebody who writes or approves; copies: to a SEIL, what
    goes out soon in their networks. may_write: whether they can write one."""

    own: tuple[BulletinFacts, ...] = ()
    to_approve: tuple[BulletinFacts, ...] = ()
    questions: tuple[QuestionFacts, ...] = ()
    copies: tuple[CopyFacts, ...] = ()
    may_write: bool = False


class BulletinForm(Struct, frozen=True):
    """What the form opens with. bulletin: the draft that is written on, None for a new one. first_day: the earliest."""

    reach: tuple[Reach, ...]
    first_day: date
    bulletin: BulletinFacts | None = None

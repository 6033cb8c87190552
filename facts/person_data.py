"""What the bot knows of one person, and what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct


class KnownPerson(Struct, frozen=True):
    """Somebody in a workspace. person: our id; chat_id, name: as the chat has them, empty once they were erased.

    reminded: whether they want to be reminded of a pulse check.
    """

    person: str
    workspace_id: int
    workspace: str
    chat: str
    chat_id: str
    name: str
    erased_at: datetime | None = None
    reminded: bool = True


class HeldRows(Struct, frozen=True):
    """How many rows of one table are about somebody: those that go when they are erased, and those that stay."""

    table: str
    goes: int
    stays: int


class HoldLine(Struct, frozen=True):
    """A legal hold. kind: network, school or person; named: its name, or the chat's id. networks: those it covers."""

    hold_id: int
    workspace: str
    kind: str
    named: str
    reason: str
    set_at: datetime
    released_at: datetime | None
    networks: Sequence[str] = ()


class Survey(Struct, frozen=True):
    """All that is known of somebody, by table. holds: what keeps them from being erased. open_actions: what they have
    said they would do and have not done, which will be nobody's. looks_after: the settings name them as an operator."""

    who: KnownPerson
    held: Sequence[HeldRows]
    holds: Sequence[HoldLine] = ()
    open_actions: Sequence[str] = ()
    looks_after: bool = False


class MyData(Struct, frozen=True):
    """What somebody reads of themselves in the chat. operators: who looks after the bot, as far as it knows them."""

    held: Sequence[HeldRows]
    operators: Sequence[str] = ()


class Sheet(Struct, frozen=True):
    """What one table tells the person of themselves: a row each, by the columns' names."""

    table: str
    rows: Sequence[Mapping[str, str]]


class KeptRecords(Struct, frozen=True):
    """A kind of record. days: how long it is kept, 0 for ever. older: records that go next; held: those that would."""

    kind: str
    days: int
    older: int
    held: int

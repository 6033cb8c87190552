"""Records that are older than they are kept, in SQL: counting them, and deleting a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.help_requests import Status as RequestStatus
from domain.stories import Status as StoryStatus
from storage.deliveries import UNFINISHED
from storage.models import Base, Delivery, HandledRequest, Membership, RoleProposal
from storage.models.actions import Action
from storage.models.bulletins import Bulletin, BulletinCopy
from storage.models.contacts import Contact
from storage.models.first_words import FirstWords
from storage.models.groups import GroupInvitation
from storage.models.help_requests import HelpRequest
from storage.models.introductions import Introduction
from storage.models.meetings import Meeting, Rsvp
from storage.models.offers import Offer
from storage.models.peer_reviews import ReviewRound
from storage.models.releases import ReleasePerson
from storage.models.stories import Story


@dataclass(frozen=True)
class Old:
    """Rows of one table that belong to a kind of record.

    is_old: the condition, given the moment before which they go. networks: where a row's networks stand; without any
    it is of no network, and nothing holds it. of_meeting: its meeting's network counts. is_held: the condition that
    networks which are held have a part in it, where that stands elsewhere.
    """

    model: type[Base]
    is_old: Callable[[datetime], ColumnElement[bool]]
    networks: Sequence[InstrumentedAttribute[int] | InstrumentedAttribute[int | None]] = ()
    of_meeting: bool = False
    is_held: Callable[[Collection[int]], ColumnElement[bool]] | None = None

    def older(self, workspace_id: int, cut: datetime, held: Collection[int] | None) -> Select[tuple[int]]:
        """The keys of its rows that go. held: networks whose records stay, as do those of no network; None: no hold."""
        table = self.model.__table__
        [key] = table.primary_key
        query = select(key).where(table.c.workspace_id == workspace_id, self.is_old(cut)).order_by(key)
        if self.of_meeting:
            query = query.join_from(table, Meeting.__table__, Meeting.id == table.c.meeting_id)
        if held is not None and self.is_held is not None:
            query = query.where(~self.is_held(held))
        for network in self.networks if held is not None else ():
            query = query.where(network.is_not(None), network.not_in(held or ()))
        return query


OLD: Mapping[str, Sequence[Old]] = {
    "clicks": (Old(HandledRequest, lambda cut: HandledRequest.handled_at < cut),),
    "messages": (
        Old(
            Delivery,
            lambda cut: and_(Delivery.status.not_in(UNFINISHED), Delivery.finished_at < cut),
            (Delivery.network_id,),
        ),
    ),
    "replies": (Old(Rsvp, lambda cut: Meeting.ends_at < cut, (Meeting.network_id,), of_meeting=True),),
    "roles": (
        Old(Membership, lambda cut: Membership.until < cut, (Membership.network_id,)),
        Old(
            RoleProposal,
            lambda cut: and_(RoleProposal.status != "open", RoleProposal.proposed_at < cut),
            (RoleProposal.network_id,),
        ),
    ),
    "asked": (Old(ReleasePerson, lambda cut: ReleasePerson.asked_at < cut, (ReleasePerson.network_id,)),),
    "introductions": (
        Old(
            Introduction,
            lambda cut: and_(Introduction.status != "asking", Introduction.closes_at < cut),
            (Introduction.network_id, Introduction.other_network_id),
        ),
    ),
    "requests": (
        Old(HelpRequest, lambda cut: HelpRequest.ended_at < cut, (HelpRequest.network_id,)),
        Old(GroupInvitation, lambda cut: GroupInvitation.asked_at < cut, (GroupInvitation.network_id,)),
    ),
    "offers": (Old(Offer, lambda cut: Offer.ended_at < cut, (Offer.network_id,)),),
    "contacts": (Old(Contact, lambda cut: Contact.in_touch_on < cut.date(), (Contact.network_id,)),),
    "notices": (
        Old(
            Bulletin,
            # One may be written long before it goes out.
            lambda cut: and_(Bulletin.status != "proposed", Bulletin.written_at < cut, Bulletin.goes_on < cut.date()),
            is_held=lambda held: Bulletin.id.in_(
                select(BulletinCopy.bulletin_id).where(BulletinCopy.network_id.in_(held))
            ),
        ),
    ),
    "stories": (Old(Story, lambda cut: Story.ended_at < cut, (Story.network_id,)),),
    "actions": (Old(Action, lambda cut: and_(Action.status != "open", Action.done_at < cut), (Action.network_id,)),),
    "meetings": (Old(Meeting, lambda cut: Meeting.ends_at < cut, (Meeting.network_id,)),),
    "reviews": (
        Old(
            ReviewRound,
            lambda cut: or_(
                ReviewRound.closed_at < cut,
                and_(ReviewRound.status == "withdrawn", ReviewRound.proposed_at < cut),
            ),
            (ReviewRound.network_id,),
        ),
    ),
}
"""By kind, as in domain/retention.py. What hangs on a row goes with it: answers and attendance with their meeting,
groups and visits with their round."""

WITH_ANOTHER: Mapping[str, str] = {
    "bulletin_copies": "their bulletin",
    "bulletin_questions": "their bulletin",
    "bulletin_readings": "their bulletin",
    "challenges": "their meeting",
    "first_words": "the legal hold that keeps them",
    "introduction_reports": "their introduction",
    "named_ratings": "the telling of the levels",
    "review_visits": "their round",
}
"""Tables of storage/holdings.py whose rows go with something else."""
STAYS: Mapping[str, str] = {
    "agreed_levels": "compared over the years",
    "audit_entries": "never taken out",
    "holds": "what was held, and why",
    "installations": "gone when the bot is uninstalled",
    "item_evidence": "part of what was agreed",
    "lanes": "where a conversation stands, which the next message needs",
    "level_revisions": "part of what was agreed",
    "occasions": "what was done once is not done again",
    "pulses": "compared over the years",
    "sharing_steps": "what was agreed on, and when",
}
"""Those whose rows nothing takes away but the erasing of a person, and why."""


@dataclass(frozen=True)
class TakenBack:
    """What somebody took back while a legal hold kept it: columns that are emptied once it is over."""

    model: type[Offer] | type[HelpRequest] | type[Story]
    columns: Sequence[InstrumentedAttribute[str]]
    is_taken_back: ColumnElement[bool]


TAKEN_BACK = (
    TakenBack(Offer, (Offer.words, Offer.answers), Offer.ended_at.is_not(None)),
    TakenBack(HelpRequest, (HelpRequest.words,), HelpRequest.status == RequestStatus.WITHDRAWN),
    TakenBack(Story, (Story.words,), Story.status.in_((StoryStatus.DECLINED, StoryStatus.KEPT))),
    TakenBack(Story, (Story.first_words,), Story.status == StoryStatus.PASSED_ON),
)


async def empty_taken_back(session: AsyncSession, workspace_id: int, held: Collection[int] | None) -> int:
    """Delete the words of what was taken back or written anew and is held no more; returns how many rows had any."""
    gone = 0
    for one in TAKEN_BACK:
        found = await session.execute(
            update(one.model)
            .where(one.model.workspace_id == workspace_id, one.is_taken_back, one.model.network_id.not_in(held or ()))
            .where(or_(*(column != "" for column in one.columns)))
            .values(dict.fromkeys(one.columns, ""))
            .execution_options(synchronize_session=False)
        )
        gone += int(getattr(found, "rowcount", 0))
    first = FirstWords.workspace_id == workspace_id, FirstWords.network_id.not_in(held or ())
    found = await session.execute(delete(FirstWords).where(*first).execution_options(synchronize_session=False))
    return gone + int(getattr(found, "rowcount", 0))


async def count(
    session: AsyncSession, kind: str, workspace_id: int, cut: datetime, held: Collection[int] | None
) -> int:
    """How many records of the kind should go."""
    found = 0
    for old in OLD[kind]:
        rows = old.older(workspace_id, cut, held).order_by(None).subquery()
        found += await session.scalar(select(func.count()).select_from(rows)) or 0
    return found


async def delete_some(
    session: AsyncSession, kind: str, workspace_id: int, cut: datetime, held: Collection[int] | None, most: int
) -> int:
    """Delete at most so many of each table; rows that another process is at work on are left to it."""
    gone = 0
    for old in OLD[kind]:
        table = old.model.__table__
        [key] = table.primary_key
        query = old.older(workspace_id, cut, held).limit(most).with_for_update(skip_locked=True, of=old.model)
        keys = list(await session.scalars(query))
        if keys:
            await session.execute(delete(old.model).where(key.in_(keys)).execution_options(synchronize_session=False))
        gone += len(keys)
    return gone

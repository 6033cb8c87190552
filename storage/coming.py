"""Of what a network has anything that the schedule follows, in one query, so that planners ask for nothing else.

What is found here may still have nothing coming: whoever plans it reads it, and judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import CopyStatus
from domain.help_requests import OPEN
from storage.actions import PULSE
from storage.models.actions import Action
from storage.models.agreements import SharingStep
from storage.models.bulletins import BulletinCopy
from storage.models.groups import JointGroup
from storage.models.help_requests import HelpRequest
from storage.models.introductions import Introduction
from storage.models.meetings import Meeting
from storage.models.peer_reviews import ReviewRound


class Coming(StrEnum):
    """What a network may have."""

    ACTIONS = "actions"
    """Open ones."""
    FOLLOWED = "followed"
    """Actions that were made of a pulse check's result."""
    MEETINGS = "meetings"
    REVIEWS = "reviews"
    INTRODUCTIONS = "introductions"
    REQUESTS = "requests"
    """Open ones."""
    NOTICES = "notices"
    """Those that are still to go out."""
    SHARING = "sharing"
    GROUPS = "groups"
    """Joint groups, of any network: which of them are this one's takes another look. Ended ones are read still, so
    their seats follow as well."""


async def of_network(session: AsyncSession, network_id: int) -> frozenset[str]:
    """What there is, of Coming."""
    row = (await session.execute(_THERE, {"network": network_id})).one()
    return frozenset(what for what, there in zip(_WHERE, row, strict=True) if there)


_NETWORK = bindparam("network", type_=Integer)
_WHERE: Mapping[Coming, tuple[ColumnElement[bool], ...]] = {
    Coming.ACTIONS: (Action.network_id == _NETWORK, Action.status == "open"),
    Coming.FOLLOWED: (Action.network_id == _NETWORK, Action.source == PULSE),
    Coming.MEETINGS: (Meeting.network_id == _NETWORK, Meeting.status == "booked"),
    Coming.REVIEWS: (ReviewRound.network_id == _NETWORK, ReviewRound.status == "approved"),
    Coming.INTRODUCTIONS: (
        Introduction.network_id == _NETWORK,
        Introduction.status.in_(("asking", "introduced")),
    ),
    Coming.REQUESTS: (HelpRequest.network_id == _NETWORK, HelpRequest.status.in_(OPEN)),
    Coming.NOTICES: (BulletinCopy.network_id == _NETWORK, BulletinCopy.status == CopyStatus.WAITING),
    Coming.SHARING: (SharingStep.network_id == _NETWORK,),
    Coming.GROUPS: (JointGroup.id.is_not(None),),
}
# Made once, since making a statement costs more than asking it.
_THERE = select(*(select(1).where(*conditions).exists().label(what) for what, conditions in _WHERE.items()))

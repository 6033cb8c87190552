"""Open rounds: one or two leaders read each other's ratings, and nobody else does."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.kept_instrument import instrument_from_data
from domain.levels import Proposal
from domain.standings import AssessmentStanding
from prompts.text import listing, mention
from services.assessments.standing import NO_RATINGS, standing_of
from storage import named_ratings as rows
from storage.models.assessments import AssessmentRound


async def ratings_for(session: AsyncSession, found: AssessmentRound, person: str) -> rows.Ratings:
    """The ratings of an open round for one of its raters; none for anybody else, nor once they are forgotten."""
    ratings = await rows.of_round(session, found.id) if found.named else NO_RATINGS
    return ratings if person in ratings else NO_RATINGS


async def standing_for(session: AsyncSession, found: AssessmentRound, person: str) -> AssessmentStanding:
    """A revealed round as this person may see it. Raises Gone where its ratings are between others."""
    ratings = await rows.of_round(session, found.id) if found.named else NO_RATINGS
    if ratings and person not in ratings:
        raise Gone("assessments.named_between", people=listing(mention(rater) for rater in sorted(ratings)))
    return await standing_of(session, found, ratings)


async def standing_to_confirm(
    session: AsyncSession, found: AssessmentRound, waiting: Mapping[str, Proposal], person: str
) -> AssessmentStanding:
    """The same for whoever confirms levels: of an open round, the proposed levels for those who did not rate in it."""
    ratings = await ratings_for(session, found, person)
    if found.named and not ratings:
        keys = instrument_from_data(found.instrument).item_keys
        ratings = {"": {key: waiting[key].level for key in keys if key in waiting}}
    return await standing_of(session, found, ratings)

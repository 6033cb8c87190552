"""Questions that code of before the sealing left open: their answers are sealed as soon as this code sees them.

While both run beside each other, the old code may still add rows of its own to a self-assessment; those are taken over
at the next look. A pulse check loses its secret here, and with that the old code takes no more answers to it.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import people as people_rows
from storage import sealed_answers
from storage.database import ERASED
from storage.models.assessments import AssessmentRater, AssessmentRound, DraftRating
from storage.models.pulses import Pulse, PulseAnswer
from storage.rating_forms import begin_forms, save_draft
from storage.sealing import new_secret


async def adopt_pulse(session: AsyncSession, pulse: Pulse) -> None:
    """Seal the answers. `pulse` is locked, and not sealed yet."""
    key = await sealed_answers.begin(session, pulse, pulse.secret or new_secret())
    rows = await session.scalars(select(PulseAnswer).where(PulseAnswer.pulse_id == pulse.id))
    for row in rows.all():
        await sealed_answers.keep(session, pulse, key, row.voter_key, bytes([row.level]))
    await session.execute(delete(PulseAnswer).where(PulseAnswer.pulse_id == pulse.id))
    pulse.secret = None
    session.info[ERASED] = True


async def adopt_round(session: AsyncSession, found: AssessmentRound) -> None:
    """Seal the ratings that old code has kept. `found` is locked."""
    rows = await session.execute(
        select(AssessmentRater.slack_user_id, DraftRating.item_key, DraftRating.level)
        .outerjoin(DraftRating, DraftRating.rater_id == AssessmentRater.id)
        .where(AssessmentRater.round_id == found.id)
    )
    found_rows = rows.all()
    if found.sealed and not found_rows:
        return
    people = await people_rows.ensure(session, found.workspace_id, {chat_id for chat_id, _, _ in found_rows})
    drafts: dict[str, dict[str, int]] = {}
    for chat_id, item_key, level in found_rows:
        draft = drafts.setdefault(people[chat_id], {})
        if item_key is not None:
            draft[item_key] = level
    if not found.sealed:
        await begin_forms(session, found, drafts)
    for user_id, draft in drafts.items():
        await save_draft(session, found, user_id, draft)
    of_round = select(AssessmentRater.id).where(AssessmentRater.round_id == found.id)
    await session.execute(delete(DraftRating).where(DraftRating.rater_id.in_(of_round)))
    await session.execute(delete(AssessmentRater).where(AssessmentRater.round_id == found.id))
    session.info[ERASED] = True

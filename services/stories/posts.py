"""What is said of successes and feedback: to whose words they are, to the SEIL, upwards, and back."""

from __future__ import annotations

from datetime import datetime

from domain.policies import WIDE_ROLES, Role, can_read_stories
from domain.stories import Status
from prompts.message import Message
from prompts.stories.cards import consent_message, digest_message, outcome_message, to_seil_message
from services.access import Asker, actor_of
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs, while_theirs
from services.stories.reading import facts_of, place_of
from storage import networks as network_rows
from storage import stories as rows
from storage.models.stories import Story

CONSENT = "stories.consent"
TO_SEIL = "stories.to_seil"
DIGEST = "stories.digest"
OUTCOME = "stories.outcome"


async def announce_consent(context: RenderContext) -> Message | Skip:
    """To whose words they are."""
    found = await _story(context)
    if found.status != Status.ASKED:
        return Skip("answered already")
    return consent_message(facts_of(found, await place_of(context.app, context.session, found)))


async def announce_to_seil(context: RenderContext) -> Message | Skip:
    """To a SEIL of the network; brought up to date once it is decided."""
    found = await _story(context)
    if found.status != Status.WITH_SEIL and context.delivery.operation == "post":
        return Skip(f"it is {found.status} by now")
    seils = await network_rows.people_with_role(context.session, found.network_id, Role.SEIL)
    if str(context.delivery.payload.get("to")) not in seils:
        is_new = context.delivery.operation == "post"
        return Skip("no longer the SEIL of this network") if is_new else no_longer_theirs()
    return to_seil_message(facts_of(found, await place_of(context.app, context.session, found)))


async def announce_digest(context: RenderContext) -> Message | Skip:
    """To somebody of the department: what was passed on since the last time, of the networks that they see."""
    [person] = context.delivery.people
    since = datetime.fromisoformat(str(context.delivery.payload["since"]))
    actor = await actor_of(context.app, context.session, Asker(context.delivery.workspace_id, person))
    until = datetime.fromisoformat(str(context.delivery.payload.get("until") or context.now.isoformat()))
    every = await rows.passed_on(context.session, context.delivery.workspace_id, since, until)
    seen = [story for story, network in every if can_read_stories(actor, network.id, network.seen_from)]
    if not seen:
        return Skip("nothing was passed on")
    places = [await place_of(context.app, context.session, story) for story in seen]
    return digest_message([facts_of(story, place, named=False) for story, place in zip(seen, places, strict=True)])


async def announce_outcome(context: RenderContext) -> Message | Skip:
    """To the network's channel: what became of its feedback."""
    found = await _story(context)
    return outcome_message(facts_of(found, await place_of(context.app, context.session, found)))


async def _reads(context: RenderContext, person: str) -> bool:
    """Whether they still read for the department."""
    actor = await actor_of(context.app, context.session, Asker(context.delivery.workspace_id, person))
    return any(grant.role in WIDE_ROLES for grant in actor.grants)


async def _story(context: RenderContext) -> Story:
    return await rows.by_id(context.session, context.delivery.workspace_id, context.id("story"))


ANNOUNCEMENTS: dict[str, Announcement] = {
    CONSENT: announce_consent,
    TO_SEIL: announce_to_seil,
    DIGEST: while_theirs(announce_digest, _reads, settles=False),
    OUTCOME: announce_outcome,
}

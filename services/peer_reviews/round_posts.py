"""The messages about a round: to chair and SEIL, to the network, and to schools that another has left."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.policies import CHAIR_AND_SEIL
from facts.peer_reviews import Invitation, Replacements, RoundEnd
from prompts.message import Message
from prompts.peer_reviews import joint, posts
from prompts.peer_reviews.looking_back import matrix_message, year_message
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import taken_away
from services.delivery.outbox import TO
from services.leaders import chairs
from services.peer_reviews.beginning import RESTS
from services.peer_reviews.drawing import NOT_DRAWN, draw
from services.peer_reviews.looking_back import MATRIX, YEAR, matrix_for, year_of
from services.peer_reviews.proposals import DRAWN
from services.peer_reviews.replacing import shown
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewDropOut, ReviewRound


async def say_invited(context: RenderContext) -> Message | Skip:
    """To chair and SEIL of a network that another would review with; once that is answered, so."""
    found = await _invitation(context)
    if found is None:
        return Skip("the invitation is gone")
    if found[0].status == "invited":
        if context.delivery.operation == "update":
            asked = found[0].joint_network_id or 0
            return await taken_away(context, asked, *CHAIR_AND_SEIL) or Skip("it still stands")
        return joint.invited_message(found[1])
    return joint.answered_message(found[1]) if context.delivery.operation == "update" else Skip("it is answered")


async def say_not_joint(context: RenderContext) -> Message | Skip:
    found = await _invitation(context)
    return joint.not_joint_message(found[1]) if found else Skip("the invitation is gone")


async def _invitation(context: RenderContext) -> tuple[ReviewRound, Invitation] | None:
    """A round with another network, and the two networks' names."""
    found = await rows.round_by_id(context.session, context.delivery.workspace_id, context.id("round"))
    if found is None or found.joint_network_id is None:
        return None
    network = await network_rows.network(context.session, found.workspace_id, found.network_id)
    other = await network_rows.network(context.session, found.workspace_id, found.joint_network_id)
    return found, Invitation(found.id, network.name, other.name, found.due_on, found.review_size)


async def say_matrix(context: RenderContext) -> Message | Skip:
    """To the chair, who has asked: who has reviewed whom."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    if not set(context.delivery.people) <= set(await chairs(context.session, network.id)):
        return Skip("the reader is not the chair any more")
    return await asyncio.to_thread(matrix_message, await matrix_for(context.session, network))  # it draws


async def say_year(context: RenderContext) -> Message | Skip:
    """To the network: its year in numbers."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    return year_message(await year_of(context.session, network, context.id("year")))


async def say_left(context: RenderContext) -> Message | Skip:
    """To a group: one of its schools cannot do the round."""
    told = await _drop_out(context)
    return posts.left_message(told[1]) if told else Skip("the round is gone")


async def say_no_partner(context: RenderContext) -> Message | Skip:
    told = await _drop_out(context)
    return posts.no_partner_message(told[1]) if told else Skip("the round is gone")


async def say_replace(context: RenderContext) -> Message | Skip:
    """To chair and SEIL: who could take a school's place; once that is decided, so."""
    told = await _drop_out(context)
    found = await rows.round_by_id(context.session, context.delivery.workspace_id, context.id("round"))
    if told is None or found is None:
        return Skip("the round is gone")
    network = await network_rows.network(context.session, found.workspace_id, found.network_id)
    if told[0].settled_at is None:
        if context.delivery.operation == "update":
            return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still stands")
        return posts.replace_message(told[1], await shown(context.app, context.session, network, found))
    if context.delivery.operation == "post" and TO in context.delivery.payload:
        return Skip("it was decided before they came")
    if context.delivery.operation == "update" or told[0].settled_at > told[0].said_at:
        return posts.replaced_message(told[1], network.name, found.number)
    return posts.replace_message(told[1], Replacements(found.id, network.name, found.number, (told[1],)))


async def say_moved_card(context: RenderContext) -> Message | Skip:
    group = await rows.group_by_id(context.session, context.delivery.workspace_id, context.id("group"))
    if group is None:
        return Skip("the group is gone")
    schools = await review_schools(context.session, group.network_id)
    return posts.moved_card_message([schools.name(one) for one in group.school_ids])


async def _drop_out(context: RenderContext) -> tuple[ReviewDropOut, str] | None:
    """Which school cannot, with its name."""
    found = await rows.drop_out_by_id(context.session, context.delivery.workspace_id, context.id("drop_out"))
    if found is None:
        return None
    schools = await review_schools(context.session, found.network_id)
    return found, schools.name(found.school_id)


async def say_round_waits(context: RenderContext) -> Message | Skip:
    """To chair and SEIL: a proposal that nobody asked for, drawn now if that is still to do; once it is approved or
    withdrawn, so.
    """
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    drawn = None
    if context.delivery.operation != "update":
        drawn = await draw(context.app, network.workspace_id, context.id("round"), context.now)
    # What was drawn just now is not in this reading's view yet.
    waits = drawn is not None and drawn.status == "proposed"
    found = drawn if waits else await rows.proposed(context.session, network.id)
    if context.delivery.operation == "update":
        if found is None:
            return posts.round_settled_message(network.name)
        return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still waits")
    if found is None:
        return Skip("it waits no longer")
    if found.joint_network_id is not None:
        other = await network_rows.network(context.session, network.workspace_id, found.joint_network_id)
        return posts.joint_waits_message(network.name, network.id, other.name)
    return posts.round_waits_message(network.name, network.id, found.number)


async def say_drawn(context: RenderContext) -> Message | Skip:
    """To chair and SEIL: the proposal that was asked for, drawn now if that is still to do; settled later on, so."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    if context.delivery.operation == "update":
        return await say_round_waits(context)
    found = await draw(context.app, network.workspace_id, context.id("round"), context.now)
    if found is None or found.status != "proposed":
        return Skip("it waits no longer")
    if found.joint_network_id is not None:
        other = await network_rows.network(context.session, network.workspace_id, found.joint_network_id)
        return posts.joint_waits_message(network.name, network.id, other.name)
    return posts.drawn_message(network.name, network.id, found.number)


async def say_rests(context: RenderContext) -> Message | Skip:
    """To the school that rests in a round; once it takes another's place, so."""
    found = await rows.round_by_id(context.session, context.delivery.workspace_id, context.id("round"))
    if found is None:
        return Skip("the round is gone")
    schools = await review_schools(context.session, found.network_id)
    network = await network_rows.network(context.session, found.workspace_id, found.network_id)
    name = schools.name(context.id("school"))
    if found.rests_id == context.id("school"):
        return (
            Skip("it still rests")
            if context.delivery.operation == "update"
            else posts.rests_message(name, network.name, found.number)
        )
    return posts.takes_part_message(name) if context.delivery.operation == "update" else Skip("it takes part")


async def say_not_drawn(context: RenderContext) -> Message | Skip:
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    return posts.not_drawn_message(network.name, str(context.delivery.payload["why"]))


async def say_over(context: RenderContext) -> Message | Skip:
    """To chair and SEIL: the last day has passed; once it is settled, how."""
    found = await rows.round_by_id(context.session, context.delivery.workspace_id, context.id("round"))
    if found is None:
        return Skip("the round is gone")
    network = await network_rows.network(context.session, found.workspace_id, found.network_id)
    today = local_day(context.now, ZoneInfo(network.timezone))
    counts = await rows.counts(context.session, found.id, today)
    end = RoundEnd(found.id, network.name, found.number, counts, due_on=found.due_on)
    if found.closed_at is not None:
        came_later = context.delivery.operation == "post" and TO in context.delivery.payload
        return Skip("it ended before they came") if came_later else posts.ended_message(end)
    if found.due_on is None or found.due_on >= today:
        return posts.goes_on_message(end) if context.delivery.operation == "update" else Skip("it has more time")
    return await taken_away(context, network.id, *CHAIR_AND_SEIL) or posts.over_message(end)


ANNOUNCEMENTS: dict[str, Announcement] = {
    "peer_reviews.over": say_over,
    "peer_reviews.round_waits": say_round_waits,
    DRAWN: say_drawn,
    NOT_DRAWN: say_not_drawn,
    RESTS: say_rests,
    "peer_reviews.left": say_left,
    YEAR: say_year,
    MATRIX: say_matrix,
    "peer_reviews.invited": say_invited,
    "peer_reviews.not_joint": say_not_joint,
    "peer_reviews.replace": say_replace,
    "peer_reviews.moved_card": say_moved_card,
    "peer_reviews.no_partner": say_no_partner,
}

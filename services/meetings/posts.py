"""Loads and words each outgoing message about meetings at the moment it is sent."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import local_day
from domain.policies import LEADERS, NETWORK_PEOPLE, Role
from domain.typed.examples import example_meeting
from facts.meetings import AgreedAction, Lack, Minutes
from prompts.meetings import cards as prompts
from prompts.meetings.calendar_file import calendar_file
from prompts.message import Message, SharedFile
from services.context import keeping_days
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import holds, while_theirs
from services.meetings import announcing, invitations, occasions
from services.meetings.facts import facts_of, replies_of
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.meetings import Meeting


async def _load(context: RenderContext) -> tuple[Meeting, Network]:
    return await meeting_rows.with_network(context.session, context.delivery.workspace_id, context.id("meeting"))


async def say_card(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if meeting.status == "cancelled" and context.delivery.operation == "post":
        return Skip("the meeting was cancelled before its card went out")
    replies, started = await replies_of(context.session, meeting.id), meeting.starts_at <= context.now
    # Once: later changes of the card are updates, and the other news of it names nobody.
    notify = network.notify_channel and context.delivery.operation == "post"
    return prompts.card_message(facts_of(meeting, network), replies, started=started, notify=notify)


async def say_calendar_file(context: RenderContext) -> SharedFile | Skip:
    meeting, network = await _load(context)
    if context.id("sequence") != meeting.sequence:
        return Skip("a newer calendar file follows")
    return calendar_file(facts_of(meeting, network), meeting.uid, meeting.sequence, context.now)


def _settled(context: RenderContext, meeting: Meeting, network: Network) -> Message | Skip:
    """What an invitation with buttons turns into once it can't be answered any more."""
    starts = context.delivery.payload.get("starts")
    was = datetime.fromisoformat(str(starts)) if starts else meeting.starts_at
    if meeting.status == "booked" and was == meeting.starts_at > context.now:
        return Skip("the invitation still stands")
    return prompts.settled_message(facts_of(meeting, network), was)


async def say_moved(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if context.delivery.operation == "update":
        return _settled(context, meeting, network)
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} by now")
    was = datetime.fromisoformat(str(context.delivery.payload["was"]))
    return prompts.moved_message(facts_of(meeting, network), was)


async def say_altered(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} by now")
    return prompts.altered_message(facts_of(meeting, network))


async def say_cancelled(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    return prompts.cancelled_message(facts_of(meeting, network), network.id)


async def say_week_before(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if context.delivery.operation == "update":
        return _settled(context, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, context.delivery.payload, context.now)) is not None:
        return Skip(reason)
    facts = facts_of(meeting, network)
    return prompts.week_before_message(facts, local_day(context.now, facts.zone))


async def say_day_before(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if context.delivery.operation == "update":
        return _settled(context, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, context.delivery.payload, context.now)) is not None:
        return Skip(reason)
    facts = facts_of(meeting, network)
    today, alone = local_day(context.now, facts.zone), bool(context.delivery.people)
    return prompts.day_before_message(facts, today, alone=alone)


async def say_unanswered(context: RenderContext) -> Message | Skip:
    """Judged once more as it goes out: they may have answered, or left, meanwhile."""
    meeting, network = await _load(context)
    if context.delivery.operation == "update":
        return _settled(context, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, context.delivery.payload, context.now)) is not None:
        return Skip(reason)
    if context.delivery.people[0] not in await invitations.silent_people(context.session, network, meeting):
        return Skip("this person has answered, or is no longer invited")
    return prompts.unanswered_message(facts_of(meeting, network))


async def say_ask(context: RenderContext) -> Message | Skip:
    place = context.delivery.workspace_id, context.id("network")
    network, days = await network_rows.with_days(context.session, *place)
    term = str(context.delivery.payload["term"])
    booked = await meeting_rows.number_in_term(context.session, network.id, term)
    if booked >= network.min_meetings:
        return _enough(context, network, term)
    network_ctx = keeping_days(context.app, network, days)
    example = example_meeting(local_day(context.now, network_ctx.zone), network_ctx.calendar)
    return prompts.ask_message(Lack(network.id, network.name, term, booked, network.min_meetings, example))


def _enough(context: RenderContext, network: Network, term: str) -> Message | Skip:
    """A question that was asked turns into its answer; one that was not is not asked."""
    if context.delivery.operation == "update":
        return prompts.enough_message(network.name, term)
    return Skip("enough meetings are booked by now")


async def say_nudge(context: RenderContext) -> Message | Skip:
    """To the chair, or to the SEIL. Who else was told is said openly, so that nobody feels watched."""
    place = context.delivery.workspace_id, context.id("network")
    network, days = await network_rows.with_days(context.session, *place)
    payload = context.delivery.payload
    term, to = str(payload["term"]), str(payload["to"])
    booked = await meeting_rows.number_in_term(context.session, network.id, term)
    if booked >= network.min_meetings:
        return _enough(context, network, term)
    if context.delivery.operation == "update":
        return Skip("it still holds")
    held = await network_rows.people_by_role(context.session, network.id, (Role.CHAIR, Role.EXECUTIVE, Role.SEIL))
    chairs, seils = held[Role.CHAIR], held[Role.SEIL]
    leaders = chairs or held[Role.EXECUTIVE]
    person = context.delivery.people[0]
    if person not in (seils if to == "seil" else leaders):
        return Skip("this person no longer has that role")
    if to == "seil":
        kind = "seil" if chairs else "seil_executive" if leaders else "seil_alone"
    elif int(payload["week"]) == occasions.FIRST_NUDGE_WEEK:
        kind = "chair"
    else:
        kind = "chair_again" if seils else "chair_alone"
    network_ctx = keeping_days(context.app, network, days)
    week = network_ctx.calendar.week_of_term(
        local_day(context.now, network_ctx.zone)
    )  # later than planned after an outage
    lack = Lack(network.id, network.name, term, booked, network.min_meetings)
    return prompts.nudge_message(kind, lack, week or int(payload["week"]))


async def say_ask_minutes(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    if context.delivery.operation == "update" and meeting.status in ("held", "not_held"):
        return prompts.minutes_settled_message(facts_of(meeting, network))
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} already")
    if context.delivery.operation == "update":
        return Skip("it still holds")
    if context.delivery.people[0] not in await occasions.minute_takers(context.session, meeting):
        return Skip("this person no longer leads the network")
    again = context.delivery.kind == announcing.MINUTES_AGAIN
    return prompts.ask_minutes_message(facts_of(meeting, network), again=again)


async def say_minutes(context: RenderContext) -> Message | Skip:
    meeting, network = await _load(context)
    actions = await meeting_rows.actions_of(context.session, meeting.id)
    schools = await meeting_rows.schools_attended(context.session, meeting.id)
    return prompts.minutes_message(
        facts_of(meeting, network),
        Minutes(
            summary=meeting.summary,
            decisions=meeting.decisions,
            schools=[school.name for school in schools],
            actions=[AgreedAction(action.what, action.owner_id, action.due_on) for action in actions],
        ),
    )


ANNOUNCEMENTS: dict[str, Announcement] = {
    announcing.CARD: say_card,
    announcing.CALENDAR_FILE: say_calendar_file,
    announcing.MOVED: say_moved,
    announcing.ALTERED: say_altered,
    announcing.CANCELLED: say_cancelled,
    announcing.MINUTES: say_minutes,
    announcing.UNANSWERED: while_theirs(say_unanswered, holds(NETWORK_PEOPLE)),
    announcing.ASK: say_ask,
    announcing.NUDGE: while_theirs(say_nudge, holds(LEADERS)),
    announcing.WEEK_BEFORE: say_week_before,
    announcing.DAY_BEFORE: while_theirs(say_day_before, holds(NETWORK_PEOPLE)),
    announcing.MINUTES_DUE: while_theirs(say_ask_minutes, holds(LEADERS)),
    announcing.MINUTES_AGAIN: while_theirs(say_ask_minutes, holds(LEADERS)),
}

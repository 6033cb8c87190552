"""Loads and words each outgoing message about meetings at the moment it is sent."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import local_day
from domain.policies import Role
from prompts import meetings as prompts
from prompts.meetings_calendar import calendar_file
from prompts.message import Message, SharedFile
from services.delivery import Announcement, Saying, Skip
from services.ground import stand_on
from services.meetings import announcing, invitations, occasions
from services.meetings.facts import facts_of, replies_of
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models import Meeting, Network


async def _load(saying: Saying) -> tuple[Meeting, Network]:
    meeting = await meeting_rows.by_id(saying.session, saying.delivery.workspace_id, saying.id("meeting"))
    network = await network_rows.network(saying.session, meeting.workspace_id, meeting.network_id)
    return meeting, network


async def say_card(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if meeting.status == "cancelled" and saying.delivery.operation == "post":
        return Skip("the meeting was cancelled before its card went out")
    replies, started = await replies_of(saying.session, meeting.id), meeting.starts_at <= saying.now
    # Once: later changes of the card are updates, and the other news of it names nobody.
    notify = network.notify_channel and saying.delivery.operation == "post"
    return prompts.card_message(facts_of(meeting, network), replies, started=started, notify=notify)


async def say_calendar_file(saying: Saying) -> SharedFile | Skip:
    meeting, network = await _load(saying)
    if saying.id("sequence") != meeting.sequence:
        return Skip("a newer calendar file follows")
    return calendar_file(facts_of(meeting, network), meeting.uid, meeting.sequence, saying.now)


def _settled(saying: Saying, meeting: Meeting, network: Network) -> Message | Skip:
    """What an invitation with buttons turns into once it can't be answered any more."""
    starts = saying.delivery.payload.get("starts")
    was = datetime.fromisoformat(str(starts)) if starts else meeting.starts_at
    if meeting.status == "booked" and was == meeting.starts_at > saying.now:
        return Skip("the invitation still stands")
    return prompts.settled_message(facts_of(meeting, network), was)


async def say_moved(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if saying.delivery.operation == "update":
        return _settled(saying, meeting, network)
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} by now")
    was = datetime.fromisoformat(str(saying.delivery.payload["was"]))
    return prompts.moved_message(facts_of(meeting, network), was)


async def say_altered(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} by now")
    return prompts.altered_message(facts_of(meeting, network))


async def say_cancelled(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    return prompts.cancelled_message(facts_of(meeting, network), network.id)


async def say_week_before(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if saying.delivery.operation == "update":
        return _settled(saying, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, saying.delivery.payload, saying.now)) is not None:
        return Skip(reason)
    facts = facts_of(meeting, network)
    return prompts.week_before_message(facts, local_day(saying.now, facts.zone))


async def say_day_before(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if saying.delivery.operation == "update":
        return _settled(saying, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, saying.delivery.payload, saying.now)) is not None:
        return Skip(reason)
    facts = facts_of(meeting, network)
    return prompts.day_before_message(facts, local_day(saying.now, facts.zone))


async def say_unanswered(saying: Saying) -> Message | Skip:
    """Judged once more as it goes out: they may have answered, or left, meanwhile."""
    meeting, network = await _load(saying)
    if saying.delivery.operation == "update":
        return _settled(saying, meeting, network)
    if (reason := occasions.no_longer_to_come(meeting, saying.delivery.payload, saying.now)) is not None:
        return Skip(reason)
    if saying.delivery.people[0] not in await invitations.silent_people(saying.session, network, meeting):
        return Skip("this person has answered, or is no longer invited")
    return prompts.unanswered_message(facts_of(meeting, network))


async def say_ask(saying: Saying) -> Message | Skip:
    network = await network_rows.network(saying.session, saying.delivery.workspace_id, saying.id("network"))
    term = str(saying.delivery.payload["term"])
    booked = await meeting_rows.number_in_term(saying.session, network.id, term)
    if booked >= network.min_meetings:
        return _enough(saying, network, term)
    return prompts.ask_message(prompts.Lack(network.id, network.name, term, booked, network.min_meetings))


def _enough(saying: Saying, network: Network, term: str) -> Message | Skip:
    """A question that was asked turns into its answer; one that was not is not asked."""
    if saying.delivery.operation == "update":
        return prompts.enough_message(network.name, term)
    return Skip("enough meetings are booked by now")


async def say_nudge(saying: Saying) -> Message | Skip:
    """To the chair, or to the SEIL. Who else was told is said openly, so that nobody feels watched."""
    network = await network_rows.network(saying.session, saying.delivery.workspace_id, saying.id("network"))
    payload = saying.delivery.payload
    term, to = str(payload["term"]), str(payload["to"])
    booked = await meeting_rows.number_in_term(saying.session, network.id, term)
    if booked >= network.min_meetings:
        return _enough(saying, network, term)
    if saying.delivery.operation == "update":
        return Skip("it still holds")
    seils = await network_rows.people_with_role(saying.session, network.id, Role.SEIL)
    leaders = await occasions.leaders(saying.session, network.id)
    person = saying.delivery.people[0]
    if person not in (seils if to == "seil" else leaders):
        return Skip("this person no longer has that role")
    if to == "seil":
        kind = "seil" if leaders else "seil_alone"
    elif int(payload["week"]) == occasions.FIRST_NUDGE_WEEK:
        kind = "chair"
    else:
        kind = "chair_again" if seils else "chair_alone"
    place = await stand_on(saying.ground, saying.session, network)
    week = place.calendar.week_of_term(local_day(saying.now, place.zone))  # later than planned after an outage
    lack = prompts.Lack(network.id, network.name, term, booked, network.min_meetings)
    return prompts.nudge_message(kind, lack, week or int(payload["week"]))


async def say_ask_minutes(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    if saying.delivery.operation == "update" and meeting.status in ("held", "not_held"):
        return prompts.minutes_settled_message(facts_of(meeting, network))
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} already")
    if saying.delivery.operation == "update":
        return Skip("it still holds")
    if saying.delivery.people[0] not in await occasions.minute_takers(saying.session, meeting):
        return Skip("this person no longer leads the network")
    again = saying.delivery.kind == announcing.MINUTES_AGAIN
    return prompts.ask_minutes_message(facts_of(meeting, network), again=again)


async def say_minutes(saying: Saying) -> Message | Skip:
    meeting, network = await _load(saying)
    actions = await meeting_rows.actions_of(saying.session, meeting.id)
    schools = await meeting_rows.schools_attended(saying.session, meeting.id)
    return prompts.minutes_message(
        facts_of(meeting, network),
        prompts.Minutes(
            summary=meeting.summary,
            decisions=meeting.decisions,
            schools=[school.name for school in schools],
            actions=[prompts.AgreedAction(action.what, action.owner_id, action.due_on) for action in actions],
        ),
    )


ANNOUNCEMENTS: dict[str, Announcement] = {
    announcing.CARD: say_card,
    announcing.CALENDAR_FILE: say_calendar_file,
    announcing.MOVED: say_moved,
    announcing.ALTERED: say_altered,
    announcing.CANCELLED: say_cancelled,
    announcing.MINUTES: say_minutes,
    announcing.UNANSWERED: say_unanswered,
    announcing.ASK: say_ask,
    announcing.NUDGE: say_nudge,
    announcing.WEEK_BEFORE: say_week_before,
    announcing.DAY_BEFORE: say_day_before,
    announcing.MINUTES_DUE: say_ask_minutes,
    announcing.MINUTES_AGAIN: say_ask_minutes,
}

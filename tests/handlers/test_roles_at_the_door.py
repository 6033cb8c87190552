"""Role by role, every command, button and form, each carrying ids of things that are there: who is turned away.

What a button or form carries is ids, never authority, so everybody sends all of them, also those they were never
shown. The table is the one of docs/permissions.md, seen from the front door. Who may do what is told of every role by
tests/domain/test_policies.py; that each door asks the right one shows itself in a few of them, so they take turns.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Refused
from practice.slack import payloads
from practice.slack.bot_link import Kind
from practice.slack.response_urls import Origin
from prompts.button_data import encode
from storage.models.peer_reviews import ReviewRound
from storage.models.pulses import Pulse
from tests.house import START, House
from tests.kept import house_after
from tests.turns import everything
from tests.two_workspaces import Strangers, add_second_workspace

WORDS = (
    "name",
    "schools",
    "summary",
    "agenda",
    "what",
    "reason",
    "why",
    "words",
    "answer",
    "title",
    "line",
    "outcome",
    "meaning",
    "question",
    "peer_reviews.focus",
    "peer_reviews.evidence",
)
DATES = ("date", "due", "day", "goes_on", "assessments.closes", "peer_reviews.when", "peer_reviews.due")
PERSONS = ("person", "approver", "owner", "peer_reviews.lead")
CHOICES = {
    "type": "primary",
    "kind": "closed",
    "held": "yes",
    "length": "60",
    "school": "1",
    "pulses.item": "trust",
    "about": "data",
}


@cache
def filled_in() -> dict[str, Any]:
    """Something for each field of each form, so that it is the role that decides and not an empty field."""
    values: dict[str, Any] = {name: {"value": "Some words"} for name in WORDS}
    values |= {name: {"selected_date": "2026-05-20"} for name in DATES}
    values |= {name: {"selected_user": "ULEE"} for name in PERSONS} | {
        "first": {"selected_user": "UWALSH"},
        "second": {"selected_user": "UROSSI"},
    }
    values |= {name: {"selected_option": {"value": value}} for name, value in CHOICES.items()}
    values |= {"channel": {"selected_conversation": sample.MERRI_BEK}}
    values |= {"time": {"selected_time": "14:00"}, "roles": {"selected_options": [{"value": "member"}]}}
    values["assessments.item"] = {"selected_option": {"value": "trust"}}
    values["assessments.words"] = {"value": "Some words"}
    values["assessments.level:trust"] = {"selected_option": {"value": "2"}}
    return {name: {name: value} for name, value in values.items()}


def carried(strangers: Strangers) -> str:
    """All that any button of the network's may carry, at once."""
    numbers = {"offset": 0, "page": 0, "skip": 0, "minutes": 60, "rows": 0, "step": 0}
    texts = {"all": str(strangers.ids["action"]), "by": "UCHAIR", "kind": "given", "half_year": "2026-S1"}
    texts |= {"at": "2026-05-14T14:00", "place": "", "link": "", "warned": ""}
    return encode(**strangers.ids, **strangers.words, **numbers, **texts)


def filled_in_for(what: str) -> dict[str, Any]:
    """Without what other features' fields are called."""
    own = what.partition(".")[0]
    return {name: value for name, value in filled_in().items() if name.partition(".")[0] == own or "." not in name}


def request(house: House, what: str, user_id: str, value: str, values: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """A command, button or form as Slack sends it. value: what it carries; values: those of the form, see filled_in."""
    router, channel = house.bot.router, house.world.channels[sample.MERRI_BEK]
    view = {"id": "V1", "type": "modal", "private_metadata": value, "state": {"values": values}, "blocks": []}
    origin = Origin(sample.MERRI_BEK, user_id, None)

    def body(kind: str, **more: Any) -> dict[str, Any]:
        return payloads.shortcut(house.world, user_id, "none") | {"type": kind} | more

    if what in router.commands:
        url = house.hub.response_url(origin, "commands")
        return "slash_commands", payloads.command(house.world, user_id, channel, what, "", url)
    if what in router.submissions:
        return "interactive", body("view_submission", view=view | {"callback_id": what}, response_urls=[])
    action_id = f"{what}:{SUFFIXES.get(what, 'yes')}"
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    where: dict[str, Any] = {"response_url": house.hub.response_url(origin)}
    where["channel"] = {"id": sample.MERRI_BEK, "name": "privategroup"}
    if what in IN_A_FORM:
        where = {"view": view | {"callback_id": "none"}}
    return "interactive", body("block_actions", actions=[action], **where)


SUFFIXES = {
    "introductions.outcome": "met",
    "pulses.answer": "1",
    "pulses.steer": "fortnightly",
    "pulses.pace": "fortnightly",
}
IN_A_FORM = (
    *("assessments.back", "assessments.later", "assessments.evidence", "assessments.level"),
    "meetings.more_actions",
    *("networks.add_schools", "networks.change_school", "networks.add_day", "networks.remove_day"),
    *(f"peer_reviews.{what}" for what in ("shuffle", "keep", "swap", "apart", "sit_out", "withdraw", "without")),
)
"""Buttons that stand in forms alone, and change them."""

PEOPLE = {
    "chair": "UCHAIR",
    "executive": "UEXEC1",
    "member": "ULEE",
    "host": "UHADDAD",
    "visitor": "USINGH",
    "delegate": "UCHEN",
    "seil": "USEIL",
    "area": "UAREA",
    "central": "UCENTRAL",
    "operator": "UADMIN",
    "elsewhere": "UBIANCHI",
    "nobody": "UNEW",
}
"""Who they are in Merri-bek. host and visitor lead the schools of the visit; elsewhere is another network's chair."""

LEADERS = {"chair", "seil"}
LEADING = {*LEADERS, "executive"}
PRINCIPALS = {"chair", "executive", "member", "host", "visitor"}
SCHOOLS = {*PRINCIPALS, "delegate"}
NETWORK = {*SCHOOLS, "seil"}
SIGHT = {*NETWORK, "area", "central", "operator"}
IN_CHANNEL = {*NETWORK, "area", "operator"}

TABLE: tuple[tuple[set[str], tuple[str, ...]], ...] = (
    (
        set(PEOPLE),
        ("/cop-help", "run.command", "meetings.not_now", "pulses.drop", "pulses.reminders", "person_data.mine"),
    ),
    # The network
    (IN_CHANNEL, ("/cop-setup", "networks.set_up_new", "networks.setup", "networks.setup_channel_form")),
    (SIGHT, ("/cop-network", "/cop-meeting", "/cop-assess", "/cop-pulse", "/cop-review")),
    (IN_CHANNEL, ("networks.say_school", "networks.no_school")),
    (LEADERS | {"operator"}, ("networks.move_here", "networks.settings", "networks.settings_form")),
    (LEADERS | {"operator"}, ("networks.days", "networks.add_day", "networks.remove_day")),
    (LEADERS | {"operator"}, ("networks.add_day_form",)),
    (LEADING | {"operator"}, ("networks.people", "networks.person", "networks.pick_person")),
    (LEADING | {"operator"}, ("networks.schools", "networks.add_schools", "networks.change_school")),
    (LEADING | {"operator"}, ("networks.person_form", "networks.add_schools_form")),
    (LEADING | {"operator"}, ("networks.school_form", "networks.has_left", "networks.keep")),
    (LEADING | {"operator"}, ("networks.confirm_joined",)),
    ({"host"}, ("networks.school_role", "networks.end_role")),  # a role of the host school, which is asked for
    ({"host"}, ("networks.my_school_form",)),
    (PRINCIPALS, ("networks.my_school",)),
    ({"delegate"}, ("networks.open_records",)),  # the role that ended was theirs
    ({"chair", "operator"}, ("networks.takes_over", "networks.stays")),
    # Meetings and actions
    (LEADING, ("meetings.open_form", "meetings.book", "meetings.change_first", "meetings.book_form")),
    (LEADING, ("meetings.change", "meetings.cancel", "meetings.change_form")),
    (LEADING, ("meetings.write_minutes", "meetings.change_minutes", "meetings.more_actions")),
    (LEADING, ("meetings.minutes_form", "meetings.took_place")),
    (NETWORK, ("meetings.answer",)),
    (NETWORK, ("pulses.take_up", "pulses.results")),
    (NETWORK, ("/cop-action", "actions.page", "actions.add", "actions.add_form")),
    (LEADERS, ("actions.done", "actions.change_date", "actions.drop")),
    (LEADERS, ("actions.date_form", "actions.drop_form")),
    ({"chair"}, ("actions.card_done",)),  # the one in question is the chair's own
    # Self-assessment and pulse checks
    (LEADING, ("assessments.intro", "assessments.rate", "assessments.back", "assessments.later")),
    (LEADING, ("assessments.level", "assessments.confirm")),
    (LEADING, ("assessments.evidence", "assessments.give_evidence")),
    (
        LEADERS,
        ("assessments.open", "assessments.extend", "assessments.close_early", "assessments.agree", "assessments.again"),
    ),
    (LEADERS | {"operator"}, ("assessments.settings",)),
    (SIGHT, ("pulses.how",)),
    (SCHOOLS, ("pulses.answer", "pulses.comment", "pulses.comment_form")),
    (SIGHT, ("pulses.programme",)),
    (LEADERS | {"operator"}, ("pulses.pace", "pulses.steer", "pulses.order", "pulses.order_form")),
    (LEADERS | {"operator"}, ("pulses.pause", "pulses.pause_form")),
    (LEADERS, ("pulses.withdraw",)),  # the one in question is the week's
    (LEADING, ("pulses.ask", "pulses.choose", "pulses.choose_form", "pulses.confirm_form")),
    # Peer reviews
    (LEADERS, ("peer_reviews.look", "peer_reviews.shuffle", "peer_reviews.withdraw")),
    (LEADERS, ("peer_reviews.proposal", "peer_reviews.start", "peer_reviews.start_form")),
    (LEADERS, tuple(f"peer_reviews.{what}" for what in ("keep", "swap", "apart", "sit_out", "extend", "end"))),
    (LEADERS, tuple(f"peer_reviews.{what}_form" for what in ("swap", "apart", "sit_out", "extend"))),
    ({"host", "visitor"}, ("peer_reviews.prepare", "peer_reviews.follow_up", "peer_reviews.follow_up_form")),
    ({"host", "visitor"}, ("peer_reviews.quiet", "peer_reviews.leave")),
    (SCHOOLS, ("peer_reviews.about",)),
    (LEADERS, ("peer_reviews.joint", "peer_reviews.joint_form", "peer_reviews.back_out")),
    (LEADERS, ("peer_reviews.agree", "peer_reviews.decline")),  # those of the network that is asked
    ({"host"}, ("peer_reviews.about_form",)),
    (LEADERS, ("peer_reviews.settings", "peer_reviews.settings_form")),
    (LEADERS, ("peer_reviews.replacement", "peer_reviews.without", "peer_reviews.replace_form")),
    ({"host"}, ("peer_reviews.prepare_form", "peer_reviews.came", "peer_reviews.came_form")),
    ({"host", "visitor"}, ("peer_reviews.date", "peer_reviews.date_form", "peer_reviews.done")),
    ({"host", "visitor"}, ("peer_reviews.record", "peer_reviews.record_form", "peer_reviews.drop")),
    ({"chair"}, ("peer_reviews.matrix",)),
    (SIGHT, ("peer_reviews.year",)),
    ({"host", "visitor"}, ("peer_reviews.propose_days", "peer_reviews.days_form", "peer_reviews.take_day")),
    ({"host"}, ("peer_reviews.share", "peer_reviews.share_form")),
    ({"host", "visitor"}, ("peer_reviews.draft", "peer_reviews.draft_form")),
    ({"host", "visitor"}, ("peer_reviews.close", "peer_reviews.close_form")),
    ({"host"}, ("peer_reviews.findings", "peer_reviews.findings_form")),
    ({"host", "visitor"}, ("peer_reviews.read",)),
    # Introductions (of the chair and Daniel Lee, asked by the SEIL) and summaries
    ({"seil", "chair", "member"}, ("/cop-intro",)),
    ({"seil"}, ("introductions.new", "introductions.ask_form", "introductions.withdraw", "introductions.year")),
    ({"chair", "member"}, ("introductions.answer", "introductions.outcome")),
    ({"chair", "member"}, tuple(f"introductions.{what}" for what in ("useful", "changed", "say_next", "say_change"))),
    ({"chair", "member"}, ("introductions.next_form", "introductions.change_form")),
    ({*SCHOOLS, "seil", "elsewhere"}, ("/cop-ask", "/cop-offer")),
    (SCHOOLS, ("offers.new_need", "offers.new_offer", "offers.add_form")),
    (set(), ("offers.take_back",)),  # Maria Rossi's, who is none of these
    ({"chair", "seil"}, ("showcases.show", "showcases.show_form")),
    ({*SCHOOLS, "seil"}, ("showcases.find", "showcases.find_form")),
    ({"chair"}, ("showcases.link", "showcases.link_form", "showcases.link_yes", "showcases.link_no")),
    ({"chair", "elsewhere"}, ("showcases.link_end",)),  # whose network asked
    ({"chair", "seil"}, ("groups.start", "groups.start_form", "groups.ask", "groups.ask_form")),
    ({"host"}, ("groups.yes", "groups.no", "groups.leave")),  # whose school is asked
    ({"chair", "seil"}, ("groups.extend", "groups.extend_form", "groups.end", "groups.end_form")),
    (SCHOOLS, ("showcases.ask",)),
    (LEADERS, tuple(f"agreements.{what}" for what in ("propose", "take_back", "lower", "keep"))),
    (LEADING, ("agreements.agree",)),
    ({"host"}, ("agreements.go_along", "agreements.stay")),
    (NETWORK, ("agreements.schools", "agreements.linked")),
    ({*NETWORK, "area", "central"}, ("agreements.levels",)),
    ({"seil"}, ("showcases.introduce",)),
    ({"seil"}, ("offers.introduce", "offers.draft", "offers.more", "introductions.let")),
    ({"seil"}, ("/cop-contact", "contacts.new", "contacts.change", "contacts.touch", "contacts.remove")),
    ({"seil"}, ("contacts.save_form",)),
    (SCHOOLS, ("help_requests.new", "help_requests.ask_form")),
    ({"member"}, ("help_requests.withdraw",)),  # who asked
    ({"seil"}, ("help_requests.answer", "help_requests.answer_form", "help_requests.take_up")),
    (LEADING | {"area", "central"}, ("/cop-summary",)),
    ({*SCHOOLS, "seil", "elsewhere", "area", "central"}, ("/cop-story",)),
    (SCHOOLS, ("stories.new", "stories.tell_form")),
    ({"member"}, ("stories.agree",)),  # whose words they are
    ({"seil"}, ("stories.pass_on", "stories.pass_on_form", "stories.keep")),
    ({"area", "central"}, ("stories.tell_back", "stories.tell_back_form")),
    ({"seil", "area", "central"}, ("/cop-notice",)),
    (
        {"central"},
        ("bulletins.new", "bulletins.change", "bulletins.write_form", "bulletins.preview_form"),
    ),  # its author
    ({"area"}, ("bulletins.approve", "bulletins.decline")),
    ({"area", "central"}, ("bulletins.withdraw", "bulletins.answer_question", "bulletins.answer_form")),
    ({"seil"}, ("bulletins.add_meaning", "bulletins.meaning_form", "bulletins.let_go")),
    ({*SCHOOLS, "seil"}, ("bulletins.understood", "bulletins.ask", "bulletins.ask_form")),
    ({"seil"}, ("/cop-desk", "challenges.agenda", "challenges.channel")),
    (LEADERS, ("summaries.share", "summaries.share_form")),
)
MAY = {what: who for who, several in TABLE for what in several}
JOINING = {"networks.pick_school", "networks.say_school_form"}
"""Who may say which school they lead hangs on the roster more than on the role: see test_networks_joining."""
ONE_AT_A_TIME = {"pulses.ask", "pulses.choose", "pulses.choose_form", "pulses.confirm_form"}
ONE_AT_A_TIME |= {"peer_reviews.start", "peer_reviews.start_form", "peer_reviews.joint", "peer_reviews.joint_form"}
"""Refused to everybody while one is open: tried once that is over."""

NEAREST = ("executive", "visitor", "delegate", "seil", "area", "central", "elsewhere")
"""Who would come through first where a door asked for less than it should."""


@cache
def who_asks(what: str) -> set[str]:
    """The roles that go to a door: every fourth by turns, and in any case one who may and whoever is nearest of those
    who may not; all of them where there is time for that."""
    if everything():
        return set(PEOPLE)
    turn, who_may = [*MAY].index(what), [role for role in PEOPLE if role in MAY[what]]
    asked = {role for number, role in enumerate(PEOPLE) if (number + turn) % 4 == 0}
    if who_may and asked.isdisjoint(who_may):
        asked.add(who_may[turn % len(who_may)])
    return asked | {*[role for role in NEAREST if role not in MAY[what]][:1]}


@pytest.mark.both_networks
def test_the_table_names_everything_that_is_heard(house: House) -> None:
    router = house.bot.router
    assert set(MAY) | JOINING == {*router.commands, *router.actions, *router.submissions}


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[tuple[House, Strangers]]:
    """A house with one of everything."""
    async with house_after(add_second_workspace, url=database_url, start=START, weekly_pulse=True) as found:
        yield found


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"] if everything() else ["sqlite"], indirect=True)
async def test_role_by_command_button_and_form(
    filled: tuple[House, Strangers], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    house, strangers = filled
    refused: list[str] = []
    initialise = Refused.__init__

    def note(self: Refused, *arguments: Any, **values: Any) -> None:
        refused.append(str(arguments[0]))
        initialise(self, *arguments, **values)

    monkeypatch.setattr(Refused, "__init__", note)

    value = carried(strangers)

    async def may(what: str) -> bool:
        refused.clear()
        answer = await house.hub.deliver(*request(house, what, PEOPLE[role], value, filled_in_for(what)))
        assert answer.ok, (what, answer)
        await house.bot.router.finish()
        return not refused

    router = house.bot.router
    every = (*router.commands, *router.actions, *router.submissions)
    doors = [what for what in every if what not in JOINING and role in who_asks(what)]
    found = {what: await may(what) for what in doors if what not in ONE_AT_A_TIME}
    async with house.database.write() as session:
        (await session.get_one(Pulse, strangers.ids["pulse"])).status = "closed"
        for review_round in (await session.scalars(select(ReviewRound))).all():
            review_round.status = "withdrawn"
    for what in doors:
        if what in ONE_AT_A_TIME:
            found[what] = await may(what)
            async with house.database.write() as session:
                for pulse in (await session.scalars(select(Pulse))).all():
                    pulse.status = "closed"
                for review_round in (await session.scalars(select(ReviewRound))).all():
                    review_round.status = "withdrawn"
    wrong = {what: "may" if yes else "may not" for what, yes in found.items() if yes != (role in MAY[what])}
    assert not wrong

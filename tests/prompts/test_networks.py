"""What the bot says about networks, as a person reads it."""

from __future__ import annotations

from datetime import date, time

import pytest
from msgspec.structs import replace

from facts.networks import DayLine, DaysList, NetworkCard, PersonForm, SchoolLine, SchoolsList, SettingsForm
from prompts.message import Message, View
from prompts.networks.cards import network_card, role_listing
from prompts.networks.forms import say_school_form, settings_form, setup_form
from prompts.networks.posts import (
    calendar_ends_message,
    chair_year_message,
    deactivated_message,
    joined_message,
    left_message,
    move_or_new_message,
    moved_message,
    new_chair_message,
    not_posted_message,
    not_shared_message,
    offer_message,
    paused_message,
    resumed_message,
    roles_given_message,
    set_up_hint,
    setup_already_message,
    welcome_message,
)
from prompts.networks.roster_forms import (
    add_day_form,
    add_schools_form,
    days_view,
    person_form,
    pick_person_form,
    school_form,
    schools_view,
)
from prompts.networks_taking_over import (
    taken_over_message,
    taken_over_note_message,
    takes_over_question_message,
)
from tests.prompts.golden import check_golden, check_limits

SCHOOLS = (
    SchoolLine(1, "Coburg Lake Primary School", "primary", ("UTOM",), ("UMEI",)),
    SchoolLine(2, "Fawkner Rise Secondary College", "secondary", (), ("UDEL",)),
    SchoolLine(3, "Merri Weir Primary School", "primary", ("UANNA",)),
    SchoolLine(4, "Newlands Road PS <!channel>", ""),
)
DAYS = (
    DayLine(1, date(2026, 5, 15), False, "Curriculum day"),
    DayLine(2, date(2026, 11, 3), True, ""),
)
CARD = NetworkCard(
    network_id=1,
    name="Merri-bek",
    area="Hume Merri-bek",
    region="North Western Victoria",
    channel_id="C1",
    chair="UANNA",
    chair_since=date(2026, 2, 3),
    chair_until=date(2027, 2, 3),
    executive=("UTOM",),
    seils=("UPRIYA",),
    wide=("UHELEN",),
    schools=SCHOOLS,
    without_school=("UNOOR",),
    fiso_focus="Writing in every subject",
    min_meetings=2,
    weekly_pulse=True,
    notify_channel=True,
    threshold=5,
    posting_time=time(8, 30),
    zone="Australia/Melbourne",
    calendar="victoria",
    half_year="2026-S1",
    window=(date(2026, 5, 11), date(2026, 5, 29)),
    days=DAYS,
    paused="",
    may_change=True,
    may_change_roster=True,
)
BARE = replace(
    CARD,
    area="",
    region="",
    chair=None,
    chair_since=None,
    chair_until=None,
    executive=(),
    seils=(),
    wide=(),
    schools=(),
    without_school=(),
    fiso_focus="",
    weekly_pulse=False,
    notify_channel=False,
    min_meetings=1,
    half_year="",
    window=None,
    days=(),
    paused="deleted",
    may_change=False,
    may_change_roster=False,
)
SETTINGS = SettingsForm(
    network_id=1,
    name="Merri-bek",
    area="Hume Merri-bek",
    region="North Western Victoria",
    focus="Writing in every subject",
    min_meetings=2,
    weekly_pulse=True,
    notify_channel=False,
    threshold=5,
    posting_time=time(8, 30),
    zone="Australia/Melbourne",
    calendar="victoria",
    calendars=("tasmania", "victoria"),
    half_year="2026-S1",
    window=None,
)
PERSON = PersonForm(
    network_id=1,
    name="Merri-bek",
    person="ULEE",
    roles=("member", "central"),
    grantable=("chair", "executive", "member", "delegate", "seil"),
    school_id=1,
    schools=SCHOOLS,
    chair="UANNA",
    chair_since=date(2026, 2, 3),
)

SAID: dict[str, Message | View] = {
    "card": network_card(CARD),
    "card_bare": network_card(BARE),
    "setup_hint": set_up_hint(),
    "chair_year": chair_year_message(1, "Merri-bek", "UANNA", date(2027, 2, 3), to_chair=True),
    "chair_year_seil": chair_year_message(1, "Merri-bek", "UANNA", date(2027, 2, 3), to_chair=False),
    "setup_already": setup_already_message("Merri-bek", 1, resumed=False),
    "setup_resumed": setup_already_message("Merri-bek", 1, resumed=True),
    "setup_move_or_new": move_or_new_message(((1, "Merri-bek"), (2, "Moonee Valley")), "C1"),
    "setup_form": setup_form("C1", ("tasmania", "victoria")),
    "welcome": welcome_message(1, "Merri-bek", "UJO", 9, "UANNA"),
    "offer": offer_message(1, "Merri-bek", SCHOOLS),
    "say_school_form": say_school_form(1, SCHOOLS),
    "joined": joined_message(1, "Merri-bek", "UNOOR", "Newlands Road PS", 4),
    "takes_over_question": takes_over_question_message(1, "Merri-bek", "UNOOR", "Coburg Lake PS", 1, ("UTOM", "UJO")),
    "taken_over": taken_over_message("Merri-bek", "UNOOR", "UANNA", "Coburg Lake PS", 7),
    "taken_over_note": taken_over_note_message("Merri-bek", "UNOOR", "UANNA", "UTOM", "Coburg Lake PS"),
    "roles_given": roles_given_message("Merri-bek", ("executive", "member"), "Coburg Lake PS"),
    "roles_given_department": roles_given_message("Merri-bek", ("seil",), ""),
    "left": left_message(1, "Merri-bek", "ULEE", "C1", ("member",), "Pascoe Hill Primary School"),
    "deactivated": deactivated_message(1, "Merri-bek", "ULEE", ("member",), "Pascoe Hill Primary School"),
    "new_chair": new_chair_message("Merri-bek", "ULEE", "UANNA"),
    "new_chair_first": new_chair_message("Merri-bek", "ULEE", None),
    "paused_archived": paused_message("Merri-bek", "is_archived", "C1"),
    "paused_deleted": paused_message("Merri-bek", "deleted", "C1"),
    "paused_removed": paused_message("Merri-bek", "removed", "C1"),
    "paused_closed": paused_message("Merri-bek", "restricted_action_read_only_channel", "C1"),
    "paused_other": paused_message("Merri-bek", "team_not_found", "C1"),
    "not_posted_closed": not_posted_message("Merri-bek", "C1", "Thursday 14 May, 2 pm", "restricted_action"),
    "not_shared": not_shared_message("Merri-bek", "Thursday 14 May, 2 pm", "file_uploads_disabled"),
    "not_posted_gone": not_posted_message("Merri-bek", "C1", "Thursday 14 May, 2 pm", "is_archived"),
    "not_posted_other": not_posted_message("Merri-bek", None, "Thursday 14 May, 2 pm", "missing_scope need chat:write"),
    "paused_no_channel": paused_message("Merri-bek", "no_channel", None),
    "resumed": resumed_message("Merri-bek"),
    "moved": moved_message("Merri-bek"),
    "calendar_ends": calendar_ends_message("victoria", date(2030, 12, 31), 57),
    "settings_form": settings_form(SETTINGS),
    "pick_person": pick_person_form(1),
    "person_form": person_form(PERSON),
    "person_form_new": person_form(replace(PERSON, roles=(), school_id=None, chair=None, grantable=("member",))),
    "schools": schools_view(SchoolsList(1, "Merri-bek", SCHOOLS)),
    "schools_none": schools_view(SchoolsList(1, "Merri-bek", ())),
    "add_schools": add_schools_form(1),
    "school_form": school_form(1, SCHOOLS[0]),
    "days": days_view(DaysList(1, "Merri-bek", "victoria", DAYS)),
    "days_none": days_view(DaysList(1, "Merri-bek", "victoria", ())),
    "add_day": add_day_form(1),
}


@pytest.mark.parametrize("name", SAID)
def test_reads_as_in_its_golden_file(name: str) -> None:
    check_golden(f"networks/{name}", SAID[name])


def test_the_largest_network_with_the_longest_names_stays_within_slacks_limits() -> None:
    many = tuple(
        SchoolLine(n, f"{n} " + "W" * 76, "y" * 80, (f"U{n:010}", f"W{n:010}"), (f"D{n:010}",)) for n in range(60)
    )
    people = tuple(f"U{n:010}" for n in range(60))
    card = network_card(replace(CARD, schools=many, without_school=people, fiso_focus="&" * 500))
    check_limits(card)
    hundred = tuple(SchoolLine(n, f"{n} " + "&" * 76, "<" * 80) for n in range(1, 101))
    days = tuple(DayLine(n, date(2026, 5, 15), False, "&" * 80) for n in range(60))
    for view in (
        schools_view(SchoolsList(1, "&" * 80, hundred)),
        say_school_form(1, hundred),
        person_form(replace(PERSON, schools=hundred, name="&" * 80)),
        days_view(DaysList(1, "&" * 80, "victoria", days)),
    ):
        check_limits(view)
    offer = offer_message(1, "&" * 80, hundred)
    check_limits(offer)


def test_roles_read_inside_a_sentence() -> None:
    assert role_listing(("chair", "member", "seil")).plain == "chair, principal and SEIL"


def test_each_chats_word_for_a_closed_channel_is_one_sentence() -> None:
    assert paused_message("Merri-bek", "403 MessageWritesBlocked", "C1") == SAID["paused_closed"]
    when = "Thursday 14 May, 2 pm"
    assert not_posted_message("Merri-bek", "C1", when, "403 MessageWritesBlocked") == SAID["not_posted_closed"]
    assert not_posted_message("Merri-bek", "C1", when, "404 ConversationNotFound") == SAID["not_posted_gone"]

"""What the bot says about meetings, as golden files that a person can read."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from domain.calendar import DayOff, Off
from domain.meeting_times import Unusual
from domain.typed import Asked, Doubt
from facts.meeting_wishes import Doubtful, FormStart, Understood, Warned, Wish
from facts.meetings import (
    AgreedAction,
    Lack,
    ListedMeeting,
    MeetingDraft,
    MeetingFacts,
    MeetingOverview,
    Minutes,
    MinutesDraft,
    Oddity,
    Replies,
    SchoolChoice,
)
from prompts.meetings import answers as meetings_answers
from prompts.meetings import cards as meetings
from prompts.meetings import forms as meetings_forms
from prompts.meetings.calendar_file import calendar_file
from prompts.meetings.done import fits_a_button, not_understood_message, proposal_message
from prompts.typed import asked_text
from storage.calendars import load_calendar
from tests.house import melbourne
from tests.prompts.golden import check_golden, check_limits

TERM_2 = load_calendar("victoria").term_at_or_after(date(2026, 5, 1))
FACTS = MeetingFacts(
    meeting_id=7,
    network="Merri-bek",
    term="2026-T2",
    starts_at=melbourne("2026-05-14 14:00"),
    ends_at=melbourne("2026-05-14 15:30"),
    zone=ZoneInfo("Australia/Melbourne"),
    place="Coburg Lake PS <library>",
    link="https://meet.example/abc?a=1&b=2",
    agenda=meetings.suggested_agenda(TERM_2),
    status="booked",
)
BARE = replace(FACTS, place="", link="", agenda="")
REPLIES = Replies(coming=["UCHAIR", "ULEE", "UROSSI"], maybe=["USINGH"], not_coming=["UWALSH"])
MINUTES = Minutes(
    summary="We compared reading data of Years 3 to 5 & found <two> things.\nGrowth differs more within schools.",
    decisions="Every school tries paired reading until Term 3.",
    schools=["Merri Weir Primary School", "Fawkner Rise Secondary College"],
    actions=[AgreedAction("Send round the data template", "ULEE", date(2026, 5, 22))],
)
LISTED = ListedMeeting(FACTS, over=False, may_change=True, may_write_minutes=True, may_answer=True)
OVERVIEW = MeetingOverview(1, "Merri-bek", "2026-T2", True, 1, 2, [LISTED], may_book=True)
ODD = Oddity(
    [Unusual.NOT_SCHOOL_DAY, Unusual.EARLY_OR_LATE, Unusual.OVERLAPS],
    date(2026, 5, 16),
    "2026-T2",
    DayOff(Off.WEEKEND),
    FACTS,
)
ODD_HOLIDAY = Oddity([Unusual.HOLIDAYS], date(2026, 7, 2), "2026-T3", DayOff(Off.BETWEEN_TERMS))
DRAFT = MeetingDraft(date(2026, 5, 14), time(14), place="Coburg PS", agenda=FACTS.agenda)

EARLY = replace(FACTS, starts_at=melbourne("2026-05-16 06:00"), ends_at=melbourne("2026-05-16 07:30"))


def understood(meeting: MeetingFacts, *, place: str, link: str) -> Understood:
    start = meeting.starts_at.astimezone(meeting.zone)
    wish = Wish(start.date(), start.time(), place=place, link=link)
    return Understood(1, "x", wish, replace(meeting, place=place, link=link), date(2026, 5, 1))


NONE_YET = Lack(1, "Merri-bek", "2026-T2", 0, 1, "Thu 14 May 2pm at Coburg PS")
ONE_OF_TWO = Lack(1, "Merri-bek", "2026-T2", 1, 2, "Thu 14 May 2pm at Coburg PS")
MESSAGES = {
    "card": meetings.card_message(FACTS, REPLIES),
    "card_notified": meetings.card_message(BARE, Replies(), notify=True),
    "unanswered": meetings.unanswered_message(FACTS),
    "card_without_answers": meetings.card_message(BARE, Replies()),
    "card_cancelled": meetings.card_message(replace(FACTS, status="cancelled"), REPLIES),
    "card_held": meetings.card_message(replace(FACTS, status="held"), REPLIES),
    "card_not_held": meetings.card_message(replace(FACTS, status="not_held"), REPLIES),
    "moved": meetings.moved_message(FACTS, melbourne("2026-05-07 09:00")),
    "altered": meetings.altered_message(FACTS),
    "cancelled": meetings.cancelled_message(FACTS, 1),
    "week_before": meetings.week_before_message(FACTS, date(2026, 5, 7)),
    "week_before_after_holidays": meetings.week_before_message(FACTS, date(2026, 5, 11)),
    "day_before": meetings.day_before_message(FACTS, date(2026, 5, 13)),
    "day_before_a_monday": meetings.day_before_message(FACTS, date(2026, 5, 8)),
    "day_itself": meetings.day_before_message(BARE, date(2026, 5, 14)),
    "card_started": meetings.card_message(FACTS, Replies(("ULEE",)), started=True),
    "settled_over": meetings.settled_message(FACTS, FACTS.starts_at),
    "settled_moved": meetings.settled_message(FACTS, FACTS.starts_at - timedelta(days=2)),
    "settled_cancelled": meetings.settled_message(replace(FACTS, status="cancelled"), FACTS.starts_at),
    "settled_booked": meetings.enough_message("Merri-bek", "2026-T2"),
    "settled_minutes": meetings.minutes_settled_message(replace(FACTS, status="held")),
    "settled_not_held": meetings.minutes_settled_message(replace(FACTS, status="not_held")),
    "ask": meetings.ask_message(NONE_YET),
    "ask_second": meetings.ask_message(ONE_OF_TWO),
    "nudge_chair_second": meetings.nudge_message("chair", ONE_OF_TWO, 3),
    "nudge_chair": meetings.nudge_message("chair", NONE_YET, 3),
    "nudge_chair_again": meetings.nudge_message("chair_again", NONE_YET, 6),
    "nudge_chair_alone": meetings.nudge_message("chair_alone", NONE_YET, 6),
    "nudge_seil": meetings.nudge_message("seil", ONE_OF_TWO, 6),
    "nudge_seil_executive": meetings.nudge_message("seil_executive", ONE_OF_TWO, 6),
    "nudge_seil_alone": meetings.nudge_message("seil_alone", NONE_YET, 6),
    "ask_minutes": meetings.ask_minutes_message(FACTS, again=False),
    "ask_minutes_again": meetings.ask_minutes_message(FACTS, again=True),
    "minutes": meetings.minutes_message(FACTS, MINUTES),
    "proposal": proposal_message(understood(FACTS, place="Coburg PS", link="https://meet.example/abc")),
    "proposal_with_warning": proposal_message(
        replace(understood(EARLY, place="", link=""), warning=Warned(ODD, "2026-05-16T06:00:00+90"))
    ),
    "not_understood": not_understood_message(
        Doubtful(1, (), FormStart(1, "x", MeetingDraft()), True, example="Thu 14 May 2pm at Coburg PS"), "whenever"
    ),
    "overview": meetings_answers.overview_message(OVERVIEW),
    "overview_for_a_member": meetings_answers.overview_message(
        replace(OVERVIEW, meetings=[replace(LISTED, may_change=False, answer="yes")], may_book=False)
    ),
    "overview_after_meetings": meetings_answers.overview_message(
        replace(
            OVERVIEW,
            meetings=[replace(LISTED, facts=replace(FACTS, status="held"), over=True), replace(LISTED, over=True)],
        )
    ),
    "overview_after_one_not_held": meetings_answers.overview_message(
        replace(OVERVIEW, booked=0, meetings=[replace(LISTED, facts=replace(FACTS, status="not_held"), over=True)])
    ),
    "overview_empty_in_holidays": meetings_answers.overview_message(
        replace(OVERVIEW, in_term=False, booked=0, meetings=[])
    ),
}
VIEWS = {
    "form": meetings_forms.booking_form(1, "uid", DRAFT),
    "form_with_question": meetings_forms.booking_form(
        1,
        "uid",
        MeetingDraft(),
        note=asked_text([Asked(Doubt.WEEKDAY, date(2026, 5, 15), date(2026, 5, 14))]),
        typed="Thu 15 May 2pm",
    ),
    "form_with_warning": meetings_forms.booking_form(
        1,
        "uid",
        DRAFT,
        note=meetings_forms.warning_note(ODD_HOLIDAY),
        warned_for="x",
    ),
    "change_form": meetings_forms.change_form(7, DRAFT),
    "minutes_form_again": meetings_forms.minutes_form(
        MinutesDraft(
            FACTS,
            [SchoolChoice(3, "Merri Weir PS")],
            [3],
            summary="We compared reading data.",
            decisions="Every school tries paired reading.",
            again=True,
        )
    ),
    "minutes_form": meetings_forms.minutes_form(MinutesDraft(FACTS, [SchoolChoice(3, "Merri Weir PS")], [3])),
}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_messages_read_well(name: str) -> None:
    check_golden(f"meetings/{name}", MESSAGES[name])


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_forms_read_well(name: str) -> None:
    check_golden(f"meetings/{name}", VIEWS[name])


@pytest.mark.parametrize(
    ("place", "link", "read"),
    [
        ("Coburg PS", "", "at Coburg PS"),
        ("online via webex", "", "online via webex"),
        ("Online: Webex", "https://x.example", "Online: Webex: Join online"),
        ("Webex", "", "online via Webex"),
        ("Teams room, Coburg PS", "", "at Teams room, Coburg PS"),
        ("Coburg PS", "https://x.example", "at Coburg PS, and online: Join online"),
        ("", "https://x.example", "online: Join online"),
    ],
)
def test_where_a_meeting_is_reads_as_people_say_it(place: str, link: str, read: str) -> None:
    assert str(meetings.where(replace(FACTS, place=place, link=link))) == read


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_its_question(doubt: Doubt) -> None:
    assert asked_text([Asked(doubt, date(2026, 5, 15), date(2026, 5, 22), "half")])
    assert asked_text([Asked(doubt)])


def test_the_longest_minutes_still_fit_slack() -> None:
    action = AgreedAction("&" * 300, "ULEE", date(2026, 5, 22))
    long = Minutes("&" * 2500, "<" * 2500, ["S" * 75] * 30, [action] * 9)
    said = meetings.minutes_message(FACTS, long)
    check_limits(said)


def test_the_longest_proposal_fits_its_button() -> None:
    longest = understood(FACTS, place="é" * 150, link="https://" + "l" * 792)
    found = replace(longest, network_id=9999, uid="0" * 32, warning=Warned(ODD, "2026-05-14T14:00:00+90"))
    assert not fits_a_button(found), "an agenda as well is too much: the form opens at once"
    found = replace(found, meeting=replace(found.meeting, agenda=""))
    assert fits_a_button(found)
    said = proposal_message(found)
    check_limits(said)


def test_calendar_entry_keeps_its_uid_and_counts_its_changes() -> None:
    stamp = melbourne("2026-05-01 10:00")
    first: Any = Calendar.from_ical(calendar_file(FACTS, "the-uid", 0, stamp).content)
    gone: Any = Calendar.from_ical(calendar_file(replace(FACTS, status="cancelled"), "the-uid", 3, stamp).content)
    events = [calendar.walk("VEVENT")[0] for calendar in (first, gone)]
    assert [str(event["UID"]) for event in events] == ["the-uid", "the-uid"]
    assert [event["SEQUENCE"] for event in events] == [0, 3]
    assert [str(calendar["METHOD"]) for calendar in (first, gone)] == ["PUBLISH", "CANCEL"]
    assert str(events[0]["LOCATION"]) == "Coburg Lake PS <library>", "a calendar shows what was typed, unescaped"
    assert str(events[0]["SUMMARY"]) == "Merri-bek network meeting"
    assert all(len(line) <= 75 for line in first.to_ical().split(b"\r\n"))


@pytest.mark.parametrize(
    ("local", "utc"), [("2026-05-14 14:00", "20260514T040000Z"), ("2026-11-12 14:00", "20261112T030000Z")]
)
def test_calendar_entry_is_in_utc_which_no_calendar_reads_in_its_own_way(local: str, utc: str) -> None:
    """Outlook ignores the RDATEs of a described zone, and shows its events an hour off for half the year."""
    facts = replace(FACTS, starts_at=melbourne(local), ends_at=melbourne(local) + timedelta(hours=1))
    content = calendar_file(facts, "u", 0, facts.starts_at).content.decode()
    assert f"DTSTART:{utc}" in content
    for word in ("VTIMEZONE", "TZID", "RDATE", "TZOFFSET"):
        assert word not in content


def test_under_the_file_it_says_what_to_do_where_the_calendar_does_not_take_the_update() -> None:
    stamp = melbourne("2026-05-01 10:00")
    said = [
        calendar_file(facts, "u", sequence, stamp).comment
        for facts, sequence in ((FACTS, 0), (FACTS, 1), (replace(FACTS, status="cancelled"), 2))
    ]
    assert [comment.count("\n") for comment in said] == [0, 1, 1]
    assert "delete the entry and open this file again" in said[1]
    assert said[2].endswith("If your calendar keeps the entry, delete it there.")

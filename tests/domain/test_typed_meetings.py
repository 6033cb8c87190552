"""What people type after /cop-meeting, read on Tuesday 12 May 2026 at ten in the morning in Melbourne."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.typed import Doubt, read
from domain.typed.reading import Reading
from domain.typed.shifts import again_in, day_again, shift_in
from storage.calendars import load_calendar

MELBOURNE = ZoneInfo("Australia/Melbourne")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=MELBOURNE)
VICTORIA = load_calendar("victoria")


def reading(text: str, now: datetime = NOW) -> Reading:
    return read(text, now, VICTORIA)


@pytest.mark.parametrize(
    ("text", "at", "minutes", "place", "why"),
    [
        ("half past 2 at Coburg PS", "14:30", None, "Coburg PS", "said as people say it"),
        ("half two", "14:30", None, "", "shorter still"),
        ("quarter past 2", "14:15", None, "", "a quarter"),
        ("a quarter to 3", "14:45", None, "", "before the hour"),
        ("twenty to three", "14:40", None, "", "in words"),
        ("10 past 9", "09:10", None, "", "minutes past"),
        ("half-past two pm", "14:30", None, "", "with a dash"),
        ("2 to 4", "14:00", 120, "", "a stretch"),
        ("9 to 11", "09:00", 120, "", "in the morning"),
        ("9.30 - 11", "09:30", 90, "", "with a dot and a dash"),
        ("11 to 1", "11:00", 120, "", "over noon"),
        ("10 to 2", "10:00", 240, "", "a stretch, not ten minutes to two"),
        ("2-4pm", "14:00", 120, "", "pm said once"),
        ("11-1pm", "11:00", 120, "", "pm for the end alone"),
        ("7 to 9 pm", "19:00", 120, "", "pm for both"),
        ("9am-10:30", "09:00", 90, "", "am said once"),
        ("14:00–15:30", "14:00", 90, "", "24 hours and a long dash"),
        ("1400-1530", "14:00", 90, "", "without signs"),
        ("from 2 until 4 at Coburg PS", "14:00", 120, "Coburg PS", "in words"),
        ("between 2 and 4", "14:00", 120, "", "between"),
        ("start 2pm, finish 4pm", "14:00", 120, "", "start and finish"),
        ("2pm at the library until 4pm", "14:00", 120, "the library", "the end behind the place"),
        ("12 noon", "12:00", None, "", "noon"),
        ("12:30 midday", "12:30", None, "", "midday"),
        ("2pm for two hours", "14:00", 120, "", "a length in words"),
        ("2pm 90 minutes", "14:00", 90, "", "without “for”"),
        ("2pm for 2 hrs", "14:00", 120, "", "short"),
        ("2pm for an hour and a half", "14:00", 90, "", "a half behind"),
        ("2pm 1½ hrs", "14:00", 90, "", "a sign for a half"),
        ("2pm for 1.5 hours, Coburg PS", "14:00", 90, "Coburg PS", "a dot"),
        ("2pm 1h30", "14:00", 90, "", "very short"),
        ("2pm two hour meeting", "14:00", 120, "", "a meeting is no place"),
        ("2pm for 3/4 hour", "14:00", 45, "", "a broken number"),
        ("from 3 for 2 hrs", "15:00", 120, "", "from and for"),
        ("1400", "14:00", None, "", "four figures"),
        ("0930", "09:30", None, "", "four figures with a nought"),
        ("930", "09:30", None, "", "three figures"),
        ("1400 hrs", "14:00", None, "", "with hrs"),
        ("14h30", "14:30", None, "", "with an h"),
        ("2", "14:00", None, "", "schools meet at two in the afternoon"),
        ("9", "09:00", None, "", "and at nine in the morning"),
        ("2 o’clock", "14:00", None, "", "o'clock with a curly sign"),
        ("at two", "14:00", None, "", "a word"),
        ("2 p.m. Coburg PS", "14:00", None, "Coburg PS", "with dots"),
        ("@ 2:30 pm, Coburg PS (room 3)", "14:30", None, "Coburg PS (room 3)", "signs, and a room"),
        ("2 in the arvo", "14:00", None, "", "the arvo with its hour"),
        ("7 in the evening", "19:00", None, "", "the evening with its hour"),
        ("2pm sharp", "14:00", None, "", "sharp"),
        ("2pm at Preston West PS or https://meet.example/a", "14:00", None, "Preston West PS", "no “or” in the place"),
        ("2pm meeting at Coburg PS please", "14:00", None, "Coburg PS", "words of asking"),
        ("2pm at 12 Smith Street, Coburg 3058", "14:00", None, "12 Smith Street, Coburg 3058", "an address"),
        ("2pm Level 2, 35 Spring St", "14:00", None, "Level 2, 35 Spring St", "a floor"),
        ("2pm at Half Moon Bay PS", "14:00", None, "Half Moon Bay PS", "a name"),
        ("2pm Day Street Community Centre", "14:00", None, "Day Street Community Centre", "a street"),
        ("2pm at St Mary’s", "14:00", None, "St Mary’s", "as typed"),
        ("2pm Zoom 845 3321 9087 passcode 1234", "14:00", None, "Zoom 845 3321 9087 passcode 1234", "how to get in"),
        ("2pm R&D room B12", "14:00", None, "R&D room B12", "a room with a letter"),
        ("2pm, Coburg PS (Zoom: https://zoom.example/1)", "14:00", None, "Coburg PS", "a bracket around the link"),
        ("⋅ 2pm", "14:00", None, "", "a calendar's sign"),
        ("2pm, our next meeting", "14:00", None, "", "the next"),
        ("time: 2pm, venue: Coburg PS", "14:00", None, "Coburg PS", "with labels"),
        ("2pm Where – Coburg PS", "14:00", None, "Coburg PS", "and so"),
        ("instead at 2pm", "14:00", None, "", "instead"),
        ("3pm start", "15:00", None, "", "when it starts"),
        ("from 2pm onwards", "14:00", None, "", "and goes on"),
        ("2pm thanks 🙏🏽", "14:00", None, "", "a smile"),
        ("2pm at Coburg PS, thanks! :pray: :+1:", "14:00", None, "Coburg PS", "as a chat writes it"),
        ("2pm” at “Coburg PS”, please?", "14:00", None, "Coburg PS", "a telephone's quotes"),
        ("2pm, Coburg PS with morning tea", "14:00", None, "Coburg PS with morning tea", "no morning"),
    ],
)
def test_a_time_is_understood_behind_a_date(text: str, at: str, minutes: int | None, place: str, why: str) -> None:
    found = reading(f"Thu 14 May {text}")
    assert (found.asked, found.day, found.at) == ((), date(2026, 5, 14), time.fromisoformat(at)), why
    assert (found.minutes, found.place) == (minutes, place), why


@pytest.mark.parametrize(
    ("text", "day", "why"),
    [
        ("please book Thu 14 May", "2026-05-14", "asked for politely"),
        ("could we please meet on Thursday the 14th of May", "2026-05-14", "more politely"),
        ("Thrusday 14 May", "2026-05-14", "a slip of the finger"),
        ("weds", "2026-05-13", "spelled as people do"),
        ("Thur", "2026-05-14", "and so"),
        ("14/5", "2026-05-14", "days come before months"),
        ("14.5.2026", "2026-05-14", "with dots"),
        ("14-5-26", "2026-05-14", "with dashes"),
        ("2026-05-14", "2026-05-14", "as computers write it"),
        ("14may2026", "2026-05-14", "in one word"),
        ("May 14 2026", "2026-05-14", "the month first, in words"),
        ("the 14th", "2026-05-14", "the next of that number"),
        ("Thu 14", "2026-05-14", "the day's number behind its name"),
        ("fourteenth of May", "2026-05-14", "in words"),
        ("today week", "2026-05-19", "a week on"),
        ("Fri week", "2026-05-22", "a week after the coming one"),
        ("Friday fortnight", "2026-05-29", "two weeks after it"),
        ("a week from Thursday", "2026-05-21", "said the other way"),
        ("Thu in 3 weeks", "2026-06-04", "the weekday of that week"),
        ("in two weeks", "2026-05-26", "counted from today"),
        ("the day after tomorrow", "2026-05-14", "the day after"),
        ("tmrw", "2026-05-13", "as on a phone"),
        ("Thu wk 5", "2026-05-21", "a week of the term"),
        ("Thu week 2", "2026-07-23", "that week is over, so the next term's"),
        ("T3W2 Thu", "2026-07-23", "short for a term and a week"),
        ("Thu wk 2 next term", "2026-07-23", "a week of the next term"),
        ("Thursday of the last week of term", "2026-06-25", "its last week"),
        ("Thu, 2nd week of term 3", "2026-07-23", "a week counted in a term"),
        ("Thursday the week after next", "2026-05-28", "two weeks on"),
        ("this Thursday week", "2026-05-21", "a week after this one"),
        ("Thu 14 May (term 2)", "2026-05-14", "with its own term"),
        ("week 2 of term 3, Thursday", "2026-07-23", "in full"),
        ("Thursday next week", "2026-05-21", "next week's"),
        ("next Tuesday", "2026-05-19", "said on a Tuesday, there is but one"),
        ("Tue", "2026-05-19", "said on a Tuesday: the next one, as today is “today”"),
        ("this Friday", "2026-05-15", "this week's"),
        ("tomorrow Wed 13 May", "2026-05-13", "said three times"),
        ("the third Thursday of June", "2026-06-18", "counted in a month"),
        ("last Thursday of term", "2026-06-25", "counted in this term"),
        ("the last Friday of the term", "2026-06-26", "the term's last day"),
        ("second Tuesday of term 3", "2026-07-21", "counted in a term"),
        ("first Wednesday of next term", "2026-07-15", "counted in the next term"),
        ("3rd Monday in T3", "2026-07-27", "a term in short"),
        ("last Friday of the month", "2026-05-29", "of this one"),
        ("last Friday in May", "2026-05-29", "the last of a month"),
        ("first Monday of next month", "2026-06-01", "in the next"),
        ("end of term", "2026-06-26", "the last day of term"),
        ("1 Feb", "2027-02-01", "the future is meant"),
        ("29 Feb 2028", "2028-02-29", "a leap year"),
        ("14 May week 4", "2026-05-14", "with its own week"),
    ],
)
def test_a_day_is_understood(text: str, day: str, why: str) -> None:
    for typed in (f"{text} 2pm at Coburg PS", f"2pm {text}, Coburg PS"):
        found = reading(typed)
        assert (found.asked, found.day, found.at) == ((), date.fromisoformat(day), time(14)), f"{typed}: {why}"
        assert found.place == "Coburg PS", typed


def test_a_time_with_a_dot_behind_a_week_on_is_no_week_of_term() -> None:
    for text, day in (("tomorrow week 9.30", date(2026, 5, 20)), ("Fri week 9.30", date(2026, 5, 22))):
        found = reading(text)
        assert (found.asked, found.day, found.at) == ((), day, time(9, 30)), text


@pytest.mark.parametrize(
    ("text", "doubt", "day", "at", "why"),
    [
        ("hello", Doubt.NO_DATE, None, None, "no date at all"),
        ("", Doubt.NO_DATE, None, None, "nothing"),
        ("x" * 4000, Doubt.NO_DATE, None, None, "4,000 letters of nothing"),
        ("2pm at Coburg PS", Doubt.NO_DATE, None, "14:00", "a time alone"),
        ("Thu 14 May", Doubt.NO_TIME, "2026-05-14", None, "no time"),
        ("14.05", Doubt.NO_TIME, "2026-05-14", None, "a date with a dot"),
        ("week 5 2pm", Doubt.NO_DAY, None, "14:00", "a week is no day"),
        ("next week 2pm", Doubt.NO_DAY, None, "14:00", "nor is the next"),
        ("next term 2pm", Doubt.NO_DAY, None, "14:00", "nor is a term"),
        ("Thu next term 2pm", Doubt.NO_DAY, None, "14:00", "nor is one of its Thursdays"),
        ("last week of term 2pm", Doubt.NO_DAY, None, "14:00", "nor is its last week"),
        ("14 May 2062 2pm", Doubt.FAR, None, "14:00", "a year that nobody means"),
        ("14 May 62 2pm", Doubt.FAR, None, "14:00", "in short"),
        ("14 May 1999 2pm", Doubt.PAST, None, "14:00", "or that is gone"),
        ("14 May 20266 2pm", Doubt.UNREAD, None, "14:00", "a slip in the year"),
        ("14/5/202 2pm", Doubt.UNREAD, None, None, "and in figures"),
        ("14 May 15", Doubt.UNREAD, None, None, "a year, or an hour"),
        ("May 2pm", Doubt.UNREAD, None, "14:00", "a month is no day"),
        ("31 June 2pm", Doubt.NO_SUCH_DAY, None, "14:00", "no such day"),
        ("2026-13-40 2pm", Doubt.NO_SUCH_DAY, None, "14:00", "no such month"),
        ("29 Feb 2pm", Doubt.NO_SUCH_DAY, None, "14:00", "no leap year near"),
        ("05/14 2pm", Doubt.MONTH_FIRST, None, "14:00", "as Americans write it"),
        ("Mon 26 May 2pm", Doubt.WEEKDAY, None, "14:00", "the 26th is a Tuesday"),
        ("tomorrow Thu 2pm", Doubt.WEEKDAY, None, "14:00", "tomorrow is a Wednesday"),
        ("next Friday 2pm", Doubt.NEXT, None, "14:00", "in three days, or in ten"),
        ("Friday next 2pm", Doubt.NEXT, None, "14:00", "said the other way"),
        ("Mon or Tue 2pm", Doubt.SEVERAL, None, "14:00", "two days"),
        ("14-15 May 2pm", Doubt.SEVERAL, None, "14:00", "from one to another"),
        ("14 May week 9 2pm", Doubt.SEVERAL, None, "14:00", "not in that week"),
        ("1 Feb 2026 9am", Doubt.PAST, None, "09:00", "months ago"),
        ("14 April 2pm", Doubt.PAST, None, "14:00", "next year's April is hardly meant in May"),
        ("last Friday 2pm", Doubt.PAST, None, "14:00", "gone"),
        ("first Tuesday of term 2pm", Doubt.PAST, None, "14:00", "this term's is over"),
        ("14 May 2031 2pm", Doubt.FAR, None, "14:00", "five years on"),
        ("today 9am", Doubt.PAST_TIME, "2026-05-12", None, "an hour ago"),
        ("Thu 14 May 2pm or 3pm", Doubt.SEVERAL_TIMES, "2026-05-14", None, "two times"),
        ("Thu 14 May 4 to 2", Doubt.ENDS_FIRST, "2026-05-14", None, "ends before it starts"),
        ("Thu 14 May 2pm for 40 hours", Doubt.LENGTH, "2026-05-14", "14:00", "nobody meets for forty hours"),
        ("Thu 14 May 2pm all day", Doubt.UNREAD, "2026-05-14", "14:00", "a length left open"),
        ("Thu 14 May 3:30 for 4pm", Doubt.UNREAD, "2026-05-14", None, "doors or start"),
        ("Thu 14 May period 5", Doubt.UNREAD, "2026-05-14", None, "periods differ by school"),
        ("Thu 14 May after lunch", Doubt.UNREAD, "2026-05-14", None, "when is that"),
        ("Thu 14 May first thing", Doubt.UNREAD, "2026-05-14", None, "and that"),
        ("Fri arvo", Doubt.UNREAD, "2026-05-15", None, "the arvo alone"),
        ("Thu 14 May mid-morning", Doubt.UNREAD, "2026-05-14", None, "and the middle of the morning"),
        ("Thu 14 May session 3", Doubt.UNREAD, "2026-05-14", None, "like a period"),
        ("Thu 14 May 2ish", Doubt.UNREAD, "2026-05-14", None, "ish"),
        ("Thu 14 May about 2pm", Doubt.UNREAD, "2026-05-14", None, "about"),
        ("Thu 14 May after 2pm", Doubt.UNREAD, "2026-05-14", None, "after"),
        ("Thu 14 May in 2 hours", Doubt.UNREAD, "2026-05-14", None, "no length"),
        ("Thu 14 May 25:00", Doubt.UNREAD, "2026-05-14", None, "no such time"),
        ("Thu 14 May 9 in the arvo", Doubt.UNREAD, "2026-05-14", None, "nine is no arvo"),
        ("Thu 14 May 2pm 45", Doubt.UNREAD, "2026-05-14", None, "a number left over"),
        ("every Thursday 2pm", Doubt.UNREAD, None, "14:00", "the bot books one at a time"),
        ("third Thursday of a month 2pm", Doubt.UNREAD, None, "14:00", "which month"),
        ("Melbourne Cup Day 2pm", Doubt.UNREAD, None, "14:00", "a day with a name"),
        ("King’s Birthday 2pm", Doubt.UNREAD, None, "14:00", "and so"),
        ("Good Friday 2pm", Doubt.UNREAD, None, "14:00", "is not this Friday"),
        ("Thu 14 May 2pm Paris time", Doubt.UNREAD, "2026-05-14", None, "a zone it does not know"),
        ("15 Jan 2027 2pm AEST", Doubt.ZONE, "2027-01-15", None, "in summer: with or without its hour"),
    ],
)
def test_what_is_not_clear_is_asked_about(text: str, doubt: Doubt, day: str | None, at: str | None, why: str) -> None:
    found = reading(text)
    assert found.doubt is doubt, why
    assert found.day == (date.fromisoformat(day) if day else None), why
    assert found.at == (time.fromisoformat(at) if at else None), why


@pytest.mark.parametrize(
    ("text", "agenda", "place", "why"),
    [
        ("Thu 14 May 2pm agenda: budgets", "budgets", "", "named"),
        (
            "Thu 14 May 2pm at Coburg PS – Agenda budgets, staffing at 3",
            "budgets, staffing at 3",
            "Coburg PS",
            "to the end",
        ),
        ("Thu 14 May 2pm at Coburg PS (agenda: budgets)", "budgets", "Coburg PS", "in brackets"),
        ("agenda: budgets. Thu 14 May 2pm", "budgets", "", "before the day"),
        ("meet to discuss budgets on Thursday 14 May 2pm at Coburg PS", "budgets", "Coburg PS", "told in a sentence"),
        ("Thu 14 May 2pm about budgets at Coburg PS", "budgets", "Coburg PS", "about"),
        ("Thu 14 May 2pm to look at NAPLAN via Zoom", "look at NAPLAN", "Zoom", "to do something"),
        ("Thu 14 May 2pm re: the plan", "the plan", "", "re"),
        ("Thu 14 May 2pm agenda", "", "", "nothing of it"),
    ],
)
def test_what_is_to_be_talked_about_is_the_agenda_and_no_place(text: str, agenda: str, place: str, why: str) -> None:
    found = reading(text)
    assert (found.asked, found.day, found.at) == ((), date(2026, 5, 14), time(14)), why
    assert (found.agenda, found.place) == (agenda, place), why


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("third Thursday of a month at Coburg PS", "Coburg PS", "no day"),
        ("Thu 14 May period 5 at Coburg PS", "Coburg PS", "no time"),
        ("Thu 14 May after lunch, Coburg PS", "Coburg PS", "a comma"),
        ("Coburg PS next Friday 2pm", "Coburg PS", "the place first"),
        ("Thu 14 May 2 Smith St", "2 Smith St", "the number is the street's"),
        ("at Coburg PS", "Coburg PS", "a place alone"),
    ],
)
def test_in_doubt_the_place_is_kept(text: str, place: str, why: str) -> None:
    found = reading(text)
    assert found.asked, why
    assert found.place == place, why


@pytest.mark.parametrize(
    ("text", "day", "at", "label", "why"),
    [
        ("Thu 14 May 2pm Perth time", "2026-05-14", "16:00", "Perth time", "two hours behind"),
        ("Thu 14 May 2pm (WA time) at Coburg PS", "2026-05-14", "16:00", "Perth time", "a state"),
        ("Thu 14 May 14:00 UTC", "2026-05-15", "00:00", "UTC", "past midnight here"),
        ("Thu 14 May 2pm UTC+8", "2026-05-14", "16:00", "UTC+8", "counted"),
        ("Thu 14 May 9am NZST", "2026-05-14", "07:00", "Auckland time", "abroad"),
    ],
)
def test_another_zones_time_is_turned_into_ours(text: str, day: str, at: str, label: str, why: str) -> None:
    found = reading(text)
    assert (found.asked, found.day, found.at) == ((), date.fromisoformat(day), time.fromisoformat(at)), why
    assert found.elsewhere is not None
    assert found.elsewhere.label == label


@pytest.mark.parametrize("said", ["AEST", "Melbourne time", "EST", "local time", "Sydney time"])
def test_our_own_zone_changes_nothing(said: str) -> None:
    found = reading(f"Thu 14 May 2pm {said}")
    assert (found.asked, found.at, found.elsewhere, found.place) == ((), time(14), None, "")


@pytest.mark.parametrize(
    ("text", "link", "doubt"),
    [
        ("Fri 9am https://meet.example/a?b=1", "https://meet.example/a?b=1", None),
        ("Fri 9am <https://meet.example/a|meet>", "https://meet.example/a", None),
        ("Fri 9am (https://meet.example/a).", "https://meet.example/a", None),
        ("Fri 9am zoom.us/j/123", "https://zoom.us/j/123", None),
        ("Fri 9am <http://vic.zoom.us/j/1|vic.zoom.us/j/1>", "https://vic.zoom.us/j/1", None),
        ("Fri 9am http://meet.example/a", "http://meet.example/a", Doubt.LINK),
        ("Fri 9am www.meet.example", "www.meet.example", Doubt.LINK),
    ],
)
def test_a_link_is_found(text: str, link: str, doubt: Doubt | None) -> None:
    found = reading(text)
    assert (found.link, found.doubt, found.place) == (link, doubt, "")


def test_a_date_just_past_is_taken_to_be_past_and_the_next_is_offered() -> None:
    [asked] = reading("25/2 2pm", datetime(2027, 3, 2, 10, tzinfo=MELBOURNE)).asked
    assert (asked.doubt, asked.day, asked.other) == (Doubt.PAST, date(2027, 2, 25), date(2028, 2, 25))


def test_a_weekday_that_suits_next_year_only_means_next_year() -> None:
    found = reading("Fri 25 Feb 2pm", datetime(2027, 3, 2, 10, tzinfo=MELBOURNE))
    assert (found.asked, found.day) == ((), date(2028, 2, 25))


def test_a_stretch_of_the_morning_in_another_year() -> None:
    found = reading("Fri 19 March 9am-10:30")
    assert (found.day, found.at, found.minutes) == (date(2027, 3, 19), time(9), 90)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("back a week", 7),
        ("it two weeks later, please", 14),
        ("a couple of days earlier", -2),
        ("forward one week", -7),
        ("a fortnight", 14),
        ("next week", None),
        ("Thu 14 May", None),
    ],
)
def test_what_is_booked_may_move_by_a_while(text: str, days: int | None) -> None:
    shift = shift_in(text)
    assert (None if shift is None else shift.days) == days


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("same time next month", date(2026, 5, 14), date(2026, 6, 11)),
        ("same time next week", date(2026, 6, 11), date(2026, 6, 18)),
        ("the same day and time next month, please", date(2026, 5, 14), date(2026, 6, 11)),
        ("same time and place next month", date(2026, 4, 30), date(2026, 6, 25)),
        ("same time next week", date(2026, 4, 28), date(2026, 5, 12)),
        ("same time the following fortnight", date(2026, 5, 7), date(2026, 5, 21)),
        ("same time as last meeting", date(2026, 5, 14), None),
        ("next month", date(2026, 5, 14), None),
    ],
)
def test_a_meeting_may_be_as_the_one_before_it(text: str, last: date, day: date | None) -> None:
    unit = again_in(text)
    assert (None if unit is None else day_again(unit, last, date(2026, 5, 4))) == day
    assert day_again("month", date(2026, 12, 10), date(2026, 12, 15)) == date(2027, 1, 14)

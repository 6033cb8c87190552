"""What a person types after /cop-meeting, read on Wednesday 6 May 2026 at ten in the morning."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.meeting_words import Doubt
from services.meetings.when import read
from storage.calendars import load_calendar

NOW = datetime(2026, 5, 6, 10, 0, tzinfo=ZoneInfo("Australia/Melbourne"))
VICTORIA = load_calendar("victoria")


@pytest.mark.parametrize(
    ("text", "day", "at", "place", "why"),
    [
        ("Thu 14 May 2pm at Coburg PS", "2026-05-14", "14:00", "Coburg PS", "the example in the help"),
        ("Thu 14 May 2pm Sunshine PS", "2026-05-14", "14:00", "Sunshine PS", "a place without “at”, that is no Sunday"),
        ("3/6 9", "2026-06-03", "09:00", "", "days come before months"),
        ("Thurs 2", "2026-05-07", "14:00", "", "spelled as people do"),
        ("1 Feb 9am", "2027-02-01", "09:00", "", "the future is meant"),
        ("6 May 2pm", "2026-05-06", "14:00", "", "this very day, later on"),
        ("Wed 2pm", "2026-05-13", "14:00", "", "said on a Wednesday: the next one, as today is “today”"),
        ("tomorrow noon", "2026-05-07", "12:00", "", "tomorrow"),
        ("Thursday next week 2pm", "2026-05-14", "14:00", "", "next week's"),
        ("Thursday week 2pm", "2026-05-14", "14:00", "", "a week after the coming one"),
        ("Thu week 5 2pm", "2026-05-21", "14:00", "", "a week of the term"),
        ("Thu week 2 2pm", "2026-07-23", "14:00", "", "that week is over, so the next term's"),
        ("term 3 week 2 Thu 10", "2026-07-23", "10:00", "", "a week of another term"),
        ("Thu 14 May 2pm at R&amp;D", "2026-05-14", "14:00", "R&amp;D", "as typed: the door has unescaped it"),
    ],
)
def test_a_typed_date_is_understood(text: str, day: str, at: str, place: str, why: str) -> None:
    reading = read(text, NOW, VICTORIA)
    assert (reading.day, reading.at) == (date.fromisoformat(day), time.fromisoformat(at)), why
    assert (reading.place, reading.doubt) == (place, None), why


@pytest.mark.parametrize(
    ("text", "doubt", "why"),
    [
        ("coburg", Doubt.NO_DATE, "no date at all"),
        ("", Doubt.NO_DATE, "nothing"),
        ("x" * 4000, Doubt.NO_DATE, "4,000 characters of nothing"),
        ("Thu 14 May", Doubt.NO_TIME, "no time"),
        ("Mon or Tue 2pm", Doubt.SEVERAL, "two days"),
        ("31 June 2pm", Doubt.SEVERAL, "no such day"),
        ("today 9am", Doubt.PAST_TIME, "an hour ago"),
        ("1 Feb 2026 9am", Doubt.PAST, "months ago"),
        ("next Thursday 2pm", Doubt.NEXT, "tomorrow, or in eight days"),
    ],
)
def test_what_is_not_clear_is_asked_about(text: str, doubt: Doubt, why: str) -> None:
    assert read(text, NOW, VICTORIA).doubt is doubt, why

"""What people type after /cop-action, read on Tuesday 12 May 2026: what is to be done, and by when."""

from __future__ import annotations

from datetime import date

import pytest

from domain.typed import DayOf, Doubt, read_due
from storage.calendars import load_calendar

TODAY = date(2026, 5, 12)
VICTORIA = load_calendar("victoria")


@pytest.mark.parametrize(
    ("text", "what", "due_on", "why"),
    [
        ("send the data by 12 June", "send the data", "2026-06-12", "the example in the help"),
        ("stand by the pool BY Friday.", "stand by the pool", "2026-05-15", "the last “by” that leads to a day"),
        ("send the data by 12/6", "send the data", "2026-06-12", "the day comes first in Australia"),
        ("send the data by thurs", "send the data", "2026-05-14", "spelled as people do"),
        ("send the data by weds", "send the data", "2026-05-13", "and so"),
        ("send the data by Fri week", "send the data", "2026-05-22", "a week after the coming one"),
        ("send the data by Thu week 5", "send the data", "2026-05-21", "a week of the term"),
        ("send the data by Fri 15", "send the data", "2026-05-15", "the day's number"),
        ("send the data by the 30th", "send the data", "2026-05-30", "the next of that number"),
        ("send the data by end of term", "send the data", "2026-06-26", "the last day of term"),
        ("send the data by the end of the week", "send the data", "2026-05-15", "this Friday"),
        ("send the data by today", "send the data", "2026-05-12", "today"),
        ("send the data by 14 May 2027", "send the data", "2027-05-14", "a year that was typed counts"),
        ("send the data on or before Friday", "send the data", "2026-05-15", "on or before"),
        ("send the data due 12 June", "send the data", "2026-06-12", "due"),
        ("send the data by Friday at the latest", "send the data", "2026-05-15", "at the latest"),
        ("by Friday send the data", "send the data", "2026-05-15", "the day first"),
        ("send the week 5 plan by Friday to Anna", "send the week 5 plan to Anna", "2026-05-15", "more behind it"),
        ("send the data by 5pm Friday", "send the data, 5pm", "2026-05-15", "the time is kept"),
        ("finish the plan (by 5 June)", "finish the plan", "2026-06-05", "brackets around the day go with it"),
        ("due 5 June finish plan", "finish plan", "2026-06-05", "what is to be done behind the day"),
        ("send the data by COB Friday", "send the data, COB", "2026-05-15", "so is close of business"),
        ("print posters tomorrow", "print posters", "2026-05-13", "a day at the end"),
        ("print 20 posters Friday", "print 20 posters", "2026-05-15", "with a number of posters"),
        ("call the library on Friday", "call the library", "2026-05-15", "on"),
        ("by 12 June", "", "2026-06-12", "nothing to do yet"),
        ("send the data by week 5", "send the data", "2026-05-22", "a week's last school day"),
        ("send the data by wk 9", "send the data", "2026-06-19", "in short"),
        ("send the data next week", "send the data next week", "2026-05-22", "may be part of it, so the words stay"),
        ("send the data by the week after next", "send the data", "2026-05-29", "two on"),
        ("send the data by the last week of term", "send the data", "2026-06-26", "the last week of term"),
        ("send the data by wk 3 next term", "send the data", "2026-07-31", "a week of the next term"),
        ("send the data by next term", "send the data", "2026-07-13", "before it goes on"),
        ("send the data before the holidays", "send the data", "2026-06-26", "the last day of term"),
        ("send the data by end term 3", "send the data", "2026-09-18", "with no “of”"),
        ("send the data by the end of week 5", "send the data", "2026-05-22", "a week's end"),
        ("send the data by EOT", "send the data", "2026-06-26", "in three letters"),
        ("week 6", "", "2026-05-29", "nothing but a week"),
        ("send the data by Friday, pls and thank you?", "send the data", "2026-05-15", "more thanks"),
        ("29/5 send the data", "29/5 send the data", "2026-05-29", "a date first, and all words stay"),
        ("send the data this arvo", "send the data, arvo", "2026-05-12", "this arvo"),
        ("send the data within a fortnight", "send the data", "2026-05-26", "within"),
        ("send the data in a couple of weeks", "send the data", "2026-05-26", "a couple"),
        ("send the data by Friday, thank you! 😀", "send the data", "2026-05-15", "with thanks"),
        ("send the data by Friday pls :pray:", "send the data", "2026-05-15", "as on a telephone"),
        ("send the data by Sat 16 May", "send the data", "2026-05-16", "a Saturday"),
    ],
)
def test_the_due_day_is_understood(text: str, what: str, due_on: str, why: str) -> None:
    found = read_due(text, TODAY, VICTORIA)
    assert (found.what, found.due_on, found.asked) == (what, date.fromisoformat(due_on), None), why


@pytest.mark.parametrize(
    ("text", "doubt", "why"),
    [
        ("call the library next Friday", Doubt.NEXT, "in three days, or in ten"),
        ("send the data by next Friday", Doubt.NEXT, "behind “by” too"),
        ("send the data by Mon 26 May", Doubt.WEEKDAY, "the 26th is a Tuesday"),
        ("send the data next term", Doubt.NO_DAY, "any of its days"),
        ("send the data by 14 May 2062", Doubt.FAR, "a year that nobody means"),
        ("send the data by 14 May 20266", Doubt.UNREAD, "or that is a slip"),
        ("send the data by June", Doubt.UNREAD, "nor is a month"),
        ("send the data by mid June", Doubt.UNREAD, "nor its middle"),
        ("send the data by 3", Doubt.UNREAD, "a bare number"),
        ("send the data by the 35th", Doubt.NO_SUCH_DAY, "no such day"),
        ("send the data by 31 June", Doubt.NO_SUCH_DAY, "no such day"),
        ("send the data by 05/14", Doubt.MONTH_FIRST, "as Americans write it"),
        ("send the data by 1 May", Doubt.PAST, "gone by, and nobody means next year"),
        ("send the data by Thu or Fri", Doubt.SEVERAL, "two days"),
        ("send the data by Easter", Doubt.UNREAD, "a day with a name"),
        ("send the data", None, "no day at all"),
        ("share the minutes of 5 May", None, "a day that is part of it"),
        ("book a room for Thursday 14 May", None, "and so"),
        ("share this morning’s photos", None, "a part of a day that is part of it"),
        ("order 2 laptops", None, "a number that is part of it"),
        ("nearby things", None, "no “by”"),
        ("", None, "nothing"),
    ],
)
def test_in_doubt_the_day_is_asked_and_all_words_are_kept(text: str, doubt: Doubt | None, why: str) -> None:
    found = read_due(text, TODAY, VICTORIA)
    assert (found.what, found.due_on) == (text, None), why
    assert (found.asked.doubt if found.asked else None) is doubt, why


@pytest.mark.parametrize(
    ("text", "first", "behind"),
    [
        ("week 5", "2026-05-18", "2026-05-25"),
        ("next term", "2026-07-13", "2026-10-05"),
        ("the rest of term", "2026-05-12", "2026-07-13"),
        ("over the holidays", "2026-06-27", "2026-07-13"),
        ("the term planner", None, None),
        ("until the holidays", "2026-06-26", "2026-07-13"),
        ("5 June", "2026-06-05", "2026-06-05"),
    ],
)
def test_the_first_day_or_the_one_behind_is_meant_where_something_goes_on_again(
    text: str, first: str | None, behind: str | None
) -> None:
    for of, day in ((DayOf.FIRST, first), (DayOf.NEXT, behind)):
        assert read_due(text, TODAY, VICTORIA, of).due_on == (date.fromisoformat(day) if day else None)
    assert read_due(text, TODAY, VICTORIA, None).due_on == (date(2026, 6, 5) if text == "5 June" else None)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("fri 5/6 moderation", "2026-06-05", "moderation"),
        ("moderation on 5 June at Coburg PS", "2026-06-05", "moderation at Coburg PS"),
        ("5/6 to 12/6", None, "5/6 to 12/6"),
        ("moderation", None, "moderation"),
    ],
)
def test_where_only_a_day_is_asked_for_it_may_stand_anywhere(text: str, day: str | None, rest: str) -> None:
    found = read_due(text, TODAY, VICTORIA, anywhere=True)
    assert (found.due_on, found.what) == (date.fromisoformat(day) if day else None, rest)

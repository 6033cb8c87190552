"""Typed words about a meeting, taken apart without a calendar library."""

from datetime import date, time

import pytest

from domain.meeting_words import Doubt, Words, doubts_about, school_time, take_apart

WEDNESDAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Thu 14 May 2pm at Coburg PS", Words("Thu 14 May", time(14), place="Coburg PS"), "the example in the help"),
        ("Thu 14 May 2", Words("Thu 14 May", time(14)), "schools meet at two in the afternoon"),
        ("Thu 14 May 2:00", Words("Thu 14 May", time(14)), "and say so with a colon"),
        ("Thu 14 May 9", Words("Thu 14 May", time(9)), "nine is in the morning"),
        ("Thu May 7", Words("Thu May 7"), "a number after the month is the day"),
        ("Thursday week 9", Words("Thursday week 9"), "a number after week is the week"),
        ("14.5.2026 2.30pm", Words("14.5.2026", time(14, 30)), "a dotted date is no time"),
        ("14.05", Words("14.05"), "nor is one without its year"),
        ("2026-05-14 14:00", Words("2026-05-14", time(14)), "an ISO date"),
        ("Thu 14 May 2-4pm", Words("Thu 14 May", time(14), 120), "a range says how long it lasts"),
        ("Thu 14 May 11-1pm", Words("Thu 14 May", time(11), 120), "over noon"),
        ("Thu 14 May 14:00–15:30", Words("Thu 14 May", time(14), 90), "in 24 hours, with a dash"),
        ("Thu 2pm for 2 hours", Words("Thu", time(14), 120), "or in words"),
        ("Thu 2pm for half an hour", Words("Thu", time(14), 30), "half an hour"),
        ("Thu 2pm for 40 hours", Words("Thu", time(14)), "nobody meets for forty hours"),
        ("Thu noon at Coburg", Words("Thu", time(12), place="Coburg"), "noon is a time"),
        ("tomorrow at 2", Words("tomorrow", time(14)), "at, with a time"),
        ("tomorrow at 2 Smith St", Words("tomorrow", place="2 Smith St"), "at, with a place"),
        ("at Coburg PS on Thu 14 May 2pm", Words("Thu 14 May", time(14), place="Coburg PS"), "the place first"),
        ("Fri 9am https://meet.example/a?b=1", Words("Fri", time(9), link="https://meet.example/a?b=1"), "a link"),
        ("Fri 9am <https://meet.example/a|meet>", Words("Fri", time(9), link="https://meet.example/a"), "Slack's link"),
        ("Fri 25:00", Words("Fri 25:00"), "no such time"),
        ("", Words(""), "nothing typed"),
    ],
)
def test_words_are_taken_apart(text: str, expected: Words, why: str) -> None:
    assert take_apart(text) == expected, why


@pytest.mark.parametrize(
    ("hour", "half", "expected"),
    [
        (1, None, 13),
        (6, None, 18),
        (7, None, 7),
        (12, None, 12),
        (12, "a", 0),
        (12, "p", 12),
        (2, "a", 2),
        (15, None, 15),
    ],
)
def test_hours_are_those_of_a_school(hour: int, half: str | None, expected: int) -> None:
    assert school_time(hour, 0, half) == time(expected)


@pytest.mark.parametrize(("hour", "minute", "half"), [(13, 0, "p"), (0, 0, "a"), (24, 0, None), (2, 60, None)])
def test_there_is_no_such_time(hour: int, minute: int, half: str | None) -> None:
    assert school_time(hour, minute, half) is None


@pytest.mark.parametrize(
    ("words", "day", "expected", "why"),
    [
        ("Thu 14 May", date(2026, 5, 14), None, "clear"),
        ("Thu 15 May", date(2026, 5, 15), Doubt.WEEKDAY, "the 15th is a Friday"),
        ("1 Feb 2026", date(2026, 2, 1), Doubt.PAST, "past"),
        ("14 April", date(2027, 4, 14), Doubt.PAST, "next year's April is hardly meant in May"),
        ("1 Feb", date(2027, 2, 1), None, "but next February is"),
        ("14 April 2027", date(2027, 4, 14), None, "and the year may be said"),
        ("5/14", date(2114, 5, 5), Doubt.FAR, "an American date is no year 2114"),
        ("May", date(2026, 5, 31), Doubt.NO_DAY, "a month is no day"),
        ("May 2027", date(2027, 5, 6), Doubt.NO_DAY, "nor with its year"),
        ("next week", date(2026, 5, 13), Doubt.NO_DAY, "a week is no day"),
        ("in two weeks", date(2026, 5, 20), None, "that is a day"),
        ("next Thursday", date(2026, 5, 7), Doubt.NEXT, "said on Wednesday, it may be either"),
        ("next Tuesday", date(2026, 5, 12), None, "said on Wednesday, there is but one"),
    ],
)
def test_what_may_mean_something_else_is_doubted(words: str, day: date, expected: Doubt | None, why: str) -> None:
    assert doubts_about(words, day, WEDNESDAY) is expected, why

"""Whatever is typed: no word for a time is lost or left in the place, and nothing breaks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.typed import Doubt, read, read_due
from domain.typed.examples import example_action, example_meeting
from domain.typed.lexicon import EDGES, FILLERS
from domain.typed.scanning import Kind, scan
from domain.typed.tokens import tokens_of
from storage.calendars import load_calendar
from tests.turns import examples

MELBOURNE = ZoneInfo("Australia/Melbourne")
VICTORIA = load_calendar("victoria")
FIRST = datetime(2026, 1, 1, 9, 30, tzinfo=MELBOURNE)
SOME = """Thu 14 May 2pm at Coburg PS next tomorrow 31/4 2026-13-40 99:99 0.5 noon week 3 Term 2 end of term for an
hour https://x.example/ <@U1> to 1/0 fortnight -1 every ٣ ½ 10000000000 midday Feb 29 half past quarter to 2 4 9.30 -
period 5 arvo after lunch or Fri 15th 05/14 1400 UTC Perth time AEST two hours 90 minutes until from Room 12 Smith St
the last first third day of month in a by before 3:30 for 4pm weds thrusday 14.05 p.m. am o’clock 2ish between and
this evening tonight Cup Day Easter Monday wk5 T3W2 12am 0 24:00 2p zoom 3058 , . ; ( ) & |"""
WORDS = SOME.split()
typed = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=60)
nows = st.integers(0, 365 * 4).map(lambda days: FIRST + timedelta(days=days))
MANY = settings(deadline=None, derandomize=True, database=None, max_examples=examples(150))


@MANY
@given(text=typed, now=nows)
@example(text="Thu 14 May quarter past", now=FIRST)
@example(text="2 to", now=FIRST)
def test_nothing_of_a_time_is_lost_or_left_in_the_place(text: str, now: datetime) -> None:
    found = read(text, now, VICTORIA)
    tokens = tokens_of(text)
    pieces = scan(tokens)
    assert [i for piece in pieces for i in range(piece.i, piece.j)] == list(range(len(tokens))), "each piece once"
    open_words = [piece for piece in pieces if piece.kind is Kind.UNREAD]
    assert not open_words or found.asked, "what was not understood is asked about"
    if not found.asked:
        assert found.day is not None
        assert found.at is not None
        assert found.day >= now.date()
    in_place = [piece for piece in scan(tokens_of(found.place)) if piece.kind not in (Kind.TEXT, Kind.LINK)]
    assert not found.place or len(in_place) <= sum(piece.kind is not Kind.TEXT for piece in pieces)
    kept = found.place.split()
    for piece in pieces:
        words = [token for token in tokens[piece.i : piece.j] if token.kind == "word"]
        if piece.kind is Kind.TEXT:
            lost = [token for token in words if not any(token.text in word for word in kept)]
            assert all(token.word in FILLERS | EDGES for token in lost), "only words of asking are left out"


@MANY
@given(text=typed, now=nows)
def test_no_word_of_a_time_stands_alone_in_the_place(text: str, now: datetime) -> None:
    found = read(text, now, VICTORIA)
    unread = " ".join(found.unread)
    for token in tokens_of(text):
        if token.word in ("pm", "am", "noon", "midday", "quarter", "past", "arvo", "lunch", "tomorrow", "every"):
            assert token.text not in found.place.split(), (found.place, unread)


@MANY
@given(text=typed, now=nows)
def test_an_action_loses_none_of_its_words(text: str, now: datetime) -> None:
    found = read_due(text, now.date(), VICTORIA)
    if found.due_on is None:
        assert found.what == " ".join(text.split())
    else:
        assert found.due_on >= now.date()
        assert found.asked is None


@pytest.mark.parametrize("months", range(24))
def test_a_date_written_out_is_understood_on_any_day_of_the_year(months: int) -> None:
    now = datetime(2026 + months // 12, months % 12 + 1, 9, 10, tzinfo=MELBOURNE)
    day = now.date() + timedelta(days=30)
    found = read(f"{day:%a} {day.day} {day:%b} 2pm", now, VICTORIA)
    assert (found.asked, found.day) == ((), day)


def test_the_place_of_text_that_is_no_date_is_all_of_it() -> None:
    found = read("Welcome to Country at the creek", FIRST, VICTORIA)
    assert found.doubt is Doubt.NO_DATE
    assert found.place == "Welcome to Country at the creek"
    assert isinstance(FIRST.date(), date)


@pytest.mark.parametrize("week", range(0, 52 * 3, 2))
def test_the_bots_own_examples_are_understood_on_any_day_of_the_year(week: int) -> None:
    now = FIRST + timedelta(days=7 * week + week % 7)
    meeting = read(example_meeting(now.date(), VICTORIA), now, VICTORIA)
    assert meeting.asked == ()
    assert meeting.day is not None
    assert VICTORIA.is_school_day(meeting.day)
    assert meeting.place == "Coburg PS"
    action = read_due(example_action(now.date(), VICTORIA).removeprefix("@Anna "), now.date(), VICTORIA)
    assert action.what == "share the reading data"
    assert action.due_on is not None
    assert VICTORIA.is_school_day(action.due_on)

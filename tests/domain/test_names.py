"""Names that look the same are the same; what is kept is what was typed, tidied."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import mrkdwn as slack
from bot.teams import typed as teams
from domain.errors import Invalid
from domain.names import name_key, same_name, tidy_name
from handlers.fields import Fields


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("St Mary's PS", "St Mary’s PS", "a typographic apostrophe"),
        ("St Mary's PS", "St Mary‘s PS", "the wrong typographic apostrophe"),
        ("St Mary's PS", "St Maryʼs PS", "the letter apostrophe"),
        ("St Mary's PS", "St Mary´s PS", "an accent for an apostrophe"),
        ("St Mary's PS", "St Mary`s PS", "the other accent"),
        ("Merri-bek", "Merri–bek", "an en dash"),
        ("Merri-bek", "Merri—bek", "an em dash"),
        ("Merri-bek", "Merri‑bek", "a hyphen that does not break"),
        ("Merri-bek", "Merri−bek", "a minus"),
        ("Merri-bek", "Merri\u00ad-bek", "a soft hyphen, which is not seen"),
        ("Coburg Primary", "Coburg\u00a0Primary", "a no-break space"),
        ("Coburg Primary", "Coburg\u2009Primary", "a thin space"),
        ("Coburg Primary", " Coburg   Primary\t", "blanks around and between"),
        ("Coburg Primary", "Coburg\r\nPrimary", "a line break in a cell"),
        ("Coburg Primary", "Coburg\u200b Primary", "a zero-width space"),
        ("Coburg Primary", "\ufeffCoburg Primary", "a byte order mark"),
        ("Coburg Primary", "\u202aCoburg Primary\u202c", "marks of writing direction"),
        ("Coburg Primary", "Coburg\u2060 Pri\u200dmary", "joiners"),
        ("Coburg Primary", "Coburg\ufe0f Primary", "a variation selector"),
        ("Coburg Primary", '"Coburg Primary"', "quotes around a cell"),
        ("Coburg Primary", "“Coburg Primary”", "typographic quotes around a cell"),
        ("Coburg Primary", "'Coburg Primary'", "single quotes around a cell"),
        ("Coburg Primary", "COBURG primary", "capitals"),
        ("Strasse", "Straße", "capitals of a letter that has none"),
        ("Café", "Cafe\u0301", "an accent as a character of its own"),
        ("Fitzroy", "ﬁtzroy", "a ligature"),
        ("Coburg 2", "Coburg ２", "a wide digit"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str, why: str) -> None:
    assert same_name(one, other), why


@pytest.mark.parametrize(
    ("one", "other"),
    [("St Mary's", "St Marys"), ("Merri-bek", "Merri bek"), ("Preston West", "Preston East"), ("Café", "Cafe")],
)
def test_names_that_look_different_are_different(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  St  Mary’s\u00a0PS ", "St Mary’s PS"),
        ("\u200bMerri–bek\x07", "Merri–bek"),
        ("“Coburg PS”", "Coburg PS"),
        ('The "Old" School', 'The "Old" School'),
        ('"Old" and "New"', '"Old" and "New"'),
        ("“Old” and “New”", "“Old” and “New”"),
        ("Girls'", "Girls'"),
        ("\u200b \ufeff", ""),
        ('""', '""'),
        ("Cafe\u0301", "Café"),
    ],
)
def test_what_is_kept_is_what_was_typed_without_what_is_not_seen(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@given(st.text())
def test_a_tidy_name_stays_as_it_is_and_has_the_same_key(text: str) -> None:
    tidy = tidy_name(text)
    assert tidy_name(tidy) == tidy
    assert name_key(tidy) == name_key(text)
    assert not any(unicodedata.category(character) == "Cc" for character in tidy)


@pytest.mark.parametrize(
    "typed", ["", " \u00a0\n", "\u200b", "\ufeff\u2060 \u200d", "\u3164", "\u2800", "\u202a\u202c"]
)
def test_what_nobody_sees_is_nothing_in_a_form(typed: str) -> None:
    assert Fields({"words": typed}).text("words") == ""


@pytest.mark.parametrize("typed", [".", "👩‍🏫", "\u200bPhonics", "नमस्ते"])
def test_what_somebody_sees_is_kept_as_it_was_typed(typed: str) -> None:
    assert Fields({"words": typed}).text("words") == typed


def test_nobodys_words_turn_round_what_stands_behind_them() -> None:
    typed, kept = "\u2067Read\u2069 \u202eto me", "Read to me"
    assert Fields({"words": typed}).text("words") == kept
    assert slack.typed_words(typed).text == slack.message_words(typed) == teams.message_words(typed) == kept


@pytest.mark.parametrize("chosen", ["9999-12-31", "0001-01-01", "2026-06-31", "soon"])
def test_a_day_that_nobody_can_mean_is_none(chosen: str) -> None:
    with pytest.raises(Invalid):
        Fields({"until": chosen}).date("until")


@pytest.mark.parametrize("chosen", ["some words", "2026-06-18", "²", "-1", "9" * 30, "1.5"])
def test_what_is_no_row_of_a_list_is_no_choice(chosen: str) -> None:
    with pytest.raises(Invalid) as refused:
        Fields({"school": chosen}).row("school")
    assert refused.value.field == "school"
    assert (Fields({"school": "12"}).row("school"), Fields({}).row("school")) == (12, None)

"""Text as spans: nothing typed comes alive, nothing is lost, and cutting never cuts a mark in two."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.mrkdwn import mrkdwn
from prompts.content_files import load
from prompts.elements import Button, Buttons, Context, Heading, Menu, Option, Section, SelectInput, Unshowable
from prompts.message import MOST_IN_MESSAGE, Message
from prompts.templates import filled, template
from prompts.text import Bold, Code, Command, Text, cut, joined, link, listing, mention, quote, text

TYPED = st.text(max_size=60)


@pytest.mark.parametrize(
    ("words", "values", "written"),
    [
        ("*{when}* it is", {"when": "Thu & Fri"}, "*Thu &amp; Fri* it is"),
        ("Type `/cop-meeting Thu 14 May` now", {}, "Type `/cop-meeting Thu 14 May` now"),
        ("see /cop-help, please", {}, "see /cop-help, please"),
        ("for example: `{example}`", {"example": "/cop-summary Merri-bek"}, "for example: `/cop-summary Merri-bek`"),
        ("run `cop-bot doctor`", {}, "run `cop-bot doctor`"),
        ("{who} asks", {"who": mention("U1")}, "<@U1> asks"),
        ("{who} asks", {"who": "<@U1>"}, "&lt;@U1&gt; asks"),
        ("a {{brace}} and 2 * 3", {}, "a {brace} and 2 * 3"),
        ("{number} schools", {"number": 3}, "3 schools"),
    ],
)
def test_a_sentence_is_written_in_slacks_marks(words: str, values: dict[str, object], written: str) -> None:
    assert mrkdwn(filled(template(words), values)) == written


def test_commands_are_spans_so_that_each_chat_names_them_its_own_way() -> None:
    spans = filled(template("Type `/cop-meeting Thu 14 May`, or `#/cop-setup` there; `help` works too"), {}).spans
    assert spans[1] == Command("/cop-meeting", "Thu 14 May")
    assert spans[3] == Command("/cop-setup", in_channel=True)
    assert spans[5] == Code("help")


def test_every_sentence_of_the_catalog_is_written_as_it_stands() -> None:
    for key, sentence in load().items():
        many = dict.fromkeys(_slots(sentence), 2)
        expected = re.sub(r"\{\w+:[^{}|]*\|([^{}]*)\}", r"\1", sentence).format(**many).replace("`#/", "`/")
        assert mrkdwn(filled(template(sentence), many)) == expected.replace("&", "&amp;"), key


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@given(TYPED)
def test_nothing_that_was_typed_comes_alive(typed: str) -> None:
    written = mrkdwn(joined(" ", [typed, Text((Bold(text(typed)),)), quote(typed)]))
    assert "<" not in written.replace("&lt;", "")
    assert text(typed).plain == typed


@given(TYPED, TYPED, st.integers(min_value=12, max_value=80))
def test_cutting_keeps_within_the_limit_and_cuts_no_mark_in_two(one: str, two: str, most: int) -> None:
    whole = joined("", [one, mention("U0123456"), two, link("https://a.example/?q=<&>", "label")])
    written = mrkdwn(whole, most)
    assert len(written) <= most
    assert written.count("<") == written.count(">")
    for entity in ("&", "&a", "&am", "&amp", "&l", "&lt", "&g", "&gt"):
        assert not written.removesuffix("…").endswith(entity)


def test_text_in_an_f_string_is_a_fault_that_shows_at_once() -> None:
    with pytest.raises(TypeError, match="f-string"):
        f"{mention('U1')}"


def test_neighbouring_words_are_one_span_so_that_equal_texts_are_equal() -> None:
    assert text("a") + "b" == text("ab")
    assert "a" + text("b") + "" == Text(("ab",))
    assert listing(["a", "b", "c"]) == text("a, b and c")
    assert not joined("", ["", ""])
    assert cut(text("abcdef"), 4, lambda t: len(t.plain)).plain == "abc…"


@pytest.mark.parametrize(
    "build",
    [
        lambda: Button("", "a"),
        lambda: Button("ok", "a" * 300),
        lambda: Button("ok", "a", "v" * 2001),
        lambda: Button("ok", "a", style="loud"),
        lambda: Buttons(),
        lambda: Buttons(*(Button("ok", f"a:{n}") for n in range(26))),
        lambda: Buttons(Button("ok", "a"), Button("no", "a")),
        lambda: Section(""),
        lambda: Context(),
        lambda: Menu("a", "choose", []),
        lambda: SelectInput("f", "label", []),
        lambda: Option("", "v"),
        lambda: Message("x", [Heading("h")] * (MOST_IN_MESSAGE + 1)),
    ],
)
def test_what_no_chat_could_show_cannot_be_built(build: object) -> None:
    with pytest.raises(Unshowable):
        build()  # type: ignore[operator]

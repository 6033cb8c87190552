"""Cards for Teams: what was typed stays words, buttons do what they do, forms keep what was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.teams.action_data import ActionData, Kind, Question, decode
from bot.teams.adaptive_cards import home_card, message_card, question_card, summary, view_card
from bot.teams.inputs import asked, filled_in, missing, values
from bot.teams.surroundings import Surroundings
from facts.people import Addressee
from handlers.interaction import Surface
from practice.teams.cards import problems_of
from practice.teams.cards.limits import pieces, weight
from prompts.addressing import people_of
from prompts.elements import (
    Button,
    Buttons,
    CheckboxesInput,
    Confirm,
    Context,
    DateInput,
    Divider,
    Heading,
    Menu,
    Option,
    PeopleInput,
    PersonInput,
    Section,
    TextInput,
)
from prompts.message import MOST_IN_MESSAGE, Home, Message, View
from prompts.text import Bold, Command, Text, everybody, joined, lines, link, mention, quote, text
from tests.prompts.golden import TEAMS

PEOPLE = {
    "one": Addressee("object-1", "Kim Lee"),
    "two": Addressee("object-2", "Kim Lee"),
    "odd": Addressee("object-3", "A*n <b>"),
}
AROUND = Surroundings(people=PEOPLE, delivery="d1", form="f1", opens={"a.open"}.__contains__)
CHANNEL = Surroundings(people=PEOPLE, notify=("one", "two", "odd"), in_channel=True)
MARKDOWN = MarkdownIt("js-default")


def card_of(*elements: Any, around: Surroundings = AROUND) -> dict[str, Any]:
    card = message_card(Message("words", elements), around)
    assert problems_of(card) == []
    return card


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in pieces(card) if str(one["type"]).startswith("Action.")]


def read(card: dict[str, Any]) -> str:
    """The card's words as a person reads them, a line a piece."""
    found = []
    for piece in pieces(card):
        if piece["type"] == "TextBlock":
            tokens = MARKDOWN.parseInline(piece["text"])[0].children or []
            found.append("".join(token.content for token in tokens))
        elif piece["type"] == "RichTextBlock":
            found.append("".join(run["text"] for run in piece["inlines"]))
    return "\n".join(found)


def alive(card: dict[str, Any]) -> set[str]:
    """What Markdown makes of the card's text beside plain words."""
    kinds: set[str] = set()
    for piece in pieces(card):
        if piece["type"] == "TextBlock":
            for token in MARKDOWN.parse(piece["text"]):
                kinds |= {token.type, *(inner.type for inner in token.children or [])}
    return kinds - {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


TYPED = st.lists(
    st.sampled_from(["*", "_", "**", "[", "](", "http://a.example", ")", "`", "~~", "<b>", "&lt;", "#", "> "])
    | st.sampled_from(
        ["- ", "1. ", "1) ", "+ ", "\\", "!", "|", "word", "Kim's", " ", "é", "<at>Kim Lee</at>", "@everyone", "\n"]
    ),
    max_size=12,
).map("".join)


@example("    ")  # four blanks begin a block of code
@given(TYPED)
def test_nothing_that_was_typed_comes_alive(typed: str) -> None:
    for around, words in ((AROUND, text(typed + "x")), (CHANNEL, joined(" ", [typed + "x", mention("one")]))):
        card = message_card(Message("words", [Section(words), Heading(typed + "x")]), around)
        assert alive(card) == set()
        squeezed = "".join((typed + "x").split())
        assert "".join(read(card).split()).count(squeezed) == 2
        assert len(card.get("msteams", {}).get("entities", ())) == (around is CHANNEL)


def test_no_moment_that_was_typed_is_written_in_each_readers_own_time() -> None:
    typed = "by {{DATE(2026-06-05T09:00:00Z, SHORT)}} {{TIME(2026-06-05T09:00:00Z)}} {{x}}"
    for words in (text(typed), Text((Bold(text(typed)),)), link("https://a.example", typed)):
        card = str(card_of(Section(words), Heading(words)))
        assert not re.search(r"\{\{(DATE|TIME)", card)
        assert card.count("{{x}}") == 2


def test_no_link_comes_alive_in_a_choice() -> None:
    typed = "[a](http://a.example) <http://a.example> <a@a.example> [b][c]"
    [field, *_] = view_card(form(CheckboxesInput("a", "Which?", [Option(typed[:74], "a")])), AROUND)["body"]
    title = field["choices"][0]["title"]
    assert alive({"type": "TextBlock", "text": title}) == set()
    assert title.replace("\u2060", "") == typed


def test_bold_words_beside_anything_are_bold() -> None:
    said = joined("", [mention("one"), Text((Bold(text("'s year is up.")),)), " (", Text((Bold(text("“now”")),)), ")"])
    [block] = card_of(Section(said), around=CHANNEL)["body"]
    assert block["text"] == "<at>Kim Lee</at>'**s year is up.** (**“now”**)"


def test_only_whom_a_message_is_to_notify_is_mentioned_and_two_of_one_name_are_two() -> None:
    said = joined(", ", [mention("one"), mention("two"), mention("one"), mention("odd"), mention("nobody")])
    card = card_of(Section(said), around=CHANNEL)
    tags = ["<at>Kim Lee</at>", "<at>Kim Lee (2)</at>", "<at>A n  b</at>"]
    assert card["body"][0]["text"] == f"{tags[0]}, {tags[1]}, {tags[0]}, {tags[2]}, somebody"
    mentioned = [(one["text"], one["mentioned"]["id"]) for one in card["msteams"]["entities"]]
    assert mentioned == list(zip(tags, ["object-1", "object-2", "object-3"], strict=True))

    quiet = card_of(Section(said))
    assert quiet == card_of(Section(said), around=CHANNEL.quietly())
    assert "msteams" not in quiet
    assert read(quiet) == "Kim Lee, Kim Lee, Kim Lee, A*n <b>, somebody"
    message = Message(said, [Section(quote(mention("two"))), Context(mention("one"))])
    assert people_of(message) == {"one", "two", "odd", "nobody"}


def test_everybody_is_each_by_name_where_their_names_are_known() -> None:
    said = joined("", [everybody(), " Are you coming?"])
    told = card_of(Section(said), around=Surroundings(people=PEOPLE, everybody=("one", "odd")))
    assert read(told) == "<at>Kim Lee</at>, <at>A n  b</at>: Are you coming?"
    assert len(told["msteams"]["entities"]) == 2
    assert read(card_of(Section(said))) == "Everybody: Are you coming?"


def test_commands_are_named_as_they_are_typed_there() -> None:
    said = Text((Command("/cop-meeting", "Thu 14 May"),))
    assert card_of(Section(said), around=CHANNEL)["body"][0]["text"] == "**@CoP Bot meeting Thu 14 May**"
    assert card_of(Section(said))["body"][0]["text"] == "**meeting Thu 14 May**"
    assert summary(Message(said), CHANNEL) == "@CoP Bot meeting Thu 14 May"


def test_lines_and_gaps_stay_lines_and_gaps_and_links_are_links() -> None:
    words = lines(["first", joined(" ", ["see", link("https://a.example/(x)", "[here]")])]) + "\n\nlast"
    one, two, three = card_of(Section(words))["body"]
    assert (one.get("spacing"), two["spacing"], three["spacing"]) == (None, "Small", "Medium")
    assert two["inlines"][1]["selectAction"] == {"type": "Action.OpenUrl", "url": "https://a.example/(x)"}
    [block] = card_of(Section(link("https://a.example/(x)", "here")))["body"]
    assert block["text"] == "[here](https://a.example/%28x%29)"
    title, below = card_of(Heading("Title"), Divider(), Section("below"), Divider())["body"]
    assert title["style"] == "heading"
    assert below["separator"] is True


def test_buttons_act_open_ask_or_lead_away() -> None:
    sure = Confirm("Sure?", "It is gone.", "Delete it")
    card = card_of(
        Buttons(
            Button("Do", "a.do", "v", style="primary"),
            Button("Open", "a.open:x", "v"),
            Button("Drop", "a.drop", "v", style="danger", confirm=sure),
            Button("Page", "a.page", url="https://a.example"),
        ),
        around=Surroundings(delivery="d1", opens=lambda action: action.startswith("a.open")),
    )
    do, open_, drop, page = actions(card)
    assert (do["type"], do["verb"], do["style"]) == ("Action.Execute", "a.do", "positive")
    assert decode(do["data"]) == ActionData(Kind.CLICK, "a.do", "v", "d1")
    assert (open_["type"], open_["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})
    assert decode(open_["data"]) == ActionData(Kind.OPEN, "a.open:x", "v", "d1")
    assert (drop["type"], drop["style"]) == ("Action.Submit", "destructive")
    carried = decode(drop["data"])
    assert carried == ActionData(Kind.ASK, "a.drop", "v", "d1", ask=Question("Sure?", "It is gone.", "Delete it"))
    assert (page["type"], page["url"]) == ("Action.OpenUrl", "https://a.example")

    asks = question_card(carried, AROUND)
    assert problems_of(asks) == []
    [yes] = asks["actions"]
    assert (yes["title"], decode(yes["data"])) == ("Delete it", ActionData(Kind.CLICK, "a.drop", "v", "d1"))


def test_a_row_holds_what_a_telephone_shows_and_a_menu_has_a_button() -> None:
    labels = ["Coming", "Maybe", "Can't come", "I'm not a principal here", "No"]
    menu = Menu("a.pick", "Choose a school", [Option("Coburg", "7")])
    card = card_of(Buttons(*(Button(label, f"a.{n}") for n, label in enumerate(labels)), menu))
    rows = [[one["title"] for one in piece["actions"]] for piece in card["body"] if piece["type"] == "ActionSet"]
    assert rows == [labels[:3], labels[3:], ["OK"]]
    [chosen] = [piece for piece in card["body"] if piece["type"] == "Input.ChoiceSet"]
    ok = decode(actions(card)[-1]["data"])
    assert ok == ActionData(Kind.CLICK, "a.pick", delivery="d1", form="f1", menu=chosen["id"])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "nothing"),
        ({"msteams": {}}, "another app's"),
        ({"cop": {"kind": "sudo"}}, "no kind of ours"),
        ({"cop": {"kind": "click", "action": 7}}, "no words"),
        ({"cop": {"kind": "click", "value": "x" * 4001}}, "too long"),
        ({"cop": {"kind": "click", "value": "\0"}}, "what no database keeps"),
        ({"cop": {"kind": "ask", "ask": {"title": "?"}}}, "half a question"),
        ({"cop": {"kind": "click", "surface": "moon"}}, "from nowhere"),
    ],
)
def test_what_is_not_ours_is_nothing(data: object, why: str) -> None:
    assert decode(data) is None, why


def test_what_an_action_carries_comes_back() -> None:
    for kind in Kind:
        carried = ActionData(kind, "a", "v", "d", "f", Surface.HOME, "menu:a", Question("t", "w", "y"))
        assert decode({**carried.encode(), "field": "typed"}) == carried


def form(*elements: Any, submit: str = "Save") -> View:
    return View("a.form", "Form", elements, submit=submit)


FIELDS = (
    TextInput("what", "What?"),
    PersonInput("who", "Who?", initial="one"),
    PeopleInput("others", "Others?", optional=True),
    CheckboxesInput("ticked", "Which?", [Option("One", '{"a":1,"b":2}', "the first"), Option("Two", "50%")]),
    DateInput("day", "When?", hint="Such as Friday"),
)


def test_a_form_gives_back_what_was_filled_in() -> None:
    view = form(*FIELDS)
    card = view_card(view, AROUND)
    assert problems_of(card) == []
    inputs = {piece["id"]: piece for piece in pieces(card) if str(piece["type"]).startswith("Input.")}
    assert inputs["who"]["value"] == "object-1"
    assert inputs["who"]["choices"] == [{"title": "Kim Lee", "value": "object-1"}]
    assert inputs["others"]["label"] == "Others? (optional)"
    assert [one for one, piece in inputs.items() if piece.get("isRequired")] == ["what", "who", "day"]
    assert decode(card["actions"][0]["data"]) == ActionData(Kind.SUBMIT, "a.form", form="f1")

    ticked = ",".join(choice["value"] for choice in inputs["ticked"]["choices"])
    data = {"what": "bread, milk", "who": "object-2", "others": "object-1,object-3", "ticked": ticked, "day": ""}
    found = values(asked(view), data, {one.chat_id: ours for ours, one in PEOPLE.items()}.__getitem__)
    assert found == {
        "what": "bread, milk",
        "who": "two",
        "others": ("one", "odd"),
        "ticked": ('{"a":1,"b":2}', "50%"),
        "day": "",
    }
    assert list(missing(asked(view), {**data, "what": "  "})) == ["what", "day"]


def test_with_a_second_button_teams_holds_back_nothing_and_the_bot_says_what_is_missing() -> None:
    card = view_card(form(*FIELDS, Buttons(Button("Save for later", "a.later"))), AROUND)
    assert not any(piece.get("isRequired") for piece in pieces(card))
    assert decode(actions(card)[0]["data"]) == ActionData(
        Kind.CLICK, "a.later", delivery="d1", form="f1", surface=Surface.FORM
    )


def test_a_field_error_stands_in_red_below_its_field_and_what_was_typed_stays() -> None:
    card = view_card(form(*FIELDS), AROUND)
    data = {"what": "bread", "others": "object-3,object-9", "day": "2026-02-30"}
    once = filled_in(card, data, {"day": "No *such* day."}, AROUND)
    twice = filled_in(once, {"what": "more bread"}, {"what": "Too much."}, AROUND)
    [others] = [piece for piece in once["body"] if piece.get("id") == "others"]
    assert [one["title"] for one in others["choices"]] == ["A*n <b>", "somebody"]
    for shown, field, typed, error in (
        (once, "day", "2026-02-30", "No *such* day."),
        (twice, "what", "more bread", "Too much."),
    ):
        assert problems_of(shown) == []
        ids = [piece.get("id") for piece in shown["body"]]
        assert ids[ids.index(field) + 1] == f"error:{field}"
        assert [one for one in ids if str(one).startswith("error:")] == [f"error:{field}"]
        assert shown["body"][ids.index(field)]["value"] == typed
        assert error in read(shown)
        assert "Attention" in str(shown["body"][ids.index(field) + 1])


def test_the_largest_message_and_home_stay_below_what_teams_takes_and_says_how_many_more() -> None:
    value = '{"network":1}' * 100
    schools: Sequence[Any] = [
        Section(f"{n} " + "Ä" * 240, Button("Open", "a.open", value)) for n in range(MOST_IN_MESSAGE - 1)
    ]
    parts = [[Divider(), school, Buttons(Button("Do", "a.do", value))] for school in schools[:33]]
    home = Home(
        [Heading("Home"), *(one for part in parts for one in part), Divider(), Buttons(Button("Last", "a.last"))]
    )
    message = Message("words", [*schools, Buttons(Button("Last", "a.last"))])
    for card, note in ((message_card(message, AROUND), "… and"), (home_card(home, AROUND), "And more.")):
        assert problems_of(card) == []
        assert 60_000 < weight(card) <= 80_000
        assert note in read(card)
        assert actions(card)[-1]["title"] == "Last"


@pytest.mark.parametrize(
    ("piece", "problem"),
    [
        ({"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "a" * 31}] * 2}, "too wide"),
        ({"type": "Image", "url": "https://a.example/p.png"}, "without words"),
        ({"type": "Input.Text", "id": "a"}, "without a label"),
        ({"type": "Input.Text", "id": "a", "label": "a", "isRequired": True}, "says nothing where it is empty"),
        ({"type": "TextBlock", "text": "a" * 50_000}, "bytes"),
    ],
)
def test_the_judge_of_cards_names_what_is_wrong(piece: dict[str, Any], problem: str) -> None:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [piece]}
    assert any(problem in found for found in problems_of(card)), problems_of(card)


def test_microsofts_own_library_knows_all_that_stands_in_any_card() -> None:
    from microsoft_teams import cards  # takes a while

    def model(kind: str) -> Any:
        for prefix, suffix in (("Input.", "Input"), ("Action.", "Action"), ("Data.Query", "QueryData")):
            if kind.startswith(prefix):
                return getattr(cards, kind.removeprefix(prefix) + suffix)
        return getattr(cards, kind)

    golden = [json.loads(path.read_text(encoding="utf-8")) for path in TEAMS.rglob("*.json")]
    assert len(golden) > 250
    for piece in (piece for card in golden for piece in pieces(card)):
        found = model(piece["type"]).model_validate(piece)
        assert set(found.model_extra or ()) <= {"$schema"}, piece
    with pytest.raises(ValueError, match="Huge"):
        model("TextBlock").model_validate({"type": "TextBlock", "text": "a", "size": "Huge"})

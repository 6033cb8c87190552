"""Golden files: each message as a person would read it, kept beside the tests and checked by eye.

Beside each stands what Slack is sent for it (tests/bot/slack/golden), held against Slack's limits, and the card for
Teams (tests/bot/teams/golden), held against the schema of cards.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from bot.slack.block_kit import home_payload, message_blocks, message_text, view_payload
from bot.teams.adaptive_cards import home_card, message_card, view_card
from bot.teams.surroundings import Surroundings
from facts.people import Addressee
from handlers import register
from handlers.router import Router
from practice.slack.validator import validate_message, validate_view
from practice.teams.cards import problems_of
from prompts.addressing import people_of
from prompts.elements import (
    Buttons,
    CheckboxesInput,
    Context,
    Control,
    Divider,
    Element,
    Heading,
    Input,
    Menu,
    Option,
    OptionGroup,
    PicturePlace,
    RadioInput,
    Section,
    SelectInput,
)
from prompts.message import Home, Message, View
from prompts.text import (
    Bold,
    Channel,
    Code,
    Command,
    Everybody,
    Invite,
    Italic,
    Link,
    Mention,
    Quote,
    Span,
    Words,
    plain,
    text,
)
from services import Services

GOLDEN = Path(__file__).parent / "golden"
SLACK = Path(__file__).parent.parent / "bot" / "slack" / "golden"
TEAMS = Path(__file__).parent.parent / "bot" / "teams" / "golden"
SURNAMES = ("Nguyen", "Papadopoulos", "O'Brien", "Karimi", "van der Berg", "Li")


def check_golden(name: str, said: Message | View | Home) -> None:
    """Compare with golden/<name>.txt (name as "meetings/card"), and what each chat is sent with what it was sent.

    UPDATE_GOLDEN=1 in the environment rewrites the files instead: read them before committing.
    """
    check_limits(said)
    kept = (
        (GOLDEN / f"{name}.txt", readable(said)),
        (SLACK / f"{name}.json", _json(slack_payload(said))),
        (TEAMS / f"{name}.json", _json(teams_card(said))),
    )
    for path, found in kept:
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, encoding="utf-8")
        assert path.exists(), f"{path} is missing: run with UPDATE_GOLDEN=1, and read what it wrote"
        assert found == path.read_text(encoding="utf-8")


@cache
def _router() -> Router:
    """Knows what opens a form; nothing is heard."""
    return register(cast(Services, None))


def _json(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def slack_payload(said: Message | View | Home) -> dict[str, Any]:
    """What Slack is sent."""
    if isinstance(said, Message):
        return {"text": message_text(said), "blocks": message_blocks(said)}
    return view_payload(said) if isinstance(said, View) else home_payload(said)


def teams_card(said: Message | View | Home) -> dict[str, Any]:
    """The card for Teams, as in a channel whose people it may all mention."""
    people = {person: Addressee(f"object-{person}", name_of(person)) for person in people_of(said)}
    around = Surroundings(
        people=people,
        notify=people.keys() if isinstance(said, Message) else (),
        picture_url="https://bot.example/pictures/{}".format,
        opens=_router().opens,
        in_channel=isinstance(said, Message),
    )
    if isinstance(said, Message):
        return message_card(said, around)
    return view_card(said, around) if isinstance(said, View) else home_card(said, around)


def name_of(person: str) -> str:
    """A name for one of the people in the goldens."""
    return f"{person.removeprefix('U').title()} {SURNAMES[crc32(person.encode()) % len(SURNAMES)]}"


def check_limits(said: Message | View | Home) -> None:
    """Hold what each chat is sent against its limits."""
    found = problems_of(teams_card(said))
    assert not found, found
    payload = slack_payload(said)
    if isinstance(said, Message):
        blocks = [
            {**b, "image_url": "https://files.example/p.png"} if b["type"] == "image" else b for b in payload["blocks"]
        ]
        problems = validate_message({**payload, "blocks": blocks})
    else:
        problems = validate_view(payload)
    assert not problems, problems


def readable(said: Message | View | Home) -> str:
    """The message, form or Home as plain lines."""
    lines: list[str] = []
    if isinstance(said, View):
        lines += [f"# {said.title}", ""]
    if isinstance(said, Message):
        lines += [f"Notification: {words(said.text)}", ""]
    for element in said.elements:
        lines += [*_element(element), ""]
    if isinstance(said, View):
        buttons = [said.submit] if said.submit else []
        lines.append("   ".join(f"[ {label} ]" for label in [*buttons, said.close]))
    return "\n".join(lines).rstrip() + "\n"


def words(said: Words) -> str:
    """Text with its spans in a form to read: *bold*, @person, #channel, [label](url), > quoted."""
    return "".join(_span(span) for span in text(said).spans)


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(inner):
            return f"*{words(inner)}*"
        case Italic(inner):
            return f"_{words(inner)}_"
        case Code(typed):
            return f"`{typed}`"
        case Command():
            return f"`{span.typed}`" if span.quoted else span.typed
        case Link(url, label):
            return f"[{label}]({url})"
        case Mention(user_id):
            return f"@{user_id}"
        case Everybody():
            return "@channel"
        case Channel(channel_id):
            return f"#{channel_id}"
        case Invite():
            return "(how to bring me in)"
        case Quote(inner):
            return "\n".join(f"> {line}" for line in words(inner).splitlines())


def _element(element: Element) -> list[str]:
    match element:
        case Heading():
            return [f"## {element.words}"]
        case Section():
            lines = words(element.words).split("\n") if element.words else []
            lines += [f"  - {words(field)}" for field in element.fields]
            return [*lines, f"    {_control(element.beside)}"] if element.beside else lines
        case Context():
            return [f"({words(part)})" for part in element.words]
        case Divider():
            return ["---"]
        case Buttons():
            return ["   ".join(_control(control) for control in element.controls)]
        case PicturePlace():
            return [f"<picture: {element.alt}>"]
        case _:
            return _input(element)


def _control(control: Control) -> str:
    if isinstance(control, Menu):
        return "menu:\n      " + "\n      ".join(_option(option, ()) for option in _flat(control.options))
    mark = {"primary": "* ", "danger": "! "}.get(control.style, "")
    return f"[ {mark}{control.words} ]"


def _input(field: Input) -> list[str]:
    note = " (optional)" if field.optional else ""
    hint = [f"    ({words(field.hint)})"] if field.hint else []
    kind = type(field).__name__.removesuffix("Input").lower()
    if isinstance(field, SelectInput | RadioInput | CheckboxesInput):
        chosen = {*getattr(field, "initials", ()), getattr(field, "initial", None)}
        shown = f"{kind}:\n      " + "\n      ".join(_option(option, chosen) for option in _flat(field.options))
    else:
        initial = getattr(field, "initial", None) or ", ".join(getattr(field, "initials", ()))
        placeholder = plain(getattr(field, "placeholder", ""))
        shown = f"{kind}: {initial or (f'e.g. {placeholder}' if placeholder else '____')}"
    return [f"{field.label}{note}", f"    {shown}", *hint]


def _flat(options: Any) -> list[Option]:
    return [o for choice in options for o in (choice.options if isinstance(choice, OptionGroup) else (choice,))]


def _option(option: Option, chosen: Any) -> str:
    description = f" – {option.description}" if option.description else ""
    return f"{'(x)' if option.value in chosen else '( )'} {option.words}{description}"

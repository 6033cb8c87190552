"""The fields of a form as a card's inputs, and what comes back of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from bot.teams.action_data import KEY, TEAMS_KEY
from bot.teams.markdown import Voice, inert
from bot.teams.surroundings import UNKNOWN, Surroundings
from facts.people import Addressee
from prompts.catalog import say
from prompts.elements import (
    ChannelInput,
    CheckboxesInput,
    Choices,
    DateInput,
    Input,
    Option,
    OptionGroup,
    PeopleInput,
    PersonInput,
    RadioInput,
    SelectInput,
    TextInput,
    TimeInput,
    Unshowable,
)
from prompts.message import View
from prompts.text import Words, plain

Piece = dict[str, Any]
FIELDS = (
    TextInput,
    SelectInput,
    RadioInput,
    CheckboxesInput,
    PersonInput,
    PeopleInput,
    ChannelInput,
    DateInput,
    TimeInput,
)
PEOPLE_QUERY = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
SHORT_LIST = 12
"""Options that one looks through; in a longer list Teams lets people type what they look for."""
ERROR = "error:"
"""How the ids of the red lines begin."""


class Brings(StrEnum):
    """What a field's value is made of."""

    ONE = "one"
    SEVERAL = "several"
    PERSON = "person"
    PEOPLE = "people"


@dataclass(frozen=True)
class Asked:
    """A field that a form asked for; it is kept with the form, since Teams tells values alone."""

    name: str
    brings: Brings
    required: bool


def asked(view: View) -> tuple[Asked, ...]:
    """The form's fields in order."""
    return tuple(_asked(element) for element in view.elements if isinstance(element, FIELDS))


def values(
    fields: Sequence[Asked], data: Mapping[str, Any], person: Callable[[str], str]
) -> dict[str, str | tuple[str, ...]]:
    """What was filled in, as handlers read it. person: our own id of the person with that object id."""
    return {field.name: _value(field, _typed(data.get(field.name)), person) for field in fields}


def missing(fields: Sequence[Asked], data: Mapping[str, Any]) -> dict[str, Words]:
    """The fields that have to be filled in and are not, each with what to say there."""
    return {
        one.name: say("forms.required") for one in fields if one.required and not _typed(data.get(one.name)).strip()
    }


def filled_in(card: Piece, data: Mapping[str, Any], errors: Mapping[str, Words], around: Surroundings) -> Piece:
    """The form's card as it was sent, with what was typed, and a red line below each field that has an error."""
    again, voice = deepcopy(card), Voice(around)
    again["body"] = [piece for one in again["body"] if not _is_error(one) for piece in _again(one, data, errors, voice)]
    return again


def _again(piece: Piece, data: Mapping[str, Any], errors: Mapping[str, Words], voice: Voice) -> list[Piece]:
    name = str(piece.get("id", ""))
    if not str(piece.get("type")).startswith("Input."):
        return [piece]
    if name in data:
        piece["value"] = _typed(data[name])
        if "choices.data" in piece:
            piece["choices"] = _with_chosen(piece["choices"], piece["value"], voice.around)
    if name not in errors:
        return [piece]
    sentence = " ".join(voice.plain(errors[name]).split())
    said = voice.blocks(sentence, color="Attention", size="Small", weight="Bolder")
    said[0].update(id=f"{ERROR}{name}", spacing="Small")
    return [piece, *said]


def _with_chosen(offered: list[Piece], chosen: str, around: Surroundings) -> list[Piece]:
    """Whoever was looked for and chosen is offered by name, as Teams shows no others."""
    names = {one.chat_id: one.name for one in around.people.values()}
    known = {choice["value"] for choice in offered}
    new = [one for one in dict.fromkeys(chosen.split(",")) if one and one not in known]
    return [*offered, *({"title": inert(names.get(one) or UNKNOWN), "value": one} for one in new)]


def _is_error(piece: Piece) -> bool:
    return str(piece.get("id", "")).startswith(ERROR)


def field(asks: Input, voice: Voice, *, enforced: bool) -> list[Piece]:
    """One field with its hint. enforced: Teams itself refuses to send the form while a needed field is empty."""
    if asks.id in (KEY, TEAMS_KEY):
        raise Unshowable(f"a field may not be called {asks.id}")
    label = voice.plain(asks.label)
    found: Piece = {"id": asks.id, **_kind(asks, voice)}
    found["label"] = say("forms.optional", label=label).plain if asks.optional else label
    if enforced and not asks.optional:
        found["isRequired"] = True
        found["errorMessage"] = say("forms.required").plain
    hint = voice.blocks(asks.hint, isSubtle=True, size="Small") if asks.hint else []
    if hint:
        hint[0]["spacing"] = "Small"
    return [found, *hint]


def _kind(asks: Input, voice: Voice) -> Piece:
    match asks:
        case TextInput():
            return _text(asks, voice)
        case SelectInput():
            return _select(asks, voice)
        case RadioInput():
            return _choice_set(asks.options, asks.initial, style="expanded", wrap=True)
        case CheckboxesInput():
            found = _several(asks.options, asks.initials)
            return {**found, "style": "expanded", "wrap": True}
        case PersonInput():
            return _people([asks.initial] if asks.initial else [], voice)
        case PeopleInput():
            return {**_people(asks.initials, voice), "isMultiSelect": True}
        case ChannelInput():
            around = voice.around
            offered = [{"title": inert(around.channel_name(one)), "value": one} for one in around.choices]
            first = {"value": around.choices[0]} if len(around.choices) == 1 else {}
            return {"type": "Input.ChoiceSet", "style": "compact", "choices": offered, **first}
        case DateInput():
            return {"type": "Input.Date", **({"value": asks.initial.isoformat()} if asks.initial else {})}
        case TimeInput():
            return {"type": "Input.Time", **({"value": asks.initial} if asks.initial else {})}


def _text(asks: TextInput, voice: Voice) -> Piece:
    found: Piece = {"type": "Input.Text", "maxLength": asks.most}
    if asks.multiline:
        found["isMultiline"] = True
    if asks.placeholder:
        found["placeholder"] = voice.plain(asks.placeholder)
    if asks.initial:
        found["value"] = plain(asks.initial)
    return found


def _select(asks: SelectInput, voice: Voice) -> Piece:
    if asks.multiple:
        found = {**_several(asks.options, asks.initials), "style": "compact", "wrap": True}
    else:
        found = _choice_set(asks.options, asks.initial, style=list_style(asks.options))
    found["placeholder"] = voice.plain(asks.placeholder) or say("forms.choose_one").plain
    return found


def list_style(options: Choices) -> str:
    """A long list lets people type what they look for."""
    return "filtered" if len(flat(options)) > SHORT_LIST else "compact"


def _choice_set(options: Choices, initial: str | None, **more: Any) -> Piece:
    found: Piece = {"type": "Input.ChoiceSet", "choices": choices(options), **more}
    if initial and initial in [option.value for option in flat(options)]:
        found["value"] = initial
    return found


def _several(options: Choices, initials: Sequence[str]) -> Piece:
    """Teams sends several values with commas between them, so those in the values are written otherwise."""
    offered = [{**choice, "value": quote(choice["value"], safe="")} for choice in choices(options)]
    found: Piece = {"type": "Input.ChoiceSet", "isMultiSelect": True, "choices": offered}
    chosen = [quote(option.value, safe="") for option in flat(options) if option.value in set(initials)]
    return {**found, "value": ",".join(chosen)} if chosen else found


def _people(initials: Sequence[str], voice: Voice) -> Piece:
    """Anybody of the organisation, looked for by name; whoever is chosen already is named."""
    known: list[Addressee] = [voice.around.people[one] for one in initials if one in voice.around.people]
    found: Piece = {
        "type": "Input.ChoiceSet",
        "choices": [{"title": inert(one.name or UNKNOWN), "value": one.chat_id} for one in known],
        "choices.data": PEOPLE_QUERY,
    }
    return {**found, "value": ",".join(one.chat_id for one in known)} if known else found


def choices(options: Choices) -> list[dict[str, str]]:
    """The options with what describes them; groups are no more than an order."""
    return [{"title": _title(option), "value": option.value} for option in flat(options)]


def _title(option: Option) -> str:
    return inert(f"{option.words}: {option.description}" if option.description else plain(option.words))


def flat(options: Choices) -> list[Option]:
    return [one for choice in options for one in (choice.options if isinstance(choice, OptionGroup) else (choice,))]


def _asked(element: Input) -> Asked:
    match element:
        case PersonInput():
            brings = Brings.PERSON
        case PeopleInput():
            brings = Brings.PEOPLE
        case CheckboxesInput():
            brings = Brings.SEVERAL
        case SelectInput(multiple=True):
            brings = Brings.SEVERAL
        case _:
            brings = Brings.ONE
    return Asked(element.id, brings, not element.optional)


def _value(field: Asked, typed: str, person: Callable[[str], str]) -> str | tuple[str, ...]:
    several = [one for one in typed.split(",") if one]
    match field.brings:
        case Brings.SEVERAL:
            return tuple(unquote(one) for one in several)
        case Brings.PEOPLE:
            return tuple(person(one) for one in several)
        case Brings.PERSON:
            return person(typed) if typed else ""
        case Brings.ONE:
            return typed


def _typed(found: object) -> str:
    return found if isinstance(found, str) else ""

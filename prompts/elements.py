"""What messages, forms and Home are made of: frozen pieces that every chat can show, in no chat's own form.

Texts are cut to what the narrowest chat takes. A piece that no chat could show (a list without options, twenty-six
buttons in a row) cannot be built: it raises Unshowable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

from prompts.catalog import say
from prompts.text import Text, Words, joined, plain, shorten, text

MOST_OPTIONS, MOST_MARKS, MOST_BUTTONS, MOST_FIELDS, MOST_CONTEXT = 100, 10, 25, 10, 10
"""Options of a list; of radio buttons or checkboxes; buttons in a row; fields of a section; pieces of small print."""
MOST_VALUE, MOST_ID = 2000, 255
"""Characters that a button's value and an id hold."""


class Unshowable(ValueError):
    """A piece that no chat could show: a fault in the code, never in what a person typed."""


def _check(fits: bool, what: str) -> None:
    if not fits:
        raise Unshowable(what)


def _label(words: Words, most: int = 75) -> str:
    return shorten(plain(words), most)


def _hint(words: Words, most: int = 2000) -> Words:
    """A hint keeps its spans, since it may say what to type."""
    return words if len(plain(words)) <= most else _label(words, most)


class _Cut(Struct, frozen=True):
    """Puts changed values into a frozen piece while it is being made."""

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            force_setattr(self, name, value)


class Heading(_Cut, frozen=True):
    words: Words

    def __post_init__(self) -> None:
        self._set(words=_label(self.words, 150))


class Confirm(_Cut, frozen=True):
    """A question that a tap asks first."""

    title: Words
    words: Words
    yes: Words
    no: Words = "Not now"

    def __post_init__(self) -> None:
        self._set(title=_label(self.title, 100), words=_label(self.words, 300))
        self._set(yes=_label(self.yes, 30), no=_label(self.no, 30))


class Button(_Cut, frozen=True):
    """style: primary, danger or none. `action` may carry ":suffix" to be unique in its row. url: a link button."""

    words: Words
    action: str
    value: str = ""
    style: str = ""
    confirm: Confirm | None = None
    url: str = ""

    def __post_init__(self) -> None:
        self._set(words=_label(self.words), action=str(self.action))
        _check(bool(self.words), "a button without words")
        _check(len(self.action) <= MOST_ID and len(self.value) <= MOST_VALUE, f"{self.action} carries too much")
        _check(self.style in ("", "primary", "danger"), f"no button has the style {self.style}")


class Option(_Cut, frozen=True):
    words: Words
    value: str
    description: Words = ""

    def __post_init__(self) -> None:
        self._set(words=_label(self.words), description=_label(self.description), value=str(self.value))
        _check(bool(self.words) and bool(self.value), "an option without words or value")


class OptionGroup(_Cut, frozen=True):
    words: Words
    options: Sequence[Option]

    def __post_init__(self) -> None:
        self._set(words=_label(self.words), options=tuple(self.options))


Choices: TypeAlias = Sequence[Option] | Sequence[OptionGroup]


def _with_left_out(words: Words, options: Choices, between: str = " ") -> Words:
    """The words, and where there are more options than fit, how many."""
    number = len(options) - MOST_OPTIONS
    if number <= 0:
        return words
    return joined(between, [part for part in (words, say("lists.more_options", number=number)) if part])


class Menu(_Cut, frozen=True):
    """A list to choose from that acts at once, outside a form's fields."""

    action: str
    placeholder: Words
    options: Choices

    def __post_init__(self) -> None:
        placeholder = _with_left_out(self.placeholder, self.options, " · ")
        self._set(action=str(self.action), placeholder=_label(placeholder, 150))
        self._set(options=tuple(self.options[:MOST_OPTIONS]))
        _check(bool(self.options), f"the menu {self.action} without options")


Control: TypeAlias = Button | Menu


class Section(_Cut, frozen=True):
    """A paragraph, with a button or menu beside it where there is one; fields stand in two columns."""

    words: Words = ""
    beside: Control | None = None
    fields: Sequence[Words] = ()
    id: str = ""

    def __post_init__(self) -> None:
        self._set(words=text(self.words), fields=tuple(text(field) for field in self.fields[:MOST_FIELDS]))
        _check(bool(self.words) or bool(self.fields), "a section without words")

    @property
    def text(self) -> Text:
        return text(self.words)


@dataclass(frozen=True, init=False)  # no Struct, which would take its pieces as one
class Context:
    """Small grey print, at most ten pieces."""

    words: tuple[Text, ...]

    def __init__(self, *words: Words) -> None:
        object.__setattr__(self, "words", tuple(text(part) for part in words[:MOST_CONTEXT]))
        _check(bool(self.words), "small print without words")


class Divider(Struct, frozen=True):
    """A line between what stands above and below."""


@dataclass(frozen=True, init=False)  # no Struct, which would take its controls as one
class Buttons:
    """Buttons and menus in a row."""

    controls: tuple[Control, ...]
    id: str

    def __init__(self, *controls: Control, id: str = "") -> None:
        object.__setattr__(self, "controls", controls)
        object.__setattr__(self, "id", id)
        actions = [control.action for control in controls]
        _check(0 < len(actions) <= MOST_BUTTONS, f"{len(actions)} buttons in a row")
        _check(len(set(actions)) == len(actions), f"two of {actions} are the same")


class PicturePlace(_Cut, frozen=True):
    """Where the Picture with the same id is shown; alt says in words what it shows."""

    id: str
    alt: Words
    title: Words = ""

    def __post_init__(self) -> None:
        self._set(alt=_label(self.alt, 2000), title=_label(self.title, 2000))
        _check(bool(self.alt), "a picture that nobody could hear read out")


class _Input(_Cut, frozen=True):
    """A field of a form; `id` names its value in what the form sends."""

    id: str
    label: Words

    def _settle(self, hint: Words, placeholder: Words = "") -> None:
        self._set(id=str(self.id), label=_label(self.label, 2000), hint=_hint(hint))
        if placeholder:
            self._set(placeholder=_label(placeholder, 150))
        _check(bool(self.label), f"the field {self.id} without a label")


MOST_LEFT_OUT = 300
"""Characters of what a field has no room for, which its hint shows."""


def _with_too_long(hint: Words, initial: str, most: int) -> Words:
    """The hint, and where a field begins with more words than it holds, what of them is left out."""
    if len(initial) <= most:
        return hint
    left_out = shorten(" ".join(initial[most:].split()), MOST_LEFT_OUT)
    return joined(" ", [part for part in (hint, say("forms.too_long", most=most, words=left_out)) if part])


class TextInput(_Input, frozen=True):
    """A field to type in; most: characters. What of `initial` it has no room for, its hint says."""

    initial: Words = ""
    placeholder: Words = ""
    multiline: bool = False
    optional: bool = False
    hint: Words = ""
    most: int = 3000

    def __post_init__(self) -> None:
        initial = plain(self.initial)
        self._settle(_with_too_long(self.hint, initial, self.most), self.placeholder)
        self._set(initial=initial[: self.most])
        _check(0 < self.most <= 3000, f"the field {self.id} takes {self.most} characters")


class SelectInput(_Input, frozen=True):
    """A list to choose one from, or several where `multiple`; at most a hundred options are shown."""

    options: Choices
    initial: str | None = None
    placeholder: Words = ""
    optional: bool = False
    hint: Words = ""
    multiple: bool = False
    initials: Sequence[str] = ()

    def __post_init__(self) -> None:
        self._settle(_with_left_out(self.hint, self.options), self.placeholder)
        self._set(options=tuple(self.options[:MOST_OPTIONS]), initials=tuple(self.initials))
        _check(bool(self.options), f"the field {self.id} without options")


class RadioInput(_Input, frozen=True):
    """Radio buttons, at most ten. at_once: where the chat can, choosing is told by an action of the field's name."""

    options: Sequence[Option]
    initial: str | None = None
    optional: bool = False
    hint: Words = ""
    at_once: bool = False

    def __post_init__(self) -> None:
        self._settle(self.hint)
        self._set(options=tuple(self.options[:MOST_MARKS]))
        _check(bool(self.options), f"the field {self.id} without options")


class CheckboxesInput(_Input, frozen=True):
    """Checkboxes, at most ten."""

    options: Sequence[Option]
    initials: Sequence[str] = ()
    optional: bool = True
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)
        self._set(options=tuple(self.options[:MOST_MARKS]), initials=tuple(self.initials))
        _check(bool(self.options), f"the field {self.id} without options")


class PersonInput(_Input, frozen=True):
    """One person of the workspace."""

    initial: str | None = None
    optional: bool = False
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)


class PeopleInput(_Input, frozen=True):
    """Several people of the workspace."""

    initials: Sequence[str] = ()
    optional: bool = False
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)
        self._set(initials=tuple(self.initials))


class ChannelInput(_Input, frozen=True):
    """One channel of the workspace, public or private, that the person is in or can see."""

    optional: bool = False
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)


class DateInput(_Input, frozen=True):
    initial: date | None = None
    optional: bool = False
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)


class TimeInput(_Input, frozen=True):
    """A time of day; `initial` as "14:00"."""

    initial: str = ""
    optional: bool = False
    hint: Words = ""

    def __post_init__(self) -> None:
        self._settle(self.hint)


Input: TypeAlias = (
    TextInput
    | SelectInput
    | RadioInput
    | CheckboxesInput
    | PersonInput
    | PeopleInput
    | ChannelInput
    | DateInput
    | TimeInput
)
Element: TypeAlias = Heading | Section | Context | Divider | Buttons | PicturePlace | Input

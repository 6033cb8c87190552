"""What a person types and chooses, as Teams' client sends it: strings alone."""

import re
from datetime import date, time
from typing import Any

from practice.teams.cards.walking import Element
from practice.teams.world import World

PEOPLE = "graph.microsoft.com/users"


class NoSuchChoiceError(LookupError):
    """The person tried to choose what is not offered."""


def is_people_picker(element: Element) -> bool:
    """Whether an input looks people up in the tenant."""
    return str((element.get("choices.data") or {}).get("dataset", "")).startswith(PEOPLE)


def initial(element: Element) -> str:
    """What stands in an input before anybody touches it."""
    if element["type"] == "Input.Toggle":
        return str(element.get("value", element.get("valueOff", "false")))
    value = element.get("value")
    return "" if value is None else str(value)


def given(world: World, element: Element, value: Any, offered: list[dict[str, str]] | None = None) -> str:
    """Give what is sent when a person puts `value` into an input; None empties it.

    A choice is named by its value or its title, several as a list; a person by any of their ids or their name; dates
    and times as such or in ISO form. offered: the choices of a look-up.
    """
    kind = element["type"]
    if value is None:
        return initial({**element, "value": None}) if kind == "Input.Toggle" else ""
    if kind == "Input.Toggle":
        on = value if isinstance(value, bool) else value == element.get("valueOn", "true")
        return str(element.get("valueOn", "true") if on else element.get("valueOff", "false"))
    if kind == "Input.ChoiceSet":
        several = list(value) if isinstance(value, list | tuple | set) else [value]
        if len(several) > 1 and not element.get("isMultiSelect"):
            raise NoSuchChoiceError(f"{element['id']} takes one choice, not {several}")
        return ",".join(_choice(world, element, one, offered) for one in several)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _choice(world: World, element: Element, wanted: Any, offered: list[dict[str, str]] | None) -> str:
    for choice in [*(element.get("choices") or ()), *(offered or ())]:
        if wanted in (choice["value"], choice["title"]):
            return str(choice["value"])
    if is_people_picker(element):
        for user in world.users.values():
            if not user.closed and str(wanted) in (user.id, user.chat_id, user.upn, user.name):
                return user.id
        try:
            return world.user(str(wanted)).id
        except KeyError:
            pass
    raise NoSuchChoiceError(f"{element['id']} offers no choice {wanted!r}")


def problem(element: Element, value: str) -> str | None:
    """Say what the client shows beside an input that it will not send; None where all is well."""
    wrong = _is_missing(element, value) if not value or element["type"] == "Input.Toggle" else _is_wrong(element, value)
    return str(element.get("errorMessage") or "This is not valid.") if wrong else None


def _is_missing(element: Element, value: str) -> bool:
    empty = element.get("valueOff", "false") if element["type"] == "Input.Toggle" else ""
    return bool(element.get("isRequired")) and value == empty


def _is_wrong(element: Element, value: str) -> bool:
    kind = element["type"]
    if kind == "Input.Text":
        too_long = len(value) > element.get("maxLength", len(value))
        return too_long or not re.search(element.get("regex", ""), value)
    if kind not in ("Input.Number", "Input.Date", "Input.Time"):
        return False
    try:
        wanted = _read(kind, value)
        least, most = (_read(kind, element[name]) if element.get(name) else wanted for name in ("min", "max"))
    except ValueError:
        return True
    return not least <= wanted <= most


def _read(kind: str, value: Any) -> float:
    """A number, a day or a time of day, as something to compare."""
    if kind == "Input.Date":
        return date.fromisoformat(value).toordinal()
    if kind == "Input.Time":
        at = time.fromisoformat(value)
        return at.hour * 60 + at.minute
    return float(value)

"""The people in what is said or shown: which they are, and the same with the ids that their chat knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from prompts.elements import PeopleInput, PersonInput
from prompts.text import Invite, Mention

Shown = TypeVar("Shown")
SOMEBODY = "somebody"
"""Who is mentioned by an id that is nobody's any more, since they were erased."""


def people_of(shown: object) -> set[str]:
    """Everybody whom a message, a form, Home, or a part of one mentions, or has chosen from the start."""
    found: set[str] = set()
    waiting = [shown]
    while waiting:
        one = waiting.pop()
        match one:
            case Mention(user_id):
                found.add(user_id)
                continue
            case Invite(bot) if bot:
                found.add(bot)
                continue
            case PersonInput() if one.initial:
                found.add(one.initial)
            case PeopleInput():
                found.update(one.initials)
        waiting.extend(_parts(one))
    return found


def readdressed(shown: Shown, ids: Mapping[str, str], nobodies: Collection[str] = ()) -> Shown:
    """The same with other ids for these people; whoever has none keeps theirs.

    nobodies: ids that are nobody's any more: mentioned as “somebody”, and chosen nowhere.
    """
    ids = {**ids, **dict.fromkeys(nobodies, "")}
    changed: Any = _changed(shown, ids)
    found: Shown = changed
    return found


def _changed(one: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(one, (tuple, list)):
        parts = [_changed(part, ids) for part in one]
        return type(one)(parts) if any(a is not b for a, b in zip(parts, one, strict=True)) else one
    if isinstance(one, Mention):
        return Mention(known) if (known := ids.get(one.user_id, one.user_id)) else SOMEBODY
    if isinstance(one, Invite):
        return Invite(ids.get(one.bot, one.bot))
    names = _names_of(one)
    others = {name: new for name in names if (new := _changed(old := getattr(one, name), ids)) is not old}
    if isinstance(one, PersonInput) and one.initial:
        others["initial"] = ids.get(one.initial, one.initial)
    if isinstance(one, PeopleInput) and one.initials:
        others["initials"] = tuple(known for person in one.initials if (known := ids.get(person, person)))
    if not others:
        return one
    found = copy(one)  # not made anew: it has been fitted already
    for name, value in others.items():
        if isinstance(found, Struct):
            force_setattr(found, name, value)
        else:
            object.__setattr__(found, name, value)
    return found


def _parts(one: object) -> Iterator[object]:
    """What it is made of, without plain words and numbers."""
    parts = one if isinstance(one, (tuple, list)) else (getattr(one, name) for name in _names_of(one))
    return (part for part in parts if not isinstance(part, (str, bytes, int, type(None))))


_NAMES: dict[type, tuple[str, ...]] = {}


def _names_of(one: object) -> tuple[str, ...]:
    """The names of its fields; none where it is a plain value."""
    if isinstance(one, Struct):
        return one.__struct_fields__
    kind = type(one)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]

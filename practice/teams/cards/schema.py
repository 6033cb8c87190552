"""The published schema of Adaptive Cards 1.5, read as JSON Schema as far as it makes use of it.

An element is held against the definition that its `type` names, rather than against every kind in turn, so that what is
wrong is told with its place. Source: github.com/microsoft/AdaptiveCards, schemas/1.5.0 (MIT, licence beside it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "adaptive-card-1.5.json"
Rule = Mapping[str, Any]
ADDED: Mapping[str, Rule] = {
    "AdaptiveCard": {"msteams": {"type": "object"}},
    "Image": {"msteams": {"type": "object"}},
    "Input.ChoiceSet": {"choices.data": {"type": "object"}},
}
"""What Teams documents beyond the schema."""
KINDS: Mapping[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "number": (int, float),
    "object": dict,
    "string": str,
    "null": type(None),
}

_NAMED: dict[int, set[str]] = {}
"""The kinds that a list of rules names, by Python's `id` of the list: the schema's lists stay for good."""


def faults(card: object) -> list[str]:
    """What is wrong with the card, each with its place; none where it is valid."""
    return list(_held(card, {"$ref": "#/definitions/AdaptiveCard"}, "card"))


@cache
def _definitions() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["definitions"]
    styles = found["ChoiceInputStyle"]["anyOf"]
    styles.append({"enum": ["filtered"]})
    return found


@cache
def _properties(name: str) -> dict[str, Rule]:
    """A definition's properties, with those of what it extends; an empty rule there is a place-holder for theirs."""
    definition = _definitions()[name]
    found: dict[str, Rule] = {}
    for part in definition.get("allOf", ()):
        found.update(_properties(_name(part["$ref"])))
    found.update({key: rule for key, rule in definition.get("properties", {}).items() if rule or key not in found})
    return {**found, **ADDED.get(name, {})}


@cache
def _required(name: str) -> tuple[str, ...]:
    """What a definition needs, with what that needs which it extends."""
    definition = _definitions()[name]
    extended = [key for part in definition.get("allOf", ()) for key in _required(_name(part["$ref"]))]
    return tuple(dict.fromkeys([*extended, *definition.get("required", ())]))


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _held(value: Any, rule: Rule, place: str) -> Iterator[str]:
    if "$ref" in rule:
        yield from _held_to(value, _name(rule["$ref"]), place)
    elif "anyOf" in rule:
        yield from _held_to_any(value, rule["anyOf"], place)
    else:
        yield from _held_plainly(value, rule, place)


def _held_to(value: Any, name: str, place: str) -> Iterator[str]:
    definition = _definitions()[name]
    if "anyOf" in definition:
        yield from _held_to_any(value, definition["anyOf"], place)
    elif not isinstance(value, dict):
        yield f"{place}: no {name}"
    else:
        known = _properties(name)
        yield from (f"{place}: {name} needs {key}" for key in _required(name) if key not in value)
        for key, inner in value.items():
            if key in known:
                yield from _held(inner, known[key], f"{place}.{key}")
            elif definition.get("additionalProperties") is False:
                yield f"{place}: {name} knows no {key}"


def _held_to_any(value: Any, rules: Sequence[Rule], place: str) -> Iterator[str]:
    """Held against the kind that the value says it is, or against each in turn."""
    named = _NAMED.get(id(rules))
    if named is None:
        named = _NAMED[id(rules)] = {_name(part["$ref"]) for rule in rules for part in rule.get("allOf", ())}
    if named:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind in named:
            yield from _held_to(value, str(kind), place)
        elif any(not list(_held(value, rule, place)) for rule in rules if "allOf" not in rule) or (
            named == {"TextRun"} and not list(_held_to(value, "TextRun", place))
        ):
            return
        else:
            yield f"{place}: {kind} can't stand here"
        return
    tried = [list(_held(value, rule, place)) for rule in rules]
    if all(tried):
        objects = [found for found, rule in zip(tried, rules, strict=True) if rule.get("type") == "object"]
        yield from objects[0] if objects and isinstance(value, dict) else (f"{place}: {value!r} can't stand here",)


def _held_plainly(value: Any, rule: Rule, place: str) -> Iterator[str]:
    kind = rule.get("type")
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind == "number")):
        yield f"{place}: {value!r} is no {kind}"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{place}: {value!r} is none of {rule['enum']}"
    if "pattern" in rule and not (isinstance(value, str) and re.search(rule["pattern"], value)):
        yield f"{place}: {value!r} can't stand here"
    if "items" in rule:
        for number, inner in enumerate(value):
            yield from _held(inner, rule["items"], f"{place}[{number}]")
    if isinstance(value, dict):
        known = rule.get("properties", {})
        yield from (f"{place} needs {key}" for key in rule.get("required", ()) if key not in value)
        for key, inner in value.items():
            if key in known:
                yield from _held(inner, known[key], f"{place}.{key}")
            elif rule.get("additionalProperties") is False:
                yield f"{place} knows no {key}"

"""Whom somebody means by a name that they typed, where they picked nobody: "Tom to ring the council by Friday"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain.masking import ORDINARY
from domain.names import name_key

_WORD = r"[^\W\d_][\w'’.\-]*"
_NAME = rf"(?P<name>(?:the )?{_WORD}(?: (?!(?:to|will|can|should|needs?|must)\b)(?:and |& )?{_WORD}){{0,3}})"
_DOES = r"(?:to|will|can|should|must|needs? to|is (?:going )?to|has to)"
_AT_THE_START = re.compile(rf"^\W*{_NAME},?\s+{_DOES}\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL)
_WITH_A_COLON = re.compile(rf"^\W*(?:for\s+)?{_NAME}\s*(?::|\s[-–—])\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL)
_AT_THE_END = re.compile(
    rf"^(?P<rest>.+?)\s*(?:[-–—]\s*|\(\s*|,\s*(?:owner|who)\W+){_NAME}\W*$", re.IGNORECASE | re.DOTALL
)
_ASSIGNED = re.compile(
    rf"^\W*(?:assign|allocate|give)\s+(?P<rest>.+?)\s+to\s+"
    rf"(?P<name>{_WORD}(?: {_WORD})??)(?P<after>(?:\s+(?:by|before|on|due)\b.*)?)$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_SIGNS = re.compile(
    rf"^(?P<rest>.+?)(?:\s[-–—]|,)\s+{_NAME}(?P<after>(?:\s[-–—]|,)\s+.+)$", re.IGNORECASE | re.DOTALL
)
_NEEDED = re.compile(
    rf"^\W*(?:(?:i|we)\s+(?:need|want)|can|could|would|will)\s+{_NAME}\s+(?:to|please|pls|plz)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(rf"^\W*{_NAME},?\s+(?:please|pls|plz|can you|could you)\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL)
_IN_BRACKETS = re.compile(rf"^(?P<rest>.+?)\s*\({_NAME}\)(?P<after>.*)$", re.IGNORECASE | re.DOTALL)
_FIRST = re.compile(r"^(?P<name>[A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+)?),? (?P<rest>[a-z].+)$", re.DOTALL)
_TWO = re.compile(
    rf"^\W*(?P<first>{_WORD}(?: {_WORD}){{0,2}}?)\s+(?:and|&|with|to|/)\s+(?P<second>{_WORD}(?: {_WORD}){{0,2}}?)"
    r"(?:\s*(?:\b(?:about|re|regarding|because(?: of)?|for|on|to (?:talk|chat) about)\b|[,:–—-])"
    r"[:\s]*(?P<why>.+))?\W*$",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(r"[^\W\d_][\w'’\-]*")
_BOTH = re.compile(r"\s+(?:and|or)\s+|\s*[&/,]\s*", re.IGNORECASE)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "the", "our"})
_NOBODY = frozenset(
    {"we", "i", "me", "you", "us", "need", "needs", "want", "have", "try", "remember", "how", "what", "who"}
)
SHORTEST_BEGINNING = 3
"""Letters of a name's beginning that stand for it, as "Dan" does for Daniel, where nobody is called just so."""


@dataclass(frozen=True)
class Called:
    """A name as it was typed, and the words without it. sure: only where somebody is called just so, it is one."""

    name: str
    rest: str
    sure: bool = False


def called_in(text: str) -> list[Called]:
    """Where somebody may be named in what is to be done, the likeliest first. Who that is only the names can tell."""
    found = [one.search(text.strip()) for one in (_AT_THE_START, _WITH_A_COLON, _AT_THE_END)]
    said = [Called(one["name"].strip(), one["rest"].strip()) for one in found if one is not None]
    for pattern in (_ASKED, _NEEDED, _ASSIGNED, _IN_BRACKETS, _BETWEEN_SIGNS, _FIRST):
        one = pattern.search(text.strip())
        if one is not None and name_key(one["name"]) not in ORDINARY:
            after = one.groupdict().get("after", "").strip()
            said.append(
                Called(
                    one["name"].strip(),
                    f"{one['rest'].strip()}{'' if after[:1] == ',' else ' '}{after}".strip(),
                    sure=True,
                )
            )
    return [one for one in said if name_key(one.name).split()[0] not in _NOBODY]


def two_called(text: str) -> tuple[str, str, str] | None:
    """Two names and why they are brought together, as in "Anna and Daniel about phonics"; None where there are none."""
    found = _TWO.match(text.strip())
    return (found["first"], found["second"], (found["why"] or "").strip()) if found is not None else None


def is_of_several(name: str) -> bool:
    """Whether the name is of more than one, as "Anna and Rob" is."""
    return len([one for one in _BOTH.split(name) if one]) > 1


def people_called(name: str, names: Mapping[str, Collection[str]], *, sure: bool = False) -> list[str]:
    """Who can be meant by the name, of people with all that each is called. Of names joined by "and", all.

    sure: no beginning of a name stands for it.
    """
    several = [one for one in _BOTH.split(name) if one]
    if len(several) > 1:
        return list(dict.fromkeys(person for one in several for person in people_called(one, names, sure=sure)))
    wanted = [part for part in _parts(name) if part not in _TITLES]
    if not wanted:
        return []
    whole = [person for person, its in names.items() if any(_parts(one) == wanted for one in its)]
    if whole:
        return whole
    exact = [person for person, its in names.items() if any(set(wanted) <= set(_parts(one)) for one in its)]
    if exact or sure:
        return exact
    return [person for person, its in names.items() if any(_begin(wanted, _parts(one)) for one in its)]


def _parts(name: str) -> list[str]:
    return [re.sub(r"['’]s$", "", found) for found in _PARTS.findall(name_key(name))]


def _begin(wanted: Collection[str], its: Collection[str]) -> bool:
    return all(len(one) >= SHORTEST_BEGINNING and any(part.startswith(one) for part in its) for one in wanted)

"""Taking what is to be talked about out of what was typed: "14 May 2pm agenda: budgets", "to discuss budgets"."""

from __future__ import annotations

import re

from domain.typed.lexicon import EDGES, FILLERS
from domain.typed.scanning import Kind, scan
from domain.typed.tokens import tokens_of

_NAMED = re.compile(
    r"(?<!\w)(?:and |with )?(?:the |our |an? )?(?:on the )?(?<!\w)agenda\b(?: items?| topics?)?(?: is| will be)?"
    r"|(?<!\w)(?:re|topics?|subject|theme|focus)(?=\s*:)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?<!\w)(?:(?:to|will|we'll|we’ll) )?(?:discuss|discussing|(?:talk|talking|chat|chatting) about|regarding)\b"
    r"|(?<!\w)(?:about|re)(?= +(?!half|quarter|noon|midday|lunch|recess|one|two|three|four|five|nine|ten|an? )[a-z])"
    r"|(?<!\w)(?:to|will)(?= +(?:review|plan|look at|look into|go over|go through|work on|work through|share|moderate"
    r"|finalise|finalize|prepare|debrief|agree)\b)",
    re.IGNORECASE,
)
_VERB = re.compile(r"\s*(?:look at|go over|go through|look into|work on|work through)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\s(?:at|@|via)\s|,\s*(?:at|in)\s|\sin the\s|<?https?://|\son (?:zoom|webex|teams|google meet)\b", re.IGNORECASE
)
_OF_A_TIME = (Kind.DAY, Kind.DOTTED, Kind.TIME, Kind.SPAN)
_AROUND = " \t\n,.;:=-–—/|*_"


def without_agenda(text: str) -> tuple[str, str]:
    """What was typed without the agenda, and the agenda, empty where none was typed.

    One that is named as such goes on to the end; what is to be discussed, until a place. Where day and time are not
    all said before it, either ends with the first of them.
    """
    named, told = _NAMED.search(text), _TOLD.search(text)
    found = named or told
    if found is None:
        return text, ""
    before, rest = text[: found.start()], text[found.end() :]
    end = len(rest)
    if named is None:
        verb = _VERB.match(rest)
        place = _PLACE.search(rest, verb.end() if verb else 0)
        end = place.start() if place else end
    if not _says_when(before):
        end = min(end, _first_time(rest))
    agenda = _bare(rest[:end])
    words = [token.word for token in tokens_of(agenda)]
    if all(word in FILLERS or word in EDGES for word in words):
        return text, ""
    return f"{before.rstrip(_AROUND + '(')} , {rest[end:]}", agenda


def _bare(words: str) -> str:
    """Each line as typed, without what links it to the rest."""
    found = re.sub(r"\s+(?:on|at|for|from|by|this|next)?\s*$", "", words.strip(_AROUND), flags=re.IGNORECASE)
    found = re.sub(r"[\s,.!]+(?:please|pls|thanks|thank you|ta|cheers)[\s.!]*$", "", found, flags=re.IGNORECASE)
    return found.strip(_AROUND).removesuffix(")") if "(" not in found else found.strip(_AROUND)


def _says_when(text: str) -> bool:
    kinds = {piece.kind for piece in scan(tokens_of(text))}
    return Kind.DAY in kinds and not kinds.isdisjoint((Kind.TIME, Kind.SPAN, Kind.DOTTED, Kind.NUMBER))


def _first_time(text: str) -> int:
    """Where the first word for a day or a time starts; the end where there is none."""
    tokens = tokens_of(text)
    return next((tokens[piece.i].start for piece in scan(tokens) if piece.kind in _OF_A_TIME), len(text))

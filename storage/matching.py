"""How alike short texts are, by SQLite's full-text search: BM25 over word stems, in memory and offline.

BM25 as in Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", as FTS5 has it
(https://www.sqlite.org/fts5.html). Words of the field that mean the same stand in synonyms.yaml.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SYNONYMS = Path(__file__).parent / "synonyms.yaml"
_WORD = re.compile(r"[^\W_]+")
_TABLE = "CREATE VIRTUAL TABLE texts USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')"


@dataclass(frozen=True)
class Likeness:
    """worth: 0 to 1, where 1 is the text that is most like the words asked for. shared: the words that both have."""

    worth: float
    shared: tuple[str, ...]


@cache
def _vocabulary() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """Words that say nothing, and the groups of words that mean the same, by each of their words."""
    read = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    groups = [tuple(str(word) for word in group) for group in read["same"]]
    return frozenset(read["say_nothing"]), {word: group for group in groups for word in group}


def likeness(asked: str, texts: Mapping[int, str]) -> dict[int, Likeness]:
    """How like the words asked for each text is, by its key; those that share no word are missing."""
    empty, same = _vocabulary()
    words = dict.fromkeys(word for word in _WORD.findall(asked.lower()) if word not in empty and len(word) > 1)
    terms = dict.fromkeys(part for word in words for part in same.get(word, (word,)))
    if not terms or not texts:
        return {}
    query = " OR ".join(f'"{term}"' for term in terms)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TABLE)
        connection.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", texts.items())
        found = connection.execute(
            "SELECT rowid, -bm25(texts), highlight(texts, 0, char(2), char(3)) FROM texts WHERE texts MATCH ?", (query,)
        ).fetchall()
    best = max((worth for _, worth, _ in found), default=0.0)
    return {
        key: Likeness(worth / best if best > 0 else 0.0, tuple(dict.fromkeys(re.findall("\x02(.*?)\x03", marked))))
        for key, worth, marked in found
    }

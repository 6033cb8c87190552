"""What somebody brings to an item of the self-assessment: a sentence, a link, a shared file's link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_EVIDENCE = 400
_ADDRESS = re.compile(r"https?://[^\s<>|\"]+[^\s<>|\".,;:!?)\]]")


@dataclass(frozen=True)
class Given:
    """Evidence as a rater gave it. named: whether they want their name with it."""

    words: str
    named: bool = False


@dataclass(frozen=True)
class Evidence:
    """Evidence as it is shown. by: who gave it, None where they are not named.

    agreeing: it came with the agreed level, so whoever sees that sees it too; otherwise it is the leaders' alone.
    """

    words: str
    by: str | None = None
    agreeing: bool = False


def with_links(words: str) -> Iterator[tuple[str, str]]:
    """The words in pieces, each with the address it leads to, empty for those that lead nowhere.

    What is shown of a long address is where it leads and how it ends.
    """
    end = 0
    for found in _ADDRESS.finditer(words):
        if found.start() > end:
            yield words[end : found.start()], ""
        yield _shown(found[0]), found[0]
        end = found.end()
    if end < len(words):
        yield words[end:], ""


def _shown(address: str) -> str:
    bare = address.partition("://")[2]
    return bare if len(bare) <= 40 else f"{bare[:24]}…{bare[-15:]}"

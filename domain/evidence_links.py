"""Links that stand beside what was seen on a visit, as people type them: one a line, with a name before it or not."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from domain.links import with_scheme

MOST_LINKS: Final = 10
LONGEST: Final = 1000


class WrongLink(ValueError):
    """A line that holds no link; `line` is what was typed."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read_links(text: str) -> tuple[tuple[str, str], ...]:
    """Each line as (address, name); the name is empty where none stands before the address.

    Raises WrongLink at the first line without an address, with one that is not on the web, or that is one too many.
    """
    found: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        *name, address = line.split()
        address = with_scheme(address)
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(line) > LONGEST:
            raise WrongLink(line)
        if len(found) == MOST_LINKS:
            raise WrongLink(line)
        found.append((address, " ".join(name)))
    return tuple(found)


def write_links(links: tuple[tuple[str, str], ...]) -> str:
    """The lines again, for a form."""
    return "\n".join(f"{name} {address}".strip() for address, name in links)

"""Pieces of a page that are replaced one by one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s

from markupsafe import Markup


@dataclass
class Fragment:
    """A piece of the page that is replaced as a whole: when `rev` differs, the HTML does.

    The HTML is made when it is first asked for, because most pieces are on the screen already.
    """

    key: str
    rev: str
    render: Callable[[], Markup]

    @cached_property
    def html(self) -> Markup:
        return self.render()


def digest(*parts: object) -> str:
    """A short fingerprint of values that can be written as JSON."""
    return blake2s(json.dumps(parts, default=str).encode(), digest_size=8).hexdigest()


def dom_id(*parts: object) -> str:
    """An id for an element of the page, the same for the same parts."""
    return "e" + digest(*parts)

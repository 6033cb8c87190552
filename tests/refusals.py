"""What an expected error says to whoever meets it, held against a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from domain.errors import UserError
from prompts.notices import spoken

Refusal = TypeVar("Refusal", bound=UserError)


@contextmanager
def refused(kind: type[Refusal], saying: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """Like pytest.raises, with a pattern that the sentence in the catalog has to match."""
    with pytest.raises(kind) as caught:
        yield caught
    sentence = spoken(caught.value).plain
    assert re.search(saying, sentence), sentence

"""The audit's chain: whatever is changed, removed, put in or swapped is found, and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.audit import Link, faults, hash_of

AT = datetime(2026, 5, 14, 8, 30, tzinfo=UTC)
Chain = list[tuple[Link, str]]


def chain_of(number: int) -> Chain:
    chain: Chain = []
    for index in range(1, number + 1):
        before = chain[-1][1] if chain else ""
        link = Link(
            1, index, AT + timedelta(minutes=index), "UADMIN", "networks.settings", "Merri", {"a": index}, before
        )
        chain.append((link, hash_of(link)))
    return chain


def test_an_untouched_chain_has_no_faults() -> None:
    chain = chain_of(5)
    assert faults(chain, chain[-1][1]) == []
    assert faults([], "") == []


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    [(link, digest)] = chain_of(1)
    assert hash_of(replace(link, at=link.at.astimezone(timezone(timedelta(hours=10))))) == digest


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "UOTHER"},
        {"action": "networks.moved"},
        {"subject": "Moonee"},
        {"details": {"a": 99}},
        {"at": AT},
        {"workspace_id": 2},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, object]) -> None:
    chain = chain_of(5)
    chain[2] = (replace(chain[2][0], **change), chain[2][1])  # type: ignore[arg-type]
    assert faults(chain, chain[-1][1]) == ["Entry 3 was changed."]


def swap(chain: Chain) -> None:
    chain[1], chain[2] = chain[2], chain[1]


def put_in(chain: Chain) -> None:
    link = replace(chain[2][0], subject="put in", previous=chain[1][1])
    chain.insert(2, (link, hash_of(link)))


def replace_with_its_hash(chain: Chain) -> None:
    link = replace(chain[2][0], subject="another")
    chain[2] = (link, hash_of(link))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda chain: chain.pop(0), "Between entry 0 and entry 2 something was removed or put in."),
        (lambda chain: chain.pop(2), "Between entry 2 and entry 4 something was removed or put in."),
        (lambda chain: chain.pop(), "The newest entry is not number 4"),
        (swap, "Between entry 1 and entry 3 something was removed or put in."),
        (put_in, "Between entry 3 and entry 3 something was removed or put in."),
        (replace_with_its_hash, "Entry 4 does not follow entry 3: one of them was replaced."),
    ],
)
def test_tampering_is_named(tamper: Callable[[Chain], object], said: str) -> None:
    chain = chain_of(5)
    head = chain[-1][1]
    tamper(chain)
    assert any(fault.startswith(said) for fault in faults(chain, head))

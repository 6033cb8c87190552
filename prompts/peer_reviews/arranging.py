"""The forms by which chair and SEIL change a proposal before anybody hears of it."""

from __future__ import annotations

from collections.abc import Sequence

from facts.peer_reviews import Arrangement
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView

ONE, OTHER = "peer_reviews.one", "peer_reviews.other"
AGAIN = "peer_reviews.again"
SITTING_OUT = "peer_reviews.sitting_out"
HOW_LONG, THIS_ROUND = "peer_reviews.how_long", "this"


def swap_view(found: Arrangement) -> View:
    """Two schools that change places."""
    return _view(
        found,
        ReviewView.SWAP,
        "swap",
        [elements.Section(say("peer_reviews.swap_intro")), *_two(found.schools, optional=False)],
    )


def apart_view(found: Arrangement) -> View:
    """Two schools that are not to review each other, and those that are kept apart already."""
    shown: list[Element] = [
        elements.Section(say("peer_reviews.apart_intro")),
        *_two(found.all_schools, optional=bool(found.apart)),
    ]
    if found.apart:
        pairs = [elements.Option(f"{one} · {other}", str(number)) for number, (one, other) in found.apart]
        shown.append(elements.SelectInput(AGAIN, say("peer_reviews.again_label"), pairs, multiple=True, optional=True))
    return _view(found, ReviewView.APART, "apart", shown)


def sit_out_view(found: Arrangement) -> View:
    """Who sits this round out; the proposal is then drawn again."""
    return _view(
        found,
        ReviewView.SIT_OUT,
        "sit_out",
        [
            elements.SelectInput(
                SITTING_OUT,
                say("peer_reviews.left_out_label"),
                _options(found.all_schools),
                multiple=True,
                optional=True,
                placeholder=say("peer_reviews.left_out_placeholder"),
                initials=[str(school_id) for school_id in found.left_out],
                hint=say("peer_reviews.sit_out_hint"),
            ),
            elements.SelectInput(
                HOW_LONG,
                say("peer_reviews.how_long_label"),
                [
                    elements.Option(say("peer_reviews.this_round"), THIS_ROUND),
                    *(
                        elements.Option(say("peer_reviews.until_term", term=term), first.isoformat())
                        for first, term in found.terms
                    ),
                ],
                initial=THIS_ROUND,
                hint=say("peer_reviews.how_long_hint"),
            ),
        ],
    )


def _two(schools: Sequence[tuple[int, str]], *, optional: bool) -> list[Element]:
    options = _options(schools)
    return [
        elements.SelectInput(ONE, say("peer_reviews.one_label"), options, optional=optional),
        elements.SelectInput(OTHER, say("peer_reviews.other_label"), options, optional=optional),
    ]


def _options(schools: Sequence[tuple[int, str]]) -> list[elements.Option]:
    return [elements.Option(name, str(school_id)) for school_id, name in schools]


def _view(found: Arrangement, callback: ReviewView, name: str, shown: Sequence[Element]) -> View:
    return View(
        callback,
        say(f"peer_reviews.{name}_title"),
        shown,
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(round=found.round_id),
    )

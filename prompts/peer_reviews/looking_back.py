"""What has become of the reviews: who has reviewed whom, for the chair; and a year in numbers, for everybody."""

from __future__ import annotations

from facts.peer_reviews import ReviewMatrix, ReviewYear
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.notices import notice
from prompts.pictures.review_matrix import MOST_SHOWN, review_matrix
from prompts.text import Text, joined, listing

PICTURE = "peer_reviews.matrix_picture"
MOST_NAMED = 8
"""Schools named above the picture, which has them all."""


def matrix_message(found: ReviewMatrix) -> Message:
    """Schools left out first, in words and as a picture. Draws, so call it off the event loop."""
    if not found.rows:
        return notice(say("peer_reviews.matrix_none", network=found.network))
    picture = review_matrix(PICTURE, found)
    head = say("peer_reviews.matrix_head", network=found.network)
    left_out = [row.name for row in found.rows if row.left_out]
    rested = [row.name for row in found.rows if not row.visited_by and row.rested]
    said: list[Text] = []
    if not any(row.visited_by for row in found.rows):
        said.append(say("peer_reviews.matrix_nobody"))
    elif left_out:
        said.append(say("peer_reviews.matrix_left_out", schools=listing(left_out, MOST_NAMED)))
    if rested:
        said.append(say("peer_reviews.matrix_rested", schools=listing(rested, MOST_NAMED)))
    seen = say("peer_reviews.matrix_seen")
    if len(found.rows) > MOST_SHOWN:
        seen = say("peer_reviews.matrix_cut", count=MOST_SHOWN, total=len(found.rows)) + " " + seen
    return Message(
        head,
        [
            elements.Section(joined("\n", [head, *(said or [say("peer_reviews.matrix_all")])])),
            elements.PicturePlace(PICTURE, picture.alt),
            elements.Context(seen),
        ],
        [picture],
    )


def year_message(found: ReviewYear) -> Message:
    """A year in numbers; never what was found, nor where."""
    head = say("peer_reviews.year_head", network=found.network, year=str(found.year))
    if not found.rounds:
        return notice(head + "\n" + say("peer_reviews.year_none"))
    lines: list[Text] = [
        say("peer_reviews.year_rounds", count=found.rounds, done=found.done, total=found.total),
        say("peer_reviews.year_schools", count=found.schools_visited, total=found.schools),
        say("peer_reviews.year_pairs", count=found.new_pairs),
    ]
    for key, count in (
        ("year_rested", found.rested),
        ("year_followed_up", found.followed_up),
        ("year_checked_back", found.checked_back),
        ("year_closed", found.closed),
        ("year_given_up", found.given_up),
        ("year_to_come", found.still_open),
    ):
        if count:
            lines.append(say(f"peer_reviews.{key}", count=count))
    shown: list[Element] = [
        elements.Section(joined("\n", [head, *("• " + line for line in lines)])),
        elements.Context(say("peer_reviews.year_seen")),
    ]
    return Message(head, shown)

"""A school cannot do the round: who could take its place, for chair and SEIL."""

from __future__ import annotations

from facts.peer_reviews import Replacements
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.notices import notice, notice_view
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.peer_reviews.rounds import group_text
from prompts.text import joined, listing


def replacement_view(found: Replacements, *, changed: bool = False) -> View:
    """The proposal. Approving is the form's own button. changed: it is another than the reader saw."""
    shown: list[Element] = [elements.Section(say("peer_reviews.replacement_changed"))] if changed else []
    intro = say("peer_reviews.replacement_intro", schools=listing(found.left), network=found.network)
    lines = ["• " + group_text(group) for group in found.groups]
    if found.alone:
        lines.append("• " + say("peer_reviews.replacement_alone", schools=listing(found.alone)))
    shown += [elements.Section(intro), elements.Section(joined("\n", lines))]
    asks = elements.Confirm(
        say("peer_reviews.without_title"), say("peer_reviews.without_text"), say("peer_reviews.without_yes")
    )
    carried = refs.encode(round=found.round_id)
    shown += [
        elements.Buttons(elements.Button(say("peer_reviews.without"), ReviewAction.WITHOUT, carried, confirm=asks)),
        elements.Context(say("peer_reviews.replacement_told")),
    ]
    return View(
        ReviewView.REPLACE,
        say("peer_reviews.replacement_title"),
        shown,
        submit=say("peer_reviews.approve"),
        close=say("peer_reviews.decide_later"),
        metadata=refs.encode(round=found.round_id, seen=found.seen),
    )


def decided_view(*, replaced: bool) -> View:
    """It is decided, and everybody concerned is told."""
    key = "peer_reviews.replacement_done" if replaced else "peer_reviews.without_done"
    return notice_view(notice(say(key)), say("peer_reviews.approved_title"))

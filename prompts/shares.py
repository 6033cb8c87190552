"""Shares in words, where a number would tell too much."""

from __future__ import annotations

from domain.disclosure import Participation, Share, Spread
from prompts.catalog import say
from prompts.text import Text


def share_words(told: Participation) -> Text:
    """ "at least three quarters", "fewer than half"."""
    return say("shares.below" if told.below else "shares.at_least", share=share_name(told.share))


def part_words(spread: Spread) -> tuple[Text, ...]:
    """For each level, "a third or more" or "less than a third"."""
    share = share_name(spread.cut)
    return tuple(
        say("shares.part_or_more" if reached else "shares.less_than_part", share=share) for reached in spread.reached
    )


def share_name(share: Share) -> Text:
    """ "a third"."""
    return say(f"shares.{share.name.lower()}")

"""What could anyone find out about an answer to a pulse check, in plain words and with this question's numbers."""

from __future__ import annotations

from domain.exposure import Exposure
from prompts.catalog import say
from prompts.shares import share_name
from prompts.text import Text, joined


def exposure_words(found: Exposure) -> Text:
    """Each line is chosen by what the rules that decide the result say of it."""
    result = "find_out_result_rate" if found.rate else "find_out_result"
    numbers = {"asked": found.asked, "threshold": found.threshold, "share": share_name(found.cut)}
    lines = [
        say("pulses.find_out"),
        say(f"pulses.{result}", **numbers),
        say("pulses.find_out_not"),
        say(f"pulses.find_out_all_{found.all_answered}", **numbers),
        say(f"pulses.find_out_before_{found.before}"),
        say("pulses.find_out_together"),
        say("pulses.find_out_open"),
    ]
    return joined("\n", lines)

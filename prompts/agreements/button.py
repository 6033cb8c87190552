"""The way to a network's agreement, for wherever the network is shown."""

from __future__ import annotations

from prompts import elements
from prompts.catalog import say
from prompts.network_choice import command_button

COMMAND, WORD = "/cop-network", "agreement"


def see_button(network_id: int) -> elements.Button:
    """The button that shows what the network shares and with whom."""
    suffix = f"agreement-{network_id}"
    return command_button(say("agreements.button"), COMMAND, network_id=network_id, text=WORD, suffix=suffix)

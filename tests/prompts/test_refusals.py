"""A refusal has a button for each command that its sentence leads on to."""

from __future__ import annotations

import pytest

from domain.errors import Gone, OldButton, Refused, UserError
from prompts.elements import Button, Buttons
from prompts.refusals import refusal_message


@pytest.mark.parametrize(
    ("error", "buttons"),
    [
        (Refused("peer_reviews.proposal_waits", number=1), ["Peer reviews"]),
        (Gone("agreements.gone"), ["What we share"]),
        (Gone("meetings.wrong_over"), ["Write minutes"]),
        (Gone("bulletins.nobody_answers"), ["Ask my SEIL"]),
        (OldButton("/cop-pulse"), ["Pulse check"]),
        (Refused("permissions.propose_round", who="the chair"), []),
    ],
)
def test_a_refusal_has_a_button_for_each_command_in_it(error: UserError, buttons: list[str]) -> None:
    rows = [one for one in refusal_message(error, 4).elements if isinstance(one, Buttons)]
    found = [control for row in rows for control in row.controls if isinstance(control, Button)]
    assert [str(one.words) for one in found] == buttons
    assert all('"network":4' in one.value for one in found)

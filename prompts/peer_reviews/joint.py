"""A round of two networks: whom to invite, and what the one that is invited answers."""

from __future__ import annotations

from facts.peer_reviews import Invitation, JointForm
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import Message, View
from prompts.peer_reviews.cards import ReviewView, invitation_buttons
from prompts.peer_reviews.rounds import SIZE, size_options
from prompts.text import Text
from prompts.typed import typed_block
from prompts.wording import day

OTHER = "peer_reviews.other_network"
DUE = "peer_reviews.due"


def joint_view(form: JointForm, typed: str = "") -> View:
    """With which network, and until when the visits are made. typed: words that name none, or several."""
    return View(
        ReviewView.JOINT,
        say("peer_reviews.joint_title"),
        [
            elements.Section(say("peer_reviews.joint_intro", network=form.network)),
            *([typed_block(typed)] if typed else []),
            elements.SelectInput(
                OTHER,
                say("peer_reviews.joint_label"),
                [elements.Option(name, str(network_id)) for network_id, name in form.others],
                initial=str(form.other_id or ""),
            ),
            elements.SelectInput(
                SIZE,
                say("peer_reviews.size_label"),
                size_options(joint=True),
                initial=str(form.size),
                hint=say("peer_reviews.size_hint"),
            ),
            elements.DateInput(
                DUE,
                say("peer_reviews.due_label"),
                initial=form.due_on,
                optional=True,
                hint=say("peer_reviews.due_hint"),
            ),
        ],
        submit=say("peer_reviews.joint_ask"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(network=form.network_id),
    )


def invited_message(found: Invitation) -> Message:
    """To chair and SEIL of the network that is invited."""
    text = _text("invited", found) + " " + say(f"peer_reviews.invited_{min(found.size, 4)}", count=found.size)
    if found.due_on:
        text = text + " " + say("peer_reviews.overview_due", day=day(found.due_on))
    return Message(text, [elements.Section(text), invitation_buttons(found.round_id)])


def answered_message(found: Invitation) -> Message:
    """What that turns into once it is answered or taken back."""
    text = _text("invited_settled", found)
    return Message(text, [elements.Section(text)])


def not_joint_message(found: Invitation) -> Message:
    """To chair and SEIL of a network: the other does not go on with the joint round."""
    text = _text("not_joint", found)
    return Message(text, [elements.Section(text)])


def _text(key: str, found: Invitation) -> Text:
    return say(f"peer_reviews.{key}", network=found.inviting, other=found.invited)

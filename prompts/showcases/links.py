"""What the bot says of links between two networks."""

from __future__ import annotations

from domain.showcases import OTHER
from facts.showcases import LinkAsk, LinkForm, LinkLine
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.notices import notice
from prompts.showcases.cards import ShowcasesAction, ShowcasesView
from prompts.text import listing
from prompts.typed import typed_block
from prompts.wording import day

MOST_SHOWN = 12
"""On a card; what is asked beyond that can be answered where it was asked."""


def link_form(form: LinkForm, chosen: str = "", typed: str = "") -> View:
    """Which network to link with. chosen: the one it begins with. typed: what somebody typed that is none of them."""
    return View(
        ShowcasesView.LINK,
        say("showcases.link_title"),
        [
            elements.Section(say("showcases.link_lead")),
            *([typed_block(typed)] if typed else []),
            elements.SelectInput(
                OTHER,
                say("showcases.link_other"),
                [elements.Option(name, str(network_id)) for network_id, name in form.choices],
                placeholder=say("showcases.link_placeholder"),
                initial=chosen or None,
            ),
        ],
        submit=say("showcases.link_submit"),
        close=say("showcases.close"),
        metadata=refs.encode(network=form.network_id),
    )


def link_asked_view(asked: LinkAsk) -> View:
    """What that form turns into."""
    return View("", say("showcases.link_title"), [elements.Section(say("showcases.link_sent", network=asked.other))])


def asked_message(asked: LinkAsk) -> Message:
    """To the other chair: the question, or what they answered."""
    head = say("showcases.link_question", network=asked.network, other=asked.other)
    shown: list[Element] = [elements.Section(head)]
    if asked.answer:
        shown.append(elements.Context(say(f"showcases.link_answered_{asked.answer}")))
    else:
        shown += [elements.Buttons(*_answers(asked.link_id)), elements.Context(say("showcases.link_small_print"))]
    return Message(head, shown)


def agreed_message(asked: LinkAsk) -> Message:
    """To the chair who asked."""
    return notice(say("showcases.link_agreed", network=asked.other))


def ended_message(network: str, by: str) -> Message:
    """To the chair of the network whose link was ended by the other."""
    return notice(say("showcases.link_ended", network=by, other=network))


def no_more_message() -> Message:
    """What a question turns into that is there no more."""
    return notice(say("showcases.link_gone"))


def card_links(links: tuple[LinkLine, ...]) -> list[Element]:
    """On the network's card: its links; for its chair, with what is being asked and the buttons."""
    linked = [each for each in links if each.state == "linked"]
    if linked and not linked[0].may_end:
        return [elements.Section(say("showcases.links", networks=listing(each.network for each in linked)))]
    return [element for each in links[:MOST_SHOWN] for element in _line(each)]


def _line(link: LinkLine) -> list[Element]:
    text = say(f"showcases.link_line_{link.state}", network=link.network, day=day(link.since))
    if link.state == "asked":
        return [elements.Section(text), elements.Buttons(*_answers(link.link_id))]
    if link.state in ("waiting", "vacant"):
        button = elements.Button(say("showcases.button_take_back"), ShowcasesAction.LINK_END, _carried(link.link_id))
        return [elements.Section(text, beside=button)]
    sure = elements.Confirm(
        say("showcases.link_end_title"),
        say("showcases.link_end_text", network=link.network),
        say("showcases.button_link_end"),
    )
    carried = _carried(link.link_id)
    button = elements.Button(say("showcases.button_link_end"), ShowcasesAction.LINK_END, carried, confirm=sure)
    return [elements.Section(text, beside=button)]


def _answers(link_id: int) -> list[elements.Control]:
    return [
        elements.Button(say("showcases.button_link_yes"), ShowcasesAction.LINK_YES, _carried(link_id), style="primary"),
        elements.Button(say("showcases.button_link_no"), ShowcasesAction.LINK_NO, _carried(link_id)),
    ]


def _carried(link_id: int) -> str:
    return refs.encode(network_link=link_id)

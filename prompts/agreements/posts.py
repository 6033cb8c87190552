"""What the bot says of an agreement by itself."""

from __future__ import annotations

from domain.agreements import Step
from facts.agreements import OwnSharing, SharingNews
from prompts import button_data as refs
from prompts import elements
from prompts.agreements.button import see_button
from prompts.agreements.cards import AgreementsAction, agree_button, step_words
from prompts.catalog import say
from prompts.message import Message
from prompts.notices import notice
from prompts.text import Text, mention
from prompts.wording import day


def proposed_message(news: SharingNews, *, again: bool = False) -> Message:
    """To the other one of chair and SEIL. again: it was put to them before, and waits still."""
    key = "agreements.proposed_again" if again else "agreements.proposed"
    said = say(key, network=news.network, by=mention(news.by), **step_words(news.step))
    buttons = elements.Buttons(agree_button(news.step_id, news.step), see_button(news.network_id))
    return Message(said, [elements.Section(said), buttons, elements.Context(say("agreements.proposed_small_print"))])


def no_more_message() -> Message:
    """What a question turns into that waits no more."""
    return notice(say("agreements.no_more"))


def agreed_message(news: SharingNews) -> Message:
    """To the channel."""
    holds_from = day(news.holds_from) if news.holds_from is not None else ""
    said = say("agreements.agreed", network=news.network, day=holds_from, **step_words(news.step))
    return Message(said, [*_with_way(said, news.network_id), elements.Context(say("agreements.agreed_small_print"))])


def lowered_message(news: SharingNews) -> Message:
    """To the channel: from now on less is shared."""
    key = "agreements.lowered_start" if news.step == Step.START else "agreements.lowered"
    said = say(key, network=news.network, by=mention(news.by), step=news.step)
    return Message(said, _with_way(said, news.network_id))


def taken_back_message(news: SharingNews) -> Message:
    """To the channel: what was to come does not."""
    return notice(say("agreements.taken_back", network=news.network, step=news.step))


def declined_message(news: SharingNews) -> Message:
    """To whoever proposed what another leader took back before it had its yes."""
    said = say("agreements.declined", network=news.network, **step_words(news.step))
    return Message(said, _with_way(said, news.network_id))


def look_message(news: SharingNews) -> Message:
    """To chair and SEIL, once a year."""
    said = say("agreements.look", network=news.network, **step_words(news.step))
    keep = elements.Button(
        say("agreements.button_keep"), AgreementsAction.KEEP, refs.encode(sharing_step=news.step_id), style="primary"
    )
    return Message(said, [elements.Section(said), elements.Buttons(keep, see_button(news.network_id))])


def looked_message(news: SharingNews) -> Message:
    """What that turns into."""
    return notice(say("agreements.looked", network=news.network))


def successor_message(own: OwnSharing) -> Message:
    """To a school's new principal."""
    said = say("agreements.successor", school=own.school, network=own.network, step=own.step)
    return Message(said, _with_way(said, own.network_id))


def _with_way(said: Text, network_id: int) -> list[elements.Element]:
    return [elements.Section(said), elements.Buttons(see_button(network_id))]

"""What the bot tells of joint groups by itself."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calendar import in_words
from facts.groups import GroupNews, SchoolAsk
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.groups.cards import GroupsAction, ask_button, ask_elements
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.notices import notice
from prompts.text import Text, channel_link, invite, joined, listing, mention


def asked_message(ask: SchoolAsk) -> Message:
    """To a school's principal, alone: the question, or what they answered."""
    head = say("groups.asked", person=mention(ask.by), school=ask.school, group=ask.group)
    return Message(head, ask_elements(ask))


def offered_message(news: GroupNews, by: str) -> Message:
    """To the chair of a linked network."""
    head = say("groups.offered", person=mention(by), group=news.group)
    said = joined("\n", [head, *_about(news)])
    small = elements.Context(say("groups.offered_small_print"))
    return Message(head, [elements.Section(said), elements.Buttons(ask_button(news.group_id)), small])


def joined_message(news: GroupNews) -> Message:
    """To those who lead the group, to the chair of the school's network, and in the group's channel."""
    return _said(say("groups.joined", school=news.school, network=news.network, group=news.group))


def left_message(news: GroupNews) -> Message:
    """To the same."""
    return _said(say("groups.left", school=news.school, network=news.network, group=news.group))


def welcome_message(news: GroupNews) -> Message:
    """To the group's channel, once it has one."""
    head = say("groups.welcome", group=news.group)
    said = [head, *_about(news), say("groups.welcome_next")]
    buttons = [
        command_button(say("groups.button_see"), "/cop-network", network_id=news.group_id),
        command_button(say("groups.button_help"), "/cop-help", network_id=news.group_id),
    ]
    return Message(head, [elements.Section(joined("\n", said)), elements.Buttons(*buttons)])


def channel_message(news: GroupNews, leads: Sequence[str]) -> Message:
    """To everybody in the group: where it talks, and who of those who lead it lets them in."""
    key = "groups.channel" if leads else "groups.channel_alone"
    channel = channel_link(news.channel_id or "")
    return _said(say(key, group=news.group, channel=channel, people=listing(mention(one) for one in leads)))


def no_channel_message(news: GroupNews) -> Message:
    """To those who lead it, two weeks after it was begun."""
    head = say("groups.without_channel", group=news.group)
    return _said(joined("\n", [head, say("groups.needs_channel", invite=invite())]))


def handed_on_message(news: GroupNews, gone: str, *, leads_now: bool) -> Message:
    """To those who lead it from now on, or lead it on. gone: who led it; empty where that is not known."""
    if leads_now and not gone:
        head = say("groups.handed_on_nobody", group=news.group)
    else:
        head = say("groups.handed_on" if leads_now else "groups.chair_left", group=news.group, person=mention(gone))
    see = command_button(say("groups.button_see"), "/cop-network", network_id=news.group_id)
    said = joined("\n", [head, *_about(news), say("groups.handed_on_do")])
    return Message(head, [elements.Section(said), elements.Buttons(see)])


def ending_message(news: GroupNews) -> Message:
    """To those who lead it, in good time."""
    head = say("groups.ending", group=news.group, day=in_words(news.ends_on))
    carried = refs.encode(joint_group=news.group_id)
    buttons = elements.Buttons(
        elements.Button(say("groups.button_extend"), GroupsAction.EXTEND, carried),
        elements.Button(say("groups.button_end"), GroupsAction.END, carried),
    )
    return Message(head, [elements.Section(joined("\n", [head, say("groups.ending_do")])), buttons])


def ended_message(news: GroupNews) -> Message:
    """To the channel, or to everybody alone where there is none."""
    head = say("groups.ended", group=news.group)
    said = [head]
    if news.outcome:
        said.append(say("groups.outcome", words=news.outcome))
    if news.open_actions:
        said.append(say("groups.ended_open", number=news.open_actions))
    said.append(say("groups.ended_stays"))
    return Message(head, [elements.Section(joined("\n", said))])


def no_more_message() -> Message:
    """What a question turns into that is there no more."""
    return notice(say("groups.asking_gone"))


def _about(news: GroupNews) -> list[Text]:
    said = [say("groups.focus", focus=news.focus), say("groups.until", day=in_words(news.ends_on))]
    return [*said, say("groups.with", schools=listing(news.schools))] if news.schools else said


def _said(sentence: Text) -> Message:
    return Message(sentence, [elements.Section(sentence)])

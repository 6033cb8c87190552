"""What the bot posts around a network: welcoming, joining, leaving, a new chair, standing still."""

from __future__ import annotations

from datetime import date

from domain.calendar import in_words
from facts.networks import JoinableNetwork, SchoolLine
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import left_over
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.networks.cards import NetworkAction, paused_sentence, role_listing
from prompts.text import Text, channel_link, invite, joined, listing, mention

MOST_JOINABLE = 5
MOST_MOVABLE = 20
"""Networks that somebody is asked about at once: nobody leads schools in more."""


def setup_already_message(name: str, network_id: int, *, resumed: bool) -> Message:
    """The channel is a network's already; /cop-network shows it."""
    sentence = say("networks.setup_resumed" if resumed else "networks.setup_already", name=name)
    return Message(
        sentence,
        [
            elements.Section(sentence),
            elements.Buttons(command_button(say("networks.button_our_network"), "/cop-network", network_id=network_id)),
        ],
    )


def set_up_hint() -> Message:
    """To whoever invited the bot into a channel that is no network's yet."""
    sentence = say("networks.setup_hint")
    return Message(
        sentence,
        [
            elements.Section(sentence),
            elements.Buttons(
                command_button(say("networks.button_set_up_here"), "/cop-setup", style="primary"),
                command_button(say("networks.button_what_i_do"), "/cop-help"),
            ),
        ],
    )


def join_message(networks: tuple[JoinableNetwork, ...]) -> Message:
    """To somebody without a part in any network: the same question and form as in the networks' channels.

    networks: those whose channels they are in.
    """
    shown: list[Element] = []
    for network in networks[:MOST_JOINABLE]:
        if network.is_group:
            key = "groups.join_by_yes_people" if network.leaders else "groups.join_by_yes"
            shown.append(elements.Section(say(key, name=network.name, people=_people(network.leaders))))
            continue
        text = say("networks.join", name=network.name)
        if network.leaders:
            text = _lines([text, say("networks.join_else", leaders=_people(network.leaders))])
        shown += [elements.Section(text), elements.Buttons(say_school_button(network.network_id))]
    shown += left_over(len(networks) - MOST_JOINABLE, "lists.more_in_channels")
    if not shown:
        nowhere = say("networks.join_nowhere")
        return Message(nowhere, [elements.Section(nowhere)])
    key = "groups.join_by_yes" if networks[0].is_group else "networks.join"
    return Message(say(key, name=networks[0].name), shown)


def say_school_button(network_id: int) -> elements.Button:
    """Opens the form that asks which school somebody leads."""
    return elements.Button(
        say("networks.button_say_school"),
        NetworkAction.SAY_SCHOOL,
        refs.encode(network=network_id),
        style="primary",
    )


def move_or_new_message(networks: tuple[tuple[int, str], ...], channel_id: str) -> Message:
    """Networks that lost their channel, each with a button that brings it here, and one for a new network."""
    question = say("networks.setup_move_or_new")
    buttons = [
        elements.Button(
            say("networks.button_move_here", name=name),  # a label is plain text: nothing in it comes alive
            f"{NetworkAction.MOVE_HERE}:{network_id}",
            refs.encode(network=network_id, channel=channel_id),
        )
        for network_id, name in networks[:MOST_MOVABLE]
    ]
    new = elements.Button(say("networks.button_new_network"), NetworkAction.SET_UP_NEW, refs.encode(channel=channel_id))
    more = left_over(len(networks) - MOST_MOVABLE, "networks.move_more")
    return Message(question, [elements.Section(question), elements.Buttons(*buttons, new), *more])


def welcome_message(network_id: int, name: str, by: str, schools: int, chair: str | None) -> Message:
    """The first post in a network's channel."""
    first = say("networks.welcome", name=name, by=mention(by), count=schools)
    second = say("networks.welcome_next")
    chair_line = [say("networks.welcome_chair", chair=mention(chair))] if chair else []
    return Message(
        first,
        [
            elements.Section(_lines([first, *chair_line, second])),
            elements.Buttons(
                say_school_button(network_id),
                command_button(say("networks.button_what_i_do"), "/cop-help"),
            ),
        ],
    )


def offer_message(network_id: int, name: str, schools: tuple[SchoolLine, ...]) -> Message:
    """To somebody new in the channel: which school do you lead? One choice answers it."""
    question = say("networks.offer", name=name)
    choices = [elements.Option(s.name, refs.encode(network=network_id, school=s.school_id)) for s in schools]
    picker = elements.Menu(NetworkAction.PICK_SCHOOL, say("networks.offer_placeholder"), choices)
    none = elements.Button(say("networks.button_no_school"), NetworkAction.NO_SCHOOL, refs.encode(network=network_id))
    return Message(
        question,
        [elements.Section(question), elements.Buttons(picker, none), elements.Context(say("networks.offer_note"))],
    )


def joined_message(network_id: int, name: str, person: str, school: str, school_id: int) -> Message:
    """To whoever leads the network: somebody said which school they lead."""
    sentence = say("networks.joined_note", name=name, person=mention(person), school=school)
    ids = refs.encode(network=network_id, person=person, school=school_id)
    return Message(
        sentence,
        [
            elements.Section(sentence),
            elements.Buttons(
                elements.Button(say("networks.button_right"), NetworkAction.CONFIRM_JOINED, ids),
                elements.Button(say("networks.button_change"), NetworkAction.PERSON, ids),
            ),
        ],
    )


def roles_given_message(name: str, roles: tuple[str, ...], school: str) -> Message:
    """To the person: what they are in the network now."""
    key = "networks.roles_given_school" if school else "networks.roles_given"
    sentence = say(key, name=name, roles=role_listing(roles), school=school)
    return Message(sentence, [elements.Section(_lines([sentence, say("networks.roles_given_next")]))])


def left_message(
    network_id: int, name: str, person: str, channel_id: str, roles: tuple[str, ...], school: str
) -> Message:
    """To whoever leads the network: somebody left the channel and still has roles."""
    key = "networks.left_school" if school else "networks.left"
    sentence = say(
        key,
        name=name,
        person=mention(person),
        channel=channel_link(channel_id),
        roles=role_listing(roles),
        school=school,
    )
    ids = refs.encode(network=network_id, person=person)
    sure = elements.Confirm(
        say("networks.left_confirm_title"), say("networks.left_confirm_text"), say("networks.left_confirm_yes")
    )
    return Message(
        sentence,
        [
            elements.Section(sentence),
            elements.Buttons(
                elements.Button(say("networks.button_has_left"), NetworkAction.HAS_LEFT, ids, confirm=sure),
                elements.Button(say("networks.button_keep"), NetworkAction.KEEP, ids),
            ),
        ],
    )


def deactivated_message(network_id: int, name: str, person: str, roles: tuple[str, ...], school: str) -> Message:
    """To whoever leads the network: somebody's account was closed."""
    key = "networks.deactivated_school" if school else "networks.deactivated"
    sentence = say(key, name=name, person=mention(person), roles=role_listing(roles), school=school)
    people = elements.Button(say("networks.button_people"), NetworkAction.PEOPLE, refs.encode(network=network_id))
    return Message(sentence, [elements.Section(sentence), elements.Buttons(people)])


def new_chair_message(name: str, chair: str, before: str | None, *, of_group: bool = False) -> Message:
    """To the channel: who leads the network, or the joint group, from today."""
    key = "networks.new_chair" if before else "networks.new_chair_first"
    key = "groups.new_chair" if of_group else key
    sentence = say(key, name=name, person=mention(chair), people=mention(before) if before else "")
    return Message(sentence, [elements.Section(sentence)])


def chair_year_message(network_id: int, name: str, chair: str, ends: date, *, to_chair: bool) -> Message:
    """To the chair, or to a SEIL: the chair's year will be up, and what to do about it in good time."""
    key = "networks.chair_year" if to_chair else "networks.chair_year_seil"
    sentence = say(key, name=name, chair=mention(chair), until=in_words(ends))
    hand_over = say("networks.chair_year_do")
    people = elements.Button(say("networks.button_people"), NetworkAction.PEOPLE, refs.encode(network=network_id))
    return Message(sentence, [elements.Section(_lines([sentence, hand_over])), elements.Buttons(people)])


NOT_POSTED_WHY = {
    "restricted_action": "closed",
    "restricted_action_read_only_channel": "closed",
    "restricted_action_thread_only_channel": "closed",
    "posting_to_channel_denied": "closed",
    "posting_to_general_channel_denied": "closed",
    "channel_is_limited_access": "closed",
    "is_archived": "gone",
    "channel_is_archived": "gone",
    "not_in_channel": "gone",
    "channel_not_found": "gone",
    "file_uploads_disabled": "files",
    "file_uploads_except_images_disabled": "files",
    "file_type_not_allowed": "files",
    "file_upload_size_restricted": "files",
    "storage_limit_reached": "files",
    "blocked_file_type": "files",
    "MessageWritesBlocked": "closed",
    "BotNotInConversationRoster": "gone",
    "ConversationNotFound": "gone",
}
"""The chats' words that people can do something about, by the sentence that says what."""


def paused_message(name: str, reason: str, channel_id: str | None) -> Message:
    """To chair and SEIL: the network stands still, and how it goes on."""
    sentence = paused_sentence(name, reason, channel_id)
    return Message(sentence, [elements.Section(sentence)])


def not_posted_message(name: str, channel_id: str | None, when: str, reason: str) -> Message:
    """To whoever was told that the channel hears of something: it could not be posted there.

    when: when they asked for it. reason: the chat's word for it, which an operator can look up.
    """
    why = _why(reason)
    channel = channel_link(channel_id) if channel_id else say("networks.not_posted_channel", name=name)
    sentence = say("networks.not_posted", channel=channel, name=name, when=when, why=why)
    return Message(sentence, [elements.Section(sentence)])


def not_shared_message(name: str, when: str, reason: str) -> Message:
    """The same of a calendar file, beside a message that is there."""
    sentence = say("networks.not_shared", name=name, when=when, why=_why(reason))
    return Message(sentence, [elements.Section(sentence)])


def _why(reason: str) -> Text:
    code = next((word for word in reason.split() if not word.isdigit()), reason)
    return say(f"networks.not_posted_{NOT_POSTED_WHY.get(code, 'other')}", reason=code, invite=invite())


def resumed_message(name: str) -> Message:
    sentence = say("networks.resumed", name=name)
    return Message(sentence, [elements.Section(sentence)])


def moved_message(name: str) -> Message:
    """To the new channel: the network lives here now."""
    sentence = say("networks.setup_moved", name=name)
    return Message(sentence, [elements.Section(sentence)])


def calendar_ends_message(calendar: str, known_until: date, networks: int) -> Message:
    """To an operator: a school calendar runs out within a year."""
    sentence = say(
        "networks.calendar_ends",
        calendar=calendar.title(),
        until=in_words(known_until),
        count=networks,
    )
    return Message(sentence, [elements.Section(_lines([sentence, say("networks.calendar_ends_do")]))])


def _people(users: tuple[str, ...]) -> Text:
    return listing(mention(user) for user in users)


def _lines(lines: list[Text]) -> Text:
    return joined("\n", lines)

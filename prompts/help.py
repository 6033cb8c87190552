"""Help: what the person who asks can do, command by command, and who else helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.commands import BY_NAME, Command, Use, leading
from facts.help import CommandUses, Examples, HelpData, HelpNetwork
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.meetings.answers import next_meeting_line
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.networks.posts import join_message
from prompts.notices import notice
from prompts.person_data import mine_button
from prompts.text import Command as Typed
from prompts.text import Text, joined, listing, mention

HELP = "/cop-help"
MOST_NETWORKS = 5
"""Networks whose leaders and meetings are named in one answer: more do not fit a phone."""


def help_message(data: HelpData) -> Message:
    """What the person can do, a line a command, then the buttons, and who leads the network."""
    shown: list[Element] = []
    if data.joinable is not None:
        joining = join_message(data.joinable)
        shown += [*joining.elements, elements.Divider()]
    title = say("help.title")
    shown += [elements.Section(_lines([title, *_command_lines(data.commands)])), _buttons(data.commands)]
    shown.append(elements.Context(_lines([*_leader_lines(data), say("help.footer")])))
    return Message(joining.text if data.joinable is not None else title, shown)


def command_help(data: HelpData, name: str) -> Message:
    """What the person can do with one command, with examples; who could, where they can do nothing with it."""
    command = BY_NAME[name]
    found = next((each for each in data.commands if each.command == command), None)
    if found is None:
        if command.uses and data.joinable is None:
            return notice(say("help.not_yours", command=_named(command)))
        return help_message(data)
    lines = [
        say("help.command_title", command=_named(command)),
        *(_use(command, use, data.examples) for use in found.uses),
    ]
    text = _lines(lines)
    return Message(text, [elements.Section(text), elements.Buttons(_button(found, in_one=_only_network(data)))])


def _use(command: Command, use: Use, examples: Examples) -> Text:
    return say(
        f"{command.feature}.use_{use.key}",
        example_meeting=examples.meeting,
        example_action=examples.action,
        example_day=examples.day,
    )


def talk_message(data: HelpData) -> Message:
    """To somebody who wrote in plain words: the next meeting, and what they can do as buttons; help says more."""
    if data.joinable is not None:
        return help_message(data)
    buttons = (*(_button(each) for each in data.commands), command_button(label_of(HELP), HELP))
    return talk(data, [elements.Section(say("help.talk_what")), elements.Buttons(*buttons)])


def talk(data: HelpData, shown: Sequence[Element]) -> Message:
    """A greeting to somebody who wrote in plain words, the next meeting, and what else is shown."""
    first = say("help.talk_hello", person=mention(data.user_id))
    lines = _lines([first, *(_meeting_line(network) for network in data.networks[:MOST_NETWORKS]), *_more(data)])
    return Message(lines, [elements.Section(lines), *shown])


def label_of(name: str, uses: Iterable[Use] = ()) -> Text:
    """What a command's button says, to somebody who has these uses of it."""
    command, use = BY_NAME[name], leading(uses)
    if use is not None and use.labelled:
        return say(f"{command.feature}.use_{use.key}_label")
    return say(f"{command.feature}.command_{command.key}_label")


def _command_lines(found: Sequence[CommandUses]) -> list[Text]:
    lines = []
    for each in found:
        use = leading(each.uses)
        if use is not None:
            line = say(
                "help.line", command=_named(each.command), what=say(f"{each.command.feature}.use_{use.key}_short")
            )
            lines.append(line)
    return lines


def _named(command: Command) -> Text:
    """The command as people type it in their chat."""
    return Text((Typed(command.name, quoted=False),))


def _buttons(found: Sequence[CommandUses]) -> elements.Buttons:
    return elements.Buttons(*(_button(each) for each in found), mine_button())


def _button(found: CommandUses, in_one: int | None = None) -> elements.Button:
    return command_button(label_of(found.command.name, found.uses), found.command.name, network_id=in_one)


def _only_network(data: HelpData) -> int | None:
    return data.networks[0].network_id if len(data.networks) == 1 else None


def _leader_lines(data: HelpData) -> list[Text]:
    several = len(data.networks) > 1
    lines = [_leader_line(network, data.user_id, several=several) for network in data.networks[:MOST_NETWORKS]]
    return [*lines, *_more(data)]


def _more(data: HelpData) -> list[Text]:
    left = len(data.networks) - MOST_NETWORKS
    return [say("lists.more", number=left)] if left > 0 else []


def _leader_line(network: HelpNetwork, reader: str, *, several: bool) -> Text:
    """Whom to ask: the chair, or the SEIL for the chair themselves and while there is none."""
    of = "_of" if several else ""
    if reader in network.chairs or not network.chairs:
        own = "yours" if reader in network.chairs else "none"
        seils = [seil for seil in network.seils if seil != reader]
        key = f"help.chair_{own}_seil{of}" if seils else f"help.chair_{own}{of}"
        return say(key, name=network.name, people=_people(seils))
    return say(f"help.chair{of}", name=network.name, people=_people(network.chairs))


def _meeting_line(network: HelpNetwork) -> Text:
    if network.meeting is None:
        return say("help.no_meeting", name=network.name)
    return say("help.meeting", name=network.name, meeting=next_meeting_line(network.meeting))


def _people(users: Sequence[str]) -> Text:
    return listing(mention(user) for user in users)


def _lines(lines: Sequence[Text]) -> Text:
    return joined("\n", lines)

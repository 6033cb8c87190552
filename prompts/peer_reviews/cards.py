"""The names of what people click and fill in for peer reviews, and the lines that tell where a visit stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from facts.peer_reviews import GroupCard, ReviewOverview, VisitLine
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import Text, Words, joined, listing, mention, plain, text
from prompts.wording import day


class ReviewAction(StrEnum):
    START = "peer_reviews.start"
    LOOK = "peer_reviews.look"
    SHUFFLE = "peer_reviews.shuffle"
    WITHDRAW = "peer_reviews.withdraw"
    DATE = "peer_reviews.date"
    RECORD = "peer_reviews.record"
    FINDINGS = "peer_reviews.findings"
    READ = "peer_reviews.read"
    DONE = "peer_reviews.done"
    DROP = "peer_reviews.drop"


class ReviewView(StrEnum):
    START = "peer_reviews.start_form"
    PROPOSAL = "peer_reviews.proposal"
    DATE = "peer_reviews.date_form"
    RECORD = "peer_reviews.record_form"
    FINDINGS = "peer_reviews.findings_form"


def overview_message(overview: ReviewOverview) -> Message:
    """The round with its visits; the reader's own come first and carry buttons."""
    done = sum(line.status == "done" for line in overview.visits)
    total = sum(line.status != "dropped" for line in overview.visits)
    if overview.number is None:
        key = "peer_reviews.no_round_yet" if overview.may_start else "peer_reviews.no_round_for_members"
        text = say(key, network=overview.network)
    else:
        key = "peer_reviews.overview_due" if overview.due_on else "peer_reviews.overview"
        until = day(overview.due_on) if overview.due_on else ""
        text = say(key, network=overview.network, number=overview.number, done=done, total=total, day=until)
    shown: list[Element] = [elements.Section(text)]
    for line in overview.visits:
        if line.mine:
            shown += visit_blocks(line)
    others = [line for line in overview.visits if not line.mine]
    shown += line_sections(["• " + visit_text(line) for line in others])
    shown += _readable([*others, *overview.earlier])
    buttons = _leader_buttons(overview)
    return Message(text, [*shown, elements.Buttons(*buttons)] if buttons else shown)


def card(group: GroupCard) -> Message:
    """The message to the principals of a pair or trio: who, until when, what next."""
    people = [mention(user) for _, users in group.schools for user in users]
    names = listing([name for name, _ in group.schools])
    kind = "pair" if len(group.schools) == 2 else "trio"
    title = say(
        f"peer_reviews.card_{kind}",
        people=listing(people),
        schools=names,
        network=group.network,
        number=group.number,
    )
    shown: list[Element] = [elements.Section(title)]
    if group.due_on:
        shown.append(elements.Context(say("peer_reviews.card_due", day=day(group.due_on))))
    for line, focus in zip(group.visits, group.focus, strict=True):
        shown += visit_blocks(line, focus)
    silent = [name for name, users in group.schools if not users]
    if silent:
        shown.append(elements.Context(say("peer_reviews.card_silent", schools=listing(silent))))
    return Message(title, shown)


def visit_text(line: VisitLine) -> Text:
    """ "Pascoe Hill PS visits Coburg Lake PS: Thursday 14 May." """
    when = day(line.visit_on) if line.visit_on else ""
    key = f"{line.status}_{'on' if when else 'undated'}" if line.status in ("dated", "done") else line.status
    state = say(f"peer_reviews.state_{key}", day=when)
    return say("peer_reviews.visit_line", host=line.host, reviewer=line.reviewer, state=state)


def visit_blocks(line: VisitLine, focus: str = "") -> list[Element]:
    """A visit with the buttons for what comes next. In a group's message both schools see the same ones."""
    text = visit_text(line)
    if focus:
        text = text + "\n" + say("peer_reviews.focus_line", focus=focus)
    shown: list[Element] = [elements.Section(text)]
    carried = refs.encode(visit=line.visit_id)
    buttons = []
    if line.status != "done":
        buttons.append(elements.Button(say(f"peer_reviews.button_{line.status}"), ReviewAction.DATE, carried))
        buttons.append(elements.Button(say("peer_reviews.record"), ReviewAction.RECORD, carried))
    else:
        buttons.append(elements.Button(say("peer_reviews.change_record"), ReviewAction.RECORD, carried))
        label = "peer_reviews.change_findings" if line.findings_agreed else "peer_reviews.write_findings"
        if line.is_host:
            buttons.append(elements.Button(say(label), ReviewAction.FINDINGS, carried))
        if line.readable:
            buttons.append(elements.Button(say("peer_reviews.read_findings"), ReviewAction.READ, carried))
    return [*shown, elements.Buttons(*buttons)]


def _readable(lines: Sequence[VisitLine]) -> list[Element]:
    """A list to choose shared findings of other schools from."""
    options = [
        elements.Option(f"{line.host}, visited by {line.reviewer}", refs.encode(visit=line.visit_id))
        for line in lines
        if line.readable
    ]
    if not options:
        return []
    choice = elements.Menu(f"{ReviewAction.READ}:list", say("peer_reviews.choose_findings"), options)
    return [elements.Section(say("peer_reviews.shared_findings"), beside=choice)]


def _leader_buttons(overview: ReviewOverview) -> list[elements.Control]:
    if not overview.may_start:
        return []
    carried = refs.encode(network=overview.network_id)
    if overview.proposal_waits:
        return [elements.Button(say("peer_reviews.look"), ReviewAction.LOOK, carried, style="primary")]
    style = "primary" if overview.number is None else ""
    return [elements.Button(say("peer_reviews.start"), ReviewAction.START, carried, style=style)]


def line_sections(lines: Sequence[Words], most: int = 2800) -> list[Element]:
    """The lines in as few sections as a chat's limit allows."""
    found: list[Element] = []
    rest = Text()
    for line in lines:
        if rest and len(rest.plain) + len(plain(line)) >= most:
            found.append(elements.Section(rest))
            rest = Text()
        rest = joined("\n", [rest, line]) if rest else text(line)
    return [*found, elements.Section(rest)] if rest else found

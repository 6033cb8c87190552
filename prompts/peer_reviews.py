"""The names of what people click and fill in for peer reviews, and the lines that tell where a visit stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prompts import blocks, refs
from prompts.catalog import say
from prompts.message import Block, Message
from prompts.text import Mrkdwn, day, listing, mention


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


@dataclass(frozen=True)
class VisitLine:
    """Where one visit stands. status: planned, dated, done or dropped.

    mine: the reader may set its date and record it; host: the findings are the reader's to write.
    findings_agreed: the host has written them; readable: the reader may read them.
    """

    visit_id: int
    host: str
    reviewer: str
    status: str
    visit_on: date | None = None
    mine: bool = False
    is_host: bool = False
    findings_agreed: bool = False
    readable: bool = False


@dataclass(frozen=True)
class ReviewOverview:
    """Where reviews stand for one reader. number: of the latest round, None before the first.

    earlier: visits of earlier rounds whose findings the reader may read.
    """

    network_id: int
    network: str
    number: int | None
    due_on: date | None
    visits: Sequence[VisitLine]
    proposal_waits: bool
    may_start: bool
    earlier: Sequence[VisitLine] = ()


@dataclass(frozen=True)
class GroupCard:
    """What a pair or trio sees. schools: (name, who leads it in the chat), nobody where the list is empty."""

    network: str
    number: int
    due_on: date | None
    schools: Sequence[tuple[str, Sequence[str]]]
    visits: Sequence[VisitLine]
    focus: Sequence[str]


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
    shown: list[Block] = [blocks.section(text)]
    for line in overview.visits:
        if line.mine:
            shown += visit_blocks(line)
    others = [line for line in overview.visits if not line.mine]
    shown += line_sections([f"• {visit_text(line)}" for line in others])
    shown += _readable([*others, *overview.earlier])
    buttons = _leader_buttons(overview)
    return Message(text, [*shown, blocks.actions(*buttons)] if buttons else shown)


def card(group: GroupCard) -> Message:
    """The message to the principals of a pair or trio: who, until when, what next."""
    people = [mention(user) for _, users in group.schools for user in users]
    names = listing([name for name, _ in group.schools])
    kind = "pair" if len(group.schools) == 2 else "trio"
    title = say(
        f"peer_reviews.card_{kind}",
        people=Mrkdwn(" ".join(people)),
        schools=names,
        network=group.network,
        number=group.number,
    )
    shown: list[Block] = [blocks.section(title)]
    if group.due_on:
        shown.append(blocks.context(say("peer_reviews.card_due", day=day(group.due_on))))
    for line, focus in zip(group.visits, group.focus, strict=True):
        shown += visit_blocks(line, focus)
    silent = [name for name, users in group.schools if not users]
    if silent:
        shown.append(blocks.context(say("peer_reviews.card_silent", schools=listing(silent))))
    return Message(title, shown)


def visit_text(line: VisitLine) -> Mrkdwn:
    """ "Pascoe Hill PS visits Coburg Lake PS: Thursday 14 May." """
    when = day(line.visit_on) if line.visit_on else ""
    key = f"{line.status}_{'on' if when else 'undated'}" if line.status in ("dated", "done") else line.status
    state = say(f"peer_reviews.state_{key}", day=when)
    return say("peer_reviews.visit_line", host=line.host, reviewer=line.reviewer, state=state)


def visit_blocks(line: VisitLine, focus: str = "") -> list[Block]:
    """A visit with the buttons for what comes next. In a group's message both schools see the same ones."""
    text = visit_text(line)
    if focus:
        text = Mrkdwn(text + "\n" + say("peer_reviews.focus_line", focus=focus))
    shown: list[Block] = [blocks.section(text)]
    carried = refs.encode(visit=line.visit_id)
    buttons = []
    if line.status != "done":
        buttons.append(blocks.button(say(f"peer_reviews.button_{line.status}"), ReviewAction.DATE, carried))
        buttons.append(blocks.button(say("peer_reviews.record"), ReviewAction.RECORD, carried))
    else:
        buttons.append(blocks.button(say("peer_reviews.change_record"), ReviewAction.RECORD, carried))
        label = "peer_reviews.change_findings" if line.findings_agreed else "peer_reviews.write_findings"
        if line.is_host:
            buttons.append(blocks.button(say(label), ReviewAction.FINDINGS, carried))
        if line.readable:
            buttons.append(blocks.button(say("peer_reviews.read_findings"), ReviewAction.READ, carried))
    return [*shown, blocks.actions(*buttons)]


def _readable(lines: Sequence[VisitLine]) -> list[Block]:
    """A list to choose shared findings of other schools from."""
    options = [
        blocks.option(f"{line.host}, visited by {line.reviewer}", refs.encode(visit=line.visit_id))
        for line in lines
        if line.readable
    ]
    if not options:
        return []
    choice: Block = {
        "type": "static_select",
        "action_id": f"{ReviewAction.READ}:list",
        "placeholder": blocks.plain(say("peer_reviews.choose_findings"), 150),
        "options": options[:100],
    }
    return [blocks.section(say("peer_reviews.shared_findings"), accessory=choice)]


def _leader_buttons(overview: ReviewOverview) -> list[Block]:
    if not overview.may_start:
        return []
    carried = refs.encode(network=overview.network_id)
    if overview.proposal_waits:
        return [blocks.button(say("peer_reviews.look"), ReviewAction.LOOK, carried, style="primary")]
    style = "primary" if overview.number is None else ""
    return [blocks.button(say("peer_reviews.start"), ReviewAction.START, carried, style=style)]


def line_sections(lines: Sequence[str], most: int = 2800) -> list[Block]:
    """The lines in as few sections as Slack's limit allows."""
    found: list[Block] = []
    rest = ""
    for line in lines:
        if rest and len(rest) + len(line) >= most:
            found.append(blocks.section(Mrkdwn(rest)))
            rest = ""
        rest = f"{rest}\n{line}" if rest else line
    return [*found, blocks.section(Mrkdwn(rest))] if rest else found

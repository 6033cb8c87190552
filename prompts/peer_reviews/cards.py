"""The names of what people click and fill in for peer reviews, and the lines that tell where a visit stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.peer_reviews import STEPS
from facts.peer_reviews import GroupCard, GroupLine, ReviewOverview, RoundCounts, VisitLine
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import Text, Words, joined, listing, mention, plain, text
from prompts.wording import day, day_at


class ReviewAction(StrEnum):
    START = "peer_reviews.start"
    LOOK = "peer_reviews.look"
    SHUFFLE = "peer_reviews.shuffle"
    WITHDRAW = "peer_reviews.withdraw"
    DATE = "peer_reviews.date"
    RECORD = "peer_reviews.record"
    FINDINGS = "peer_reviews.findings"
    READ = "peer_reviews.read"
    CAME = "peer_reviews.came"
    PREPARE = "peer_reviews.prepare"
    FOLLOW_UP = "peer_reviews.follow_up"
    QUIET = "peer_reviews.quiet"
    DONE = "peer_reviews.done"
    DROP = "peer_reviews.drop"
    EXTEND = "peer_reviews.extend"
    KEEP = "peer_reviews.keep"
    SWAP = "peer_reviews.swap"
    APART = "peer_reviews.apart"
    SIT_OUT = "peer_reviews.sit_out"
    END = "peer_reviews.end"
    SETTINGS = "peer_reviews.settings"
    ABOUT = "peer_reviews.about"
    PROPOSE_DAYS = "peer_reviews.propose_days"
    TAKE_DAY = "peer_reviews.take_day"
    MATRIX = "peer_reviews.matrix"
    YEAR = "peer_reviews.year"
    DRAFT = "peer_reviews.draft"
    SHARE = "peer_reviews.share"
    CLOSE = "peer_reviews.close"
    JOINT = "peer_reviews.joint"
    AGREE = "peer_reviews.agree"
    DECLINE = "peer_reviews.decline"
    BACK_OUT = "peer_reviews.back_out"
    LEAVE = "peer_reviews.leave"
    REPLACEMENT = "peer_reviews.replacement"
    WITHOUT = "peer_reviews.without"


class ReviewView(StrEnum):
    START = "peer_reviews.start_form"
    PROPOSAL = "peer_reviews.proposal"
    DATE = "peer_reviews.date_form"
    RECORD = "peer_reviews.record_form"
    FINDINGS = "peer_reviews.findings_form"
    EXTEND = "peer_reviews.extend_form"
    SWAP = "peer_reviews.swap_form"
    APART = "peer_reviews.apart_form"
    SIT_OUT = "peer_reviews.sit_out_form"
    CAME = "peer_reviews.came_form"
    PREPARE = "peer_reviews.prepare_form"
    FOLLOW_UP = "peer_reviews.follow_up_form"
    REPLACE = "peer_reviews.replace_form"
    SETTINGS = "peer_reviews.settings_form"
    ABOUT = "peer_reviews.about_form"
    DAYS = "peer_reviews.days_form"
    DRAFT = "peer_reviews.draft_form"
    SHARE = "peer_reviews.share_form"
    CLOSE = "peer_reviews.close_form"
    JOINT = "peer_reviews.joint_form"


def overview_message(overview: ReviewOverview) -> Message:
    """The round in counts; the reader's own visits carry buttons; who leads the network sees how far the others are."""
    text = _overview_text(overview)
    shown: list[Element] = [elements.Section(text)]
    for line in overview.visits:
        shown += visit_blocks(line)
    if overview.my_groups:
        shown.append(elements.Buttons(*(leave_button(group) for group in overview.my_groups)))
    for round_id, network in overview.invitations:
        shown.append(elements.Section(say("peer_reviews.invited", network=network, other=overview.network)))
        shown.append(invitation_buttons(round_id))
    shown += _group_lines(overview)
    shown += _readable(overview.shared)
    buttons = _leader_buttons(overview)
    if overview.has_school:
        carried = refs.encode(network=overview.network_id)
        buttons = [*buttons, elements.Button(say("peer_reviews.about"), ReviewAction.ABOUT, carried)]
    if overview.number is not None:
        carried = refs.encode(network=overview.network_id)
        buttons = [*buttons, elements.Button(say("peer_reviews.year"), ReviewAction.YEAR, carried)]
    return Message(text, [*shown, elements.Buttons(*buttons)] if buttons else shown)


def invitation_buttons(round_id: int) -> elements.Buttons:
    """To agree to a round with another network, or not."""
    carried = refs.encode(round=round_id)
    return elements.Buttons(
        elements.Button(say("peer_reviews.invited_yes"), ReviewAction.AGREE, carried, style="primary"),
        elements.Button(say("peer_reviews.invited_no"), ReviewAction.DECLINE, carried),
    )


def counts_text(counts: RoundCounts, *, late: bool) -> Text:
    """ ", 1 given up, 2 overdue": what there is besides the visits that are done."""
    found = Text()
    if counts.given_up:
        found += say("peer_reviews.count_given_up", count=counts.given_up)
    if late and counts.late:
        found += say("peer_reviews.count_late", count=counts.late)
    if counts.checked_back:
        found += say("peer_reviews.count_checked_back", count=counts.checked_back)
    return found


def _overview_text(overview: ReviewOverview) -> Text:
    text = _round_text(overview)
    waits, other = overview.joint
    return text + "\n" + say(f"peer_reviews.joint_{waits}", other=other) if waits else text


def _round_text(overview: ReviewOverview) -> Text:
    if overview.number is None:
        if overview.proposed is not None:
            return say("peer_reviews.proposal_first", network=overview.network, number=overview.proposed)
        if not overview.may_start:
            return say("peer_reviews.no_round_for_members", network=overview.network)
        found = say("peer_reviews.no_round_yet", network=overview.network)
        return found if overview.joint[0] else found + "\n" + say("peer_reviews.start_one")
    counts = overview.counts
    found = say(
        "peer_reviews.overview",
        network=overview.network,
        number=overview.number,
        done=counts.done,
        total=counts.total,
    )
    if counts.still_open > counts.late:
        found = found + say("peer_reviews.count_to_come", count=counts.still_open - counts.late)
    found = found + counts_text(counts, late=True) + "."
    if overview.is_closed:
        found = found + " " + say("peer_reviews.overview_closed")
    elif overview.due_on:
        key = "peer_reviews.overview_over" if overview.is_over else "peer_reviews.overview_due"
        found = found + " " + say(key, day=day(overview.due_on))
    if overview.rests:
        found = found + "\n" + say("peer_reviews.rests_now", school=overview.rests)
    if overview.replacing:
        found = found + "\n" + say("peer_reviews.replacing")
    if overview.proposed is not None:
        found = found + "\n" + say("peer_reviews.proposal_next", number=overview.proposed)
    return found


def _group_lines(overview: ReviewOverview) -> list[Element]:
    """How far each group is; those that have not begun stand last, where they are several under one heading."""
    idle = [one for one in overview.groups if not one.done and not one.given_up and one.next_on is None]
    if len(idle) < 2:
        idle = []
    under_way = [one for one in overview.groups if one not in idle]
    lines = [say("peer_reviews.others")] if overview.visits and overview.groups else []
    lines += ["• " + _group_text(one) for one in under_way]
    if idle:
        lines.append(say("peer_reviews.groups_none"))
        lines += ["• " + listing(one.schools) for one in idle]
    return line_sections(lines) if lines else []


def _group_text(group: GroupLine) -> Text:
    """ "Coburg Lake PS and Pascoe Hill PS: 1 of 2 done, next on Thursday 14 May"."""
    key = "group_some" if group.done else "group_none"
    state = say("peer_reviews.group_done" if group.done == group.total else f"peer_reviews.{key}", **_numbers(group))
    if group.given_up:
        state = state + say("peer_reviews.count_given_up", count=group.given_up)
    if group.next_on is not None:
        state = state + say("peer_reviews.group_next", day=day(group.next_on))
    return say("peer_reviews.group_line", schools=listing(group.schools), state=state)


def _numbers(group: GroupLine) -> dict[str, int]:
    return {"done": group.done, "total": group.total}


def card(group: GroupCard) -> Message:
    """The message to the principals of a pair or trio: who, until when, what next."""
    people = [mention(user) for _, users in group.schools for user in users]
    names = listing([name for name, _ in group.schools])
    kind = {2: "pair", 3: "trio"}.get(len(group.schools), "cluster")
    if len(group.schools) == 2 and len({line.host for line in group.visits}) == 1:
        kind = "one_way"
    title = say(
        f"peer_reviews.card_{kind}",
        people=listing(people),
        schools=names,
        network=group.network,
        number=group.number,
        host=group.visits[0].host if group.visits else "",
    )
    shown: list[Element] = [elements.Section(title)]
    if group.due_on:
        shown.append(elements.Context(say("peer_reviews.card_due", day=day(group.due_on))))
    for line, focus in zip(group.visits, group.focus, strict=True):
        shown += visit_blocks(line, focus)
    silent = [name for name, users in group.schools if not users]
    if silent:
        shown.append(elements.Context(say("peer_reviews.card_silent", schools=listing(silent))))
    if any(line.status in ("planned", "dated") for line in group.visits):
        shown.append(elements.Buttons(leave_button(group.group_id)))
    return Message(title, shown)


def leave_button(group_id: int) -> elements.Button:
    """To say that one's own school cannot do the round."""
    asks = elements.Confirm(
        say("peer_reviews.leave_title"), say("peer_reviews.leave_text"), say("peer_reviews.leave_yes")
    )
    carried = refs.encode(group=group_id)
    return elements.Button(say("peer_reviews.leave"), f"{ReviewAction.LEAVE}:{group_id}", carried, confirm=asks)


def replacement_button(round_id: int) -> elements.Button:
    """To see who could take the place of a school that cannot."""
    return elements.Button(
        say("peer_reviews.see_replacement"), ReviewAction.REPLACEMENT, refs.encode(round=round_id), style="primary"
    )


def visit_text(line: VisitLine) -> Text:
    """ "Pascoe Hill PS visits Coburg Lake PS: Thursday 14 May." """
    when = day_at(line.visit_on, line.visit_time if line.status == "dated" else None) if line.visit_on else ""
    key = f"{line.status}_{'on' if when else 'undated'}" if line.status in ("dated", "done") else line.status
    if line.status == "done" and line.checked_back:
        key = "closed" if all(line.closed_by) else "checked_back"
    state = say(f"peer_reviews.state_{key}", day=when)
    return say("peer_reviews.visit_line", host=line.host, reviewer=line.reviewer, state=state)


def progress_text(line: VisitLine) -> Text:
    """ "Step 2 of 6: agree on a day"."""
    return say(
        "peer_reviews.progress",
        number=line.step_number,
        steps=len(STEPS),
        state=say(f"peer_reviews.step_{line.step}"),
    )


def visit_blocks(line: VisitLine, focus: str = "") -> list[Element]:
    """A visit with the buttons for what comes next. In a group's message both schools see the same ones."""
    text = visit_text(line)
    if focus:
        text = text + "\n" + say("peer_reviews.focus_line", focus=focus)
    shown: list[Element] = [elements.Section(text)]
    if line.status == "replaced":
        return shown
    if line.step and line.status != "dropped":
        shown.append(elements.Context(progress_text(line)))
    carried = refs.encode(visit=line.visit_id)
    buttons = []
    if line.status in ("planned", "dated"):
        label = "peer_reviews.see_preparation" if line.prepared else "peer_reviews.prepare"
        buttons.append(elements.Button(say(label), ReviewAction.PREPARE, carried))
    if line.status != "done":
        buttons.append(elements.Button(say(f"peer_reviews.button_{line.status}"), ReviewAction.DATE, carried))
        if line.status == "planned":
            buttons.append(elements.Button(say("peer_reviews.propose_days"), ReviewAction.PROPOSE_DAYS, carried))
        buttons.append(elements.Button(say("peer_reviews.record"), ReviewAction.RECORD, carried))
    else:
        buttons.append(elements.Button(say("peer_reviews.change_record"), ReviewAction.RECORD, carried))
        if line.mine and line.recorded and not line.findings_agreed:
            buttons.append(elements.Button(say("peer_reviews.draft"), ReviewAction.DRAFT, carried))
        label = "peer_reviews.change_findings" if line.findings_agreed else "peer_reviews.write_findings"
        if line.is_host:
            buttons.append(elements.Button(say(label), ReviewAction.FINDINGS, carried))
        if line.mine and line.findings_agreed and not line.followed_up:
            buttons.append(elements.Button(say("peer_reviews.follow_up"), ReviewAction.FOLLOW_UP, carried))
        if line.is_host and line.findings_agreed:
            came = "peer_reviews.change_what_came" if line.checked_back else "peer_reviews.say_what_came"
            buttons.append(elements.Button(say(came), ReviewAction.CAME, carried))
        if line.readable:
            buttons.append(elements.Button(say("peer_reviews.read_findings"), ReviewAction.READ, carried))
        if line.is_host and line.recorded:
            buttons.append(elements.Button(say("peer_reviews.share"), ReviewAction.SHARE, carried))
        if line.mine and line.checked_back and not all(line.closed_by):
            buttons.append(elements.Button(say("peer_reviews.close"), ReviewAction.CLOSE, carried))
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
    """For those who may start rounds: the proposal that waits; an open round's end; the next round."""
    if not overview.may_start:
        return []
    carried = refs.encode(network=overview.network_id)
    found = [
        *_round_buttons(overview, carried),
        elements.Button(say("peer_reviews.settings"), ReviewAction.SETTINGS, carried),
    ]
    if overview.number and overview.sees_schools:
        found.append(elements.Button(say("peer_reviews.matrix"), ReviewAction.MATRIX, carried))
    return found


def _round_buttons(overview: ReviewOverview, carried: str) -> list[elements.Control]:
    if overview.proposed is not None:
        return [elements.Button(say("peer_reviews.look"), ReviewAction.LOOK, carried, style="primary")]
    if overview.number is not None and overview.round_id is not None and overview.counts.still_open:
        first = [replacement_button(overview.round_id)] if overview.replacing else []
        return [*first, *round_buttons(overview.round_id, overview.number)]
    if overview.joint[0] and not overview.joint[1]:
        return []
    if overview.joint[0]:
        back = refs.encode(round=overview.not_begun_id or 0)
        return [elements.Button(say("peer_reviews.back_out"), ReviewAction.BACK_OUT, back)]
    style = "primary" if overview.number is None else ""
    return [
        elements.Button(say("peer_reviews.start"), ReviewAction.START, carried, style=style),
        elements.Button(say("peer_reviews.joint"), ReviewAction.JOINT, carried),
    ]


def round_buttons(round_id: int, number: int) -> list[elements.Control]:
    """More time for a round, or its end."""
    carried = refs.encode(round=round_id)
    asks = elements.Confirm(
        say("peer_reviews.end_title", number=number), say("peer_reviews.end_text"), say("peer_reviews.end_yes")
    )
    return [
        elements.Button(say("peer_reviews.more_time"), ReviewAction.EXTEND, carried),
        elements.Button(say("peer_reviews.end_round"), ReviewAction.END, carried, confirm=asks),
    ]


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

"""Starting, proposing and approving a round of peer reviews."""

from __future__ import annotations

from datetime import date

from domain.resting import Odd
from facts.peer_reviews import ApprovedRound, ProposedGroup, ProposedRound, RoundEnd, RoundForm
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.notices import notice, notice_view
from prompts.peer_reviews.cards import ReviewAction, ReviewView, line_sections
from prompts.text import Text, Words, joined, listing
from prompts.typed import typed_block
from prompts.wording import day

LEFT_OUT = "peer_reviews.left_out"
DUE = "peer_reviews.due"
SIZE = "peer_reviews.size"


def start_view(form: RoundForm, typed: str = "") -> View:
    """Who sits out, and until when the visits are made. typed: what somebody typed that the form cannot hold."""
    options = [elements.Option(name, str(school_id)) for school_id, name in form.schools]
    fields: list[Element] = [elements.Section(say("peer_reviews.start_intro"))]
    if typed:
        fields.append(typed_block(typed))
    if options:
        fields.append(
            elements.SelectInput(
                LEFT_OUT,
                say("peer_reviews.left_out_label"),
                options,
                multiple=True,
                optional=True,
                placeholder=say("peer_reviews.left_out_placeholder"),
                initials=[str(school_id) for school_id in form.resting],
            )
        )
    fields.append(
        elements.SelectInput(
            SIZE,
            say("peer_reviews.size_label"),
            size_options(),
            initial=size_value(form.size, form.odd),
            hint=say("peer_reviews.size_rest_hint"),
        )
    )
    fields.append(
        elements.DateInput(
            DUE, say("peer_reviews.due_label"), initial=form.due_on, optional=True, hint=say("peer_reviews.due_hint")
        )
    )
    return View(
        ReviewView.START,
        say("peer_reviews.start_title"),
        fields,
        submit=say("peer_reviews.propose"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(network=form.network_id),
    )


ONE_RESTS = "rest"
"""What a form says for pairs in which an odd school rests."""


def size_options(*, joint: bool = False) -> list[elements.Option]:
    """Pairs, trios, and clusters of four to seven. joint: of two networks, in which no school rests."""
    sizes = [elements.Option(say(f"peer_reviews.size_{min(n, 4)}", count=n), str(n)) for n in range(2, 8)]
    resting = [] if joint else [elements.Option(say("peer_reviews.size_rest"), ONE_RESTS)]
    return [*sizes[:1], *resting, *sizes[1:]]


def size_value(size: int, odd: str) -> str:
    """Which of these options it is."""
    return ONE_RESTS if size == 2 and odd == Odd.REST else str(size)


def size_chosen(value: str | None) -> tuple[int | None, Odd]:
    """The size of the groups, and what becomes of an odd school, as a form says it."""
    if value == ONE_RESTS:
        return 2, Odd.REST
    return int(value) if value and value.isdecimal() else None, Odd.RING


def proposal_view(proposal: ProposedRound) -> View:
    """The pairs, what speaks against them, and the three ways on. Approving is the form's own button."""
    carried = refs.encode(round=proposal.round_id)
    notes = [_meetings(proposal)]
    if proposal.due_on:
        notes.append(say("peer_reviews.proposal_due", day=day(proposal.due_on)))
    if proposal.left_out:
        notes.append(say("peer_reviews.proposal_left_out", schools=listing(map(_sits_out, proposal.left_out))))
    shown: list[Element] = [
        elements.Section(say("peer_reviews.proposal", network=proposal.network, number=proposal.number)),
        *_groups(proposal),
        *_rests(proposal),
        elements.Section(joined("\n", notes)),
    ]
    if proposal.silent:
        shown.append(elements.Section(say("peer_reviews.proposal_silent", schools=listing(proposal.silent))))
    arranging = [
        elements.Button(say("peer_reviews.shuffle"), ReviewAction.SHUFFLE, carried),
        elements.Button(say("peer_reviews.swap"), ReviewAction.SWAP, carried),
        elements.Button(say("peer_reviews.apart"), ReviewAction.APART, carried),
        elements.Button(say("peer_reviews.sit_out"), ReviewAction.SIT_OUT, carried),
    ]
    if proposal.joint_with:
        shown.insert(1, elements.Section(say("peer_reviews.proposal_joint", other=proposal.joint_with)))
    shown += [
        elements.Buttons(
            *(arranging if not proposal.joint_with else []),
            elements.Button(
                say("peer_reviews.withdraw"),
                ReviewAction.WITHDRAW,
                carried,
                confirm=elements.Confirm(
                    say("peer_reviews.withdraw_title"),
                    say("peer_reviews.withdraw_text"),
                    say("peer_reviews.withdraw"),
                    say("peer_reviews.keep"),
                ),
            ),
        ),
        elements.Context(say("peer_reviews.told_nobody")),
    ]
    return View(
        ReviewView.PROPOSAL,
        say("peer_reviews.proposal_title"),
        shown,
        submit=say("peer_reviews.approve"),
        close=say("peer_reviews.decide_later"),
        metadata=carried,
    )


def proposal_or_later(proposal: ProposedRound | None) -> View:
    """The proposal, or, where it takes longer than a click may wait, that it follows."""
    if proposal is not None:
        return proposal_view(proposal)
    return notice_view(notice(say("peer_reviews.drawing")), say("peer_reviews.proposal_title"))


def approved_view(approved: ApprovedRound) -> View:
    if approved.waits_for:
        waits = say("peer_reviews.approved_joint", number=approved.number, other=approved.waits_for)
        return notice_view(notice(waits), say("peer_reviews.approved_title"))
    key = "peer_reviews.approved" if approved.told == approved.groups else "peer_reviews.approved_some"
    told = say(key, network=approved.network, number=approved.number, told=approved.told, groups=approved.groups)
    return notice_view(notice(told), say("peer_reviews.approved_title"))


def more_time_view(end: RoundEnd) -> View:
    """The round's new last day."""
    return View(
        ReviewView.EXTEND,
        say("peer_reviews.more_time_title"),
        [
            elements.Section(
                say(
                    "peer_reviews.more_time_intro",
                    number=end.number,
                    network=end.network,
                    open=end.counts.still_open,
                )
            ),
            elements.DateInput(
                DUE,
                say("peer_reviews.more_time_label"),
                initial=end.suggested,
                hint=say("peer_reviews.more_time_told"),
            ),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(round=end.round_id),
    )


def ended_notice(end: RoundEnd) -> Message:
    """To whoever ended the round."""
    counts = end.counts
    return notice(say("peer_reviews.ended", number=end.number, done=counts.done, total=counts.total))


def withdrawn_view(number: int) -> View:
    return notice_view(notice(say("peer_reviews.withdrawn", number=number)), say("peer_reviews.withdrawn_title"))


MOST_WITH_BUTTONS = 40
"""Groups that each have a button of their own; of more, a form would hold too many pieces."""


def _groups(proposal: ProposedRound) -> list[Element]:
    """A line a group, with a button to keep it when the proposal is drawn again."""
    all_new = not any(group.met for group in proposal.groups)
    if len(proposal.groups) > MOST_WITH_BUTTONS:
        return line_sections(["• " + group_text(group, all_new=all_new) for group in proposal.groups])
    shown: list[Element] = []
    for group in proposal.groups:
        label = say("peer_reviews.let_go" if group.kept else "peer_reviews.keep_group")
        # What is wished, and not that it changes: a second tap changes nothing.
        carried = refs.encode(round=proposal.round_id, group=group.group_id, kept=int(not group.kept))
        words = group_text(group, all_new=all_new)
        if proposal.joint_with:
            shown.append(elements.Section("• " + words))
            continue
        if group.kept:
            words = words + " · " + say("peer_reviews.reason_kept")
        button = elements.Button(label, f"{ReviewAction.KEEP}:{group.group_id}", carried)
        shown.append(elements.Section("• " + words, beside=button))
    return shown


def _rests(proposal: ProposedRound) -> list[Element]:
    """The odd school that rests, and why it does, with a button that keeps it when the proposal is drawn again."""
    found = proposal.rests
    if found is None:
        return []
    its_turn = "rest_only" if found.waiting == 1 else "rest_kept" if found.kept else "rest_among"
    why = its_turn if found.last is None else "rest_again"
    text = say(f"peer_reviews.{why}", school=found.school, count=found.waiting, number=found.last or 0)
    if found.kept:
        text = text + " · " + say("peer_reviews.reason_kept")
    label = say("peer_reviews.let_go" if found.kept else "peer_reviews.keep_group")
    carried = refs.encode(round=proposal.round_id, group=0, kept=int(not found.kept))
    return [elements.Section("• " + text, beside=elements.Button(label, f"{ReviewAction.KEEP}:0", carried))]


def group_text(group: ProposedGroup, *, all_new: bool = False) -> Text:
    """ "A and B: have not met yet and 4 km apart"; a trio says who visits whom.

    all_new: no schools of the round have met, which is said once below, and not here.
    """
    names = listing(group.schools)
    schools: Words = names if len(group.schools) == 2 else say(f"peer_reviews.{_ring(group)}", schools=names)
    if group.one_way:
        schools = say("peer_reviews.one_way", host=group.schools[0], reviewer=group.schools[1])
    if group.goes_on:
        return say("peer_reviews.group_goes_on", schools=schools)
    reasons = _reasons(group)[1 if all_new else 0 :]
    if not reasons:
        return say("peer_reviews.proposed_group_alone", schools=schools)
    return say("peer_reviews.proposed_group", schools=schools, reasons=listing(reasons))


def _ring(group: ProposedGroup) -> str:
    return "trio" if len(group.schools) == 3 else "cluster"


def _sits_out(school: tuple[str, date | None]) -> Words:
    """The school's name, and until when it rests."""
    name, until = school
    return name if until is None else say("peer_reviews.rests", school=name, day=day(until))


def _reasons(group: ProposedGroup) -> list[Text]:
    """Why these schools: whether they have met, how far they are from each other, and what they have in common."""
    met = "reason_new" if not group.met else "reason_met" if group.met == _pairs(group) else "reason_some_met"
    if group.last_met == 0:
        met += "_elsewhere"
    reasons = [say(f"peer_reviews.{met}", number=group.last_met or 0)]
    if group.metres is not None:
        kilometres = (group.metres + 500) // 1000
        far = "reason_close" if kilometres < 1 else "reason_far" if len(group.schools) == 2 else "reason_far_trio"
        reasons.append(say(f"peer_reviews.{far}", kilometres=kilometres))
    if group.types:
        reasons.append(say(f"peer_reviews.reason_{group.types}"))
    if group.focus:
        reasons.append(say("peer_reviews.reason_focus", focus=say(f"peer_reviews.fiso_{group.focus}")))
    if group.helps:
        reasons.append(say("peer_reviews.reason_helps", school=group.helps[0], other=group.helps[1]))
    if group.free:
        reasons.append(say("peer_reviews.reason_free", school=group.free))
    return reasons


def _meetings(proposal: ProposedRound) -> Text:
    again = sum(group.met for group in proposal.groups)
    if not again:
        return say("peer_reviews.none_met")
    if again == sum(map(_pairs, proposal.groups)):
        return say("peer_reviews.all_met")
    return say("peer_reviews.some_met", again=again)


def _pairs(group: ProposedGroup) -> int:
    return 1 if len(group.schools) == 2 else len(group.schools)

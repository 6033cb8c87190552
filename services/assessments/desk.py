"""What of the self-assessment stands on a SEIL's desk: forms to fill in, levels to agree and to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.desk import Weight
from domain.levels import AGREE_FOR, confirmers
from domain.policies import LEADERS, Role
from prompts.catalog import say
from prompts.desks.lines import Need, Waiting
from prompts.todo import Todo
from prompts.wording import zoned_day_and_time
from services.assessments.rounds import about_round, is_open
from services.context import NetworkContext
from services.desk import DeskContext, DeskPart
from storage import assessments as rows
from storage import networks as network_rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound, SecondPass

CONFIRMED_FOR = timedelta(days=365)
"""How long a correction that somebody proposed waits on the desk."""


async def desk(context: DeskContext) -> DeskPart:
    """What is open that this SEIL has not finished rating, a first or a second time, and levels of closed rounds."""
    found = [one for one in await rows.open_rounds(context.session, context.ids) if is_open(one, context.now)]
    rated = await form_rows.rated(context.session, found, context.actor.user_id)
    needs = [
        Need(one.network_id, Weight.OPEN, say("assessments.desk_unrated")) for one in found if rated.get(one.id) == 0
    ]
    forms = [_form(context, one, rated[one.id]) for one in found if one.id in rated]
    passes = await pass_rows.open_with_rounds(context.session, context.ids)
    again = [(one, of) for one, of in passes if is_open(one, context.now)]
    rated = await form_rows.rated(context.session, [one for one, _ in again], context.actor.user_id)
    forms += [_form(context, of, rated[one.id], one) for one, of in again if one.id in rated]
    return DeskPart([*[each for each in forms if each is not None], *await _levels(context)], needs)


def _form(context: DeskContext, found: AssessmentRound, rated: int, again: SecondPass | None = None) -> Waiting | None:
    """The form, until it is finished."""
    network_ctx = context.networks[found.network_id]
    about = about_round(found, network_ctx, again=again)
    items = about.items
    if rated >= items:
        return None
    sentence = say(
        "assessments.waiting_again" if again else "assessments.waiting_form",
        network=about.network,
        until=zoned_day_and_time(about.closes_at, network_ctx.zone),
        rated=rated,
        items=items,
    )
    todo = Todo(sentence, say("assessments.go_on" if rated else "assessments.start"), "/cop-assess", about.instrument)
    return Waiting(found.network_id, context.day(found.network_id, (again or found).opens_at), todo)


async def _levels(context: DeskContext) -> list[Waiting]:
    """What this SEIL has to confirm and, where nothing is, what is still to be agreed."""
    agreeing = await rows.agreeing(context.session, context.ids, context.now - CONFIRMED_FOR)
    leaders = await _leaders(context)
    waiting = []
    for found in agreeing:
        network_ctx = context.networks[found.network_id]
        name, apart = _named(network_ctx, found.instrument)
        chairs, seils, executives = (leaders.get((found.network_id, role), []) for role in _ROLES)
        mine = [
            at
            for by, at in found.proposed
            if context.actor.user_id in confirmers(by, chairs=chairs, seils=seils, executives=executives)
        ]
        if mine:
            sentence = say("assessments.waiting_confirm", network=name, count=len(mine))
            todo = Todo(sentence, say("assessments.confirm"), "/cop-assess", f"confirm {apart}".strip())
            waiting.append(Waiting(found.network_id, context.day(found.network_id, min(mine)), todo))
        elif found.agreed + len(found.proposed) < found.items and (
            network_ctx.next_post(found.closed_at) <= context.now < found.closed_at + AGREE_FOR
        ):
            sentence = say("assessments.waiting_agree", network=name)
            todo = Todo(sentence, say("assessments.agree"), "/cop-assess", f"agree {apart}".strip())
            waiting.append(Waiting(found.network_id, context.day(found.network_id, found.closed_at), todo))
    return waiting


def _named(network_ctx: NetworkContext, key: str) -> tuple[str, str]:
    """The network's name, and what the instrument goes by in a command's words, where it uses several."""
    instrument = next((one for one in network_ctx.instruments if one.key == key), None)
    name = network_ctx.named(instrument) if instrument else network_ctx.network.name
    return name, network_ctx.told_apart(key)


_ROLES = (Role.CHAIR, Role.SEIL, Role.EXECUTIVE)


async def _leaders(context: DeskContext) -> dict[tuple[int, str], Sequence[str]]:
    """Who leads which network, by network and role."""
    found: dict[tuple[int, str], list[str]] = {}
    for membership in await network_rows.memberships_in(context.session, context.ids, LEADERS):
        found.setdefault((membership.network_id, membership.role), []).append(membership.person_id)
    return dict(found)

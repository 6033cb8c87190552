"""Looking at accounts before an id is kept or named: it has to be a person's, and of this workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid, Refused
from domain.people import MAY_BE_WRITTEN_TO, MAY_HOLD_A_ROLE, OF_THE_WORKSPACE, Standing, is_person_id
from services.access import Asker, actor_of
from services.context import AppContext
from services.ports import DeliveryProblem
from storage import networks as network_rows
from storage import people as people_rows
from storage import rosters


async def check_can_hold_roles(
    app: AppContext, workspace_id: int, people: Iterable[tuple[str, str]], channels: Collection[str] = ()
) -> None:
    """`people` are ids, each with the form field that names it. Raises Invalid at the first that cannot.

    channels: see Messenger.standing_of.
    """
    for person, field in people:
        await _check(app, workspace_id, person, field, MAY_HOLD_A_ROLE, channels=channels)


async def check_sets_up(app: AppContext, asker: Asker, channels: Collection[str] = ()) -> None:
    """Networks are set up by the organisation's own people: no guest, and nobody of another one.

    Whoever holds a role here was looked at when it was given, and operators are named by the settings. Raises Refused.
    """
    async with app.database.read() as session:
        actor = await actor_of(app, session, asker)
    if actor.grants or actor.is_admin:
        return
    try:
        found = await (await app.messenger(asker.workspace_id)).standing_of(asker.user_id, channels)
    except DeliveryProblem as problem:
        raise Refused("networks.setup_nobody_told") from problem
    if found not in MAY_HOLD_A_ROLE:
        raise Refused("networks.setup_not_by_guests")


async def check_known(app: AppContext, workspace_id: int, people: Iterable[tuple[str | None, str]]) -> None:
    """The same for people who are only named: any account of the workspace will do.

    Whoever holds a role here was looked at when it was given, and costs no call.
    """
    for person, field in people:
        if person is None:
            continue
        if not is_person_id(person):
            raise Invalid("networks.not_a_person", field)
        async with app.database.read() as session:
            held = await network_rows.memberships_of_person(session, workspace_id, person)
        if not held:
            await _check(app, workspace_id, person, field, OF_THE_WORKSPACE)


async def check_reachable(app: AppContext, workspace_id: int, people: Iterable[tuple[str, str]]) -> None:
    """The same for people whom the bot is about to write to: each is looked at, whatever they hold."""
    for person, field in people:
        await _check(app, workspace_id, person, field, MAY_BE_WRITTEN_TO, "introductions.not_reachable")


async def could_hold_roles(app: AppContext, workspace_id: int, person: str) -> bool:
    """Whether somebody could hold a role, or the chat cannot say now: whoever then takes one is looked at again."""
    if not is_person_id(person):
        return False
    try:
        return await (await app.messenger(workspace_id)).standing_of(person) in MAY_HOLD_A_ROLE
    except DeliveryProblem:
        return True


async def own_account(session: AsyncSession, workspace_id: int) -> str | None:
    """The bot's own account in the workspace, as if it were a person; None where it has not spoken there yet."""
    chat_id = (await rosters.workspace(session, workspace_id)).bot_user_id
    if chat_id is None:
        return None
    found = (await people_rows.known(session, workspace_id, [chat_id])).get(chat_id)
    return found.id if found is not None else None


async def _check(
    app: AppContext,
    workspace_id: int,
    person: str,
    field: str,
    allowed: Collection[Standing],
    otherwise: str = "networks.not_a_person",
    channels: Collection[str] = (),
) -> None:
    """Raises Invalid. otherwise: the key of what to say where the account is none of those allowed."""
    if not is_person_id(person):
        raise Invalid(otherwise, field)
    try:
        found = await (await app.messenger(workspace_id)).standing_of(person, channels)
    except DeliveryProblem as problem:
        raise Invalid("networks.not_looked_up", field) from problem
    if found not in allowed:
        guest = found in (Standing.GUEST, Standing.STRANGER)
        raise Invalid("networks.not_of_this_workspace" if guest else otherwise, field)

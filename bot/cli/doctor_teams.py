"""What `cop-bot doctor` looks at where the bot speaks in Microsoft Teams."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Iterator, Sequence
from urllib.parse import urlsplit

from bot.chat import Chat
from bot.cli.check import Check
from bot.settings import Settings, wrong_for_teams
from bot.teams.keys import KeysAway
from bot.teams.side import TeamsSide
from services.ports import DeliveryProblem, WorkspaceLost

REFUSED = (
    "Check TEAMS_APP_ID and TEAMS_TENANT_ID, and TEAMS_APP_SECRET: it has to be the secret's value, not its id, and "
    "each ends some day. With a managed identity, check that this machine has it."
)
AWAY = "Check the network, a proxy, and https://status.cloud.microsoft; then try again."


async def check_teams(settings: Settings, chats: Sequence[Chat]) -> AsyncIterator[tuple[Check, str | None]]:
    """Settings, token, keys and addresses; with the bot's own id there where Microsoft knows it."""
    wrong = wrong_for_teams(settings)
    for sentence in wrong:
        what, _, what_to_do = sentence.partition(". ")
        yield Check(what, what_to_do), None
    if wrong:
        return
    side = next(chat for chat in chats if isinstance(chat, TeamsSide))
    yield check_public_url(settings.public_url or ""), None
    bot = await _check_token(side)
    yield bot
    try:
        number = await side.keys.check()
        yield Check(f"Microsoft's {number} keys for Teams are there, by which its requests are known"), None
    except KeysAway:
        yield Check("Microsoft's keys cannot be fetched, so no request of Teams' would be trusted", AWAY), None
    for check in _check_options(settings):
        yield check, None
    if bot[1] is not None:
        yield Check(f"Teams is spoken to at {await side.tenant.service_url()}"), None
    if settings.teams_graph and bot[1] is not None:
        yield await _check_graph(side), None


async def _check_token(side: TeamsSide) -> tuple[Check, str | None]:
    try:
        who = await side.messenger.identity()
    except WorkspaceLost as problem:
        return Check(f"Microsoft gives the bot no token: {problem.reason}", REFUSED), None
    except DeliveryProblem as problem:
        return Check(f"Microsoft's sign-in cannot be reached: {problem.reason}", AWAY), None
    return Check(f"Microsoft knows the bot in the tenant {who.workspace_id}"), who.bot_user_id


def check_public_url(public_url: str) -> Check:
    """Whether Teams could reach the bot there, as far as the address tells."""
    parts = urlsplit(public_url)
    if parts.scheme != "https" or _is_private(parts.hostname or ""):
        what = f"PUBLIC_URL is {public_url}, which Teams cannot reach"
        return Check(what, "Set it to the bot's public address, which starts with https://.")
    address = f"{public_url}/teams/messages"
    return Check(f"The messaging endpoint of the Azure Bot has to be {address} (its page 'Configuration')")


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host


def _check_options(settings: Settings) -> Iterator[Check]:
    if settings.teams_read_history:
        yield Check(
            "A message that is in doubt is looked for in its channel (TEAMS_READ_HISTORY): each team's owner has to "
            "consent to that when the bot is added"
        )
    else:
        yield Check(
            "A message in doubt is sent again, so one may stand twice now and then: docs/operations.md says when"
        )


async def _check_graph(side: TeamsSide) -> Check:
    """Whether the tenant lets the bot ask about people."""
    try:
        await side.messenger.people()
    except DeliveryProblem as problem:
        what_to_do = "Have an administrator consent to User.ReadBasic.All, or leave TEAMS_GRAPH out."
        return Check(f"Microsoft Graph does not answer about people: {problem.reason}", what_to_do)
    return Check("Microsoft Graph answers about people (TEAMS_GRAPH)")

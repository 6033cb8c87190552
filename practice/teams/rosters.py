"""Who is in a conversation, and what is in a team."""

import base64
from typing import Any

from practice.teams.errors import refusal
from practice.teams.ids import split_conversation
from practice.teams.people import User
from practice.teams.places import Channel, Chat, Team
from practice.teams.world import World

LEAST_PAGE, USUAL_PAGE, MOST_PAGE = 50, 200, 500

Answer = tuple[int, Any]


def where(world: World, conversation_id: str) -> Channel | Chat:
    """The conversation that the bot means. ConnectorError where it is not there, or the bot is not in it."""
    found = world.find(conversation_id)
    if isinstance(found, Channel):
        if not world.app_is_in(found):
            raise refusal("BotNotInConversationRoster")
        return found
    if isinstance(found, Chat):
        if world.users[found.person].closed:
            raise refusal("ConversationNotFound")
        if found.person not in world.app.installed_for:
            raise refusal("Forbidden")
        return found
    raise refusal("ConversationNotFound")


def _roster(world: World, conversation_id: str) -> list[User]:
    found = where(world, conversation_id)
    return world.members(found) if isinstance(found, Channel) else [world.users[found.person]]


def members(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """All members at once."""
    return 200, [user.as_member() for user in _roster(world, said["conversation"])]


def paged_members(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """The members a page at a time: 50 to 500, whatever was asked."""
    asked = said.get("pageSize", "")
    size = min(max(int(asked) if asked.isdigit() else USUAL_PAGE, LEAST_PAGE), MOST_PAGE)
    start = _start(said.get("continuationToken", ""))
    users = _roster(world, said["conversation"])
    page: dict[str, Any] = {"members": [user.as_member() for user in users[start : start + size]]}
    if start + size < len(users):
        page["continuationToken"] = base64.b64encode(f"from {start + size}".encode()).decode()
    return 200, page


def _start(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.b64decode(token, validate=True).decode().removeprefix("from "))
    except ValueError:
        raise refusal("BadArgument", "The continuation token is not valid.") from None


def member(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """One member, by `29:` id, object id or UPN."""
    wanted = said["member"]
    for user in _roster(world, said["conversation"]):
        if wanted in (user.id, user.chat_id) or wanted.lower() == user.upn.lower():
            return 200, user.as_member()
    raise refusal("MemberNotFoundInConversation")


def _team(world: World, team_id: str) -> Team:
    found = world.find(team_id)
    if not isinstance(found, Channel):
        raise refusal("ConversationNotFound")
    if not world.team_of(found).app_added:
        raise refusal("BotNotInConversationRoster")
    return world.team_of(found)


def team(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """A team by its id."""
    found = _team(world, split_conversation(said["team"])[0])
    return 200, {"id": found.id, "name": found.name, "aadGroupId": found.group_id, "tenantId": world.tenant_id}


def channels(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """The channels of a team: the private ones that the bot is in among them."""
    found = _team(world, split_conversation(said["team"])[0])
    shown = [c for c in found.channels.values() if not c.deleted and (c.kind == "standard" or c.app_added)]
    return 200, {"conversations": [channel.as_listed() for channel in shown]}

"""What an app asks about itself and the workspace, and the address for Socket Mode."""

import re

from practice.slack.api.call import Answer, ApiError, Call, Method


def _address(call: Call) -> str:
    return f"{call.world.base_url}/"


def auth_test(call: Call) -> Answer:
    """auth.test"""
    world = call.world
    return {
        "url": _address(call),
        "team": world.team_name,
        "user": world.bot.name,
        "team_id": world.team_id,
        "user_id": world.bot.user_id,
        "bot_id": world.bot.bot_id,
        "is_enterprise_install": False,
        **({"enterprise_id": world.enterprise_id} if world.enterprise_id else {}),
    }


def api_test(call: Call) -> Answer:
    """api.test: says back what it was given."""
    given = {key: value for key, value in call.args.items() if key != "token"}
    if given.get("error"):
        raise ApiError(str(given["error"]), args=given)
    return {"args": given}


def bots_info(call: Call) -> Answer:
    """bots.info"""
    bot = call.world.bot
    if call.text("bot") not in ("", bot.bot_id):
        raise ApiError("bot_not_found")
    described = {"id": bot.bot_id, "deleted": not bot.installed, "name": bot.real_name, "updated": 0}
    return {"bot": described | {"app_id": bot.app_id, "user_id": bot.user_id, "icons": {}}}


def team_info(call: Call) -> Answer:
    """team.info"""
    domain = re.sub(r"[^a-z0-9]+", "-", call.world.team_name.lower()).strip("-")
    team = {"id": call.world.team_id, "name": call.world.team_name, "domain": domain}
    return {"team": team | {"url": _address(call), "email_domain": "", "icon": {}}}


async def connections_open(call: Call) -> Answer:
    """apps.connections.open"""
    return {"url": await call.sockets.address()}


METHODS = {
    "auth.test": Method(auth_test, (), 300),
    "api.test": Method(api_test, (), 100),
    "bots.info": Method(bots_info, ("users:read",), 50),
    "team.info": Method(team_info, ("team:read",), 50),
}
APP_METHODS = {"apps.connections.open": Method(connections_open, (), 20)}

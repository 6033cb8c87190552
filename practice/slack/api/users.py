"""users.*: who is here."""

from practice.slack.api.call import Answer, ApiError, Call, Method
from practice.slack.api.conversations import READ, kinds_asked_for, listing
from practice.slack.api.pages import page
from practice.slack.people import User
from practice.slack.strangers import is_stranger

EMAIL_SCOPE = "users:read.email"


def _with_email(call: Call) -> bool:
    return EMAIL_SCOPE in call.world.bot.scopes


def info(call: Call) -> Answer:
    """users.info"""
    return {"user": _described(call, call.user())}


def _described(call: Call, user: User) -> Answer:
    return user.as_slack(with_email=_with_email(call), is_stranger=is_stranger(call.world, user.id))


def list_users(call: Call) -> Answer:
    """users.list"""
    shown, cursor = page(call, list(call.world.users.values()))
    described = [_described(call, user) for user in shown]
    now = int(call.world.clock.now())
    return {"members": described, "cache_ts": now, "response_metadata": {"next_cursor": cursor}}


def look_up_by_email(call: Call) -> Answer:
    """users.lookupByEmail: deactivated people are not found."""
    email = call.required("email").lower()
    for user in call.world.users.values():
        if user.email.lower() == email and not user.deactivated:
            return {"user": _described(call, user)}
    raise ApiError("users_not_found")


def conversations(call: Call) -> Answer:
    """users.conversations: where somebody (the bot, if nobody is named) is a member, as far as the bot may know."""
    kinds = kinds_asked_for(call)
    user_id = call.user().id if call.text("user") else call.bot_id
    theirs = [c for c in call.world.channels_of(user_id) if c.kind in kinds]
    return listing(call, [c for c in theirs if c.kind == "public" or call.bot_id in c.members])


METHODS = {
    "users.info": Method(info, ("users:read",), 100),
    "users.list": Method(list_users, ("users:read",), 20),
    "users.lookupByEmail": Method(look_up_by_email, (EMAIL_SCOPE,), 50),
    "users.conversations": Method(conversations, READ, 50),
}

"""All methods of the Web API that the workspace plays."""

from practice.slack.api import chat, conversations, files, history, reactions, team, users, views
from practice.slack.api.call import Method

METHODS: dict[str, Method] = {
    **team.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **history.METHODS,
    **users.METHODS,
    **views.METHODS,
    **reactions.METHODS,
    **files.METHODS,
}

#: Called with the app-level token instead of the bot's.
APP_METHODS: dict[str, Method] = dict(team.APP_METHODS)

#: Methods that count as posts for the rate limits.
POSTS = ("chat.postMessage",)

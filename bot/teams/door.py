"""Who may come in from Teams: a request counts as Teams' before anything in it is read as more than bytes.

Its token is looked at first, then the length, then what it holds against what the token vouches for.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.counted import acknowledging
from bot.door import Reading, TooLong, TooMuch
from bot.load_limit import LoadLimit
from bot.teams.activity import MOST_BYTES, NoActivity, read
from bot.teams.hearing import Hearing
from bot.teams.identity import NotTrusted, TokensIn
from bot.teams.keys import KeysAway

NOT_TEAMS = PlainTextResponse("This is no request of Teams'.\n", 401)
NO_ACTIVITY = PlainTextResponse("This is no activity of Teams'.\n", 400)
TOO_LONG = PlainTextResponse("That is longer than anything of Teams'.\n", 413)
BUSY = PlainTextResponse("Too much at once. Please try again.\n", 503, {"Retry-After": "1"})
GONE = Response(status_code=400)
"""For whoever went away in the midst of their request; nobody reads it."""

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


def messages(tokens: TokensIn, hearing: Hearing, crowd: LoadLimit) -> Endpoint:
    """All that Teams tells comes to this one address."""
    reading = Reading(MOST_BYTES)

    async def hear(request: Request) -> Response:
        try:
            vouched = await tokens.vouched(request.headers.get("authorization"))
            body = await reading.body(request)
            activity = read(body)
            tokens.check(vouched, activity.body)
        except NotTrusted as error:
            log.warning("a request was not trusted", extra={"reason": error.reason})
            return NOT_TEAMS
        except KeysAway:
            return BUSY
        except ClientDisconnect:
            return GONE
        except TooLong:
            return TOO_LONG
        except TooMuch:
            return BUSY
        except NoActivity:
            return NO_ACTIVITY
        with crowd.place() as free:
            if not free:
                return BUSY
            kind = {"type": activity.name or activity.type}
            with acknowledging(kind, uncounted=hearing.is_confidential(activity)):
                answer = await hearing.hear(activity)
        return JSONResponse(answer) if answer is not None else Response()

    return hear

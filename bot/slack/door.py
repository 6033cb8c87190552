"""What Slack tells, heard: each request becomes an Interaction, and the router finds who hears it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.slack.answering import SlackAnswering, acknowledgement
from bot.slack.happenings import EVENTS, happening
from bot.slack.messenger import Pause
from bot.slack.mrkdwn import message_words, spoken_words, typed_words
from bot.slack.naming import named_before, named_in_form, named_in_words
from domain.commands import COMMANDS
from handlers.fields import Fields
from handlers.interaction import Happening, Interaction, Surface
from handlers.router import Router
from handlers.typed import Typed
from services import Services
from services.access import Asker
from services.directory import WorkspacePeople

EVERYTHING = re.compile("")
SURFACES = {"modal": Surface.FORM, "home": Surface.HOME}


class SlackDoor:
    """One listener a kind, since Bolt tries its listeners in turn. pause: how to wait some seconds. proxy:
    through which answers go, None for none."""

    def __init__(self, router: Router, services: Services, clock: Clock, pause: Pause, proxy: str | None) -> None:
        self._router = router
        self._services = services
        self._clock = clock
        self._pause = pause
        self._proxy = proxy

    def bind(self, app: AsyncApp) -> None:
        """Register the listeners with Bolt."""
        at_once = [Acknowledging()]
        # Clicks first: Bolt tries them in turn, and when a question is asked, everybody clicks.
        app.action(EVERYTHING, middleware=at_once)(self._on_click)
        app.command(_any_of(command.name for command in COMMANDS), middleware=at_once)(self._on_command)
        app.view_submission(EVERYTHING)(self._on_submission)
        app.shortcut(EVERYTHING, middleware=at_once)(self._on_shortcut)
        app.event(_any_of(name.partition(".")[0] for name in EVENTS))(self._on_event)

    def is_confidential(self, body: Mapping[str, Any]) -> bool:
        """Whether this click or form answers a question that stays open."""
        match body:
            case {"actions": [{"action_id": str(action_id)}, *_]}:
                return self._router.is_confidential(action_id)
            case {"type": "view_submission", "view": {"callback_id": str(callback_id)}}:
                return self._router.is_confidential(callback_id)
        return False

    async def _on_command(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        typed = typed_words(str(body.get("text") or ""))
        heard = await self._heard(body, context, client, respond, command=body["command"], typed=typed)
        await self._router.hear_command(heard)

    async def _on_click(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await self._router.hear_click(await self._heard(body, context, client, respond))

    async def _on_shortcut(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        words = message_words(str(_part(body, "message").get("text") or ""))
        self._router.note_running()
        author = _text(_part(body, "message").get("user")) or ""
        known = await (await self._people(context)).find_all([author]) if author else {}
        heard = await self._heard(body, context, client, respond, message=words, message_by=known.get(author))
        await self._router.hear_shortcut(heard, body["callback_id"])

    async def _on_event(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        event = _part(body, "event")
        found = happening(event)
        if found is None:
            return
        self._router.note_running()
        people = await self._people(context)
        if not await self._concerns(found, body, context, people):
            return
        inviter = _text(event.get("inviter"))
        seconds = body.get("event_time")
        heard = await self._heard(
            body,
            context,
            client,
            None,
            inviter=inviter and await people.person_for(inviter),
            new_channel_id=_text(event.get("new_channel_id")),
            thread=_text(event.get("thread_ts")),
            typed=spoken_words(str(event.get("text") or ""), context.bot_user_id),
            happened_at=datetime.fromtimestamp(seconds, UTC)
            if isinstance(seconds, int) and 0 < seconds < 2**33
            else None,
        )
        await self._router.hear_happening(heard, found)

    async def _on_submission(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        heard = await self._heard(body, context, client, None)
        answer = await self._router.hear_submission(heard, str(body["view"].get("callback_id")))
        await ack(**(await acknowledgement(answer, await self._people(context)) if answer else {}))

    async def _people(self, context: AsyncBoltContext) -> WorkspacePeople:
        """Who is who in the workspace that this comes from."""
        return self._services.app.directory.within(await self._services.places.workspace(slack_workspace(context)))

    async def _concerns(
        self, found: Happening, body: Mapping[str, Any], context: AsyncBoltContext, people: WorkspacePeople
    ) -> bool:
        """Whether it is about somebody with whom the bot has to do, so that it gets an id for them: of those who come
        and go in channels, or close their accounts, most are none of its."""
        user, known = _user(body), {}
        if found in (Happening.JOINED, Happening.LEFT, Happening.ACCOUNT_CLOSED) and user:
            known = await people.find_all([user])
        match found:
            case Happening.LEFT | Happening.ACCOUNT_CLOSED:
                return user in known
            case Happening.JOINED if user not in known and user != context.bot_user_id:
                return await self._services.networks.presence.has_network(people.workspace_id, _channel(body) or "")
        return True

    async def _heard(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond | None,
        **more: Any,
    ) -> Interaction:
        self._router.note_running()
        client.proxy = self._proxy  # Bolt's copy of the client forgets where not to use one
        people = await self._people(context)
        user = _user(body)
        typed: Typed = more.pop("typed", Typed())
        view, action = _part(body, "view"), _action(body)
        return Interaction(
            services=self._services,
            asker=Asker(people.workspace_id, user and await people.person_for(user), _request_key(body)),
            now=self._clock(),
            answering=SlackAnswering(body, client, respond, people, self._pause),
            channel_id=_channel(body),
            is_direct=_is_direct(body),
            action=str(action.get("action_id") or ""),
            typed=await named_in_words(typed, people),
            value=await named_before(_value(action), people),
            is_link=bool(action.get("url")),
            surface=SURFACES.get(str(view.get("type")), Surface.MESSAGE),
            carried=await named_before(str(view.get("private_metadata") or ""), people),
            fields=Fields(await named_in_form(form_values(view), _fields_of_people(view), people)),
            inputs=[block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"],
            **more,
        )


def form_values(view: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The form's values by the name of their field (block_id and action_id are the same)."""
    found: dict[str, str | tuple[str, ...]] = {}
    for name, elements in (_part(view, "state").get("values") or {}).items():
        element = elements.get(name) if isinstance(elements, Mapping) else None
        if isinstance(element, Mapping):
            found[name] = _form_value(element)
    return found


def _fields_of_people(view: Mapping[str, Any]) -> list[str]:
    """The names of the form's fields in which people are chosen."""
    values = _part(view, "state").get("values") or {}
    elements = {name: found.get(name) for name, found in values.items() if isinstance(found, Mapping)}
    chosen = ("selected_user", "selected_users")
    return [name for name, one in elements.items() if isinstance(one, Mapping) and any(key in one for key in chosen)]


def _form_value(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    for several in ("selected_options", "selected_users"):
        if several in element:
            chosen = element[several] if isinstance(element[several], list) else []
            return tuple(_option(one) if isinstance(one, Mapping) else str(one) for one in chosen)
    if "selected_option" in element:
        return _option(element["selected_option"])
    for one in ("value", "selected_user", "selected_conversation", "selected_date", "selected_time"):
        if element.get(one):
            return str(element[one])
    return ""


def _option(option: object) -> str:
    return str(option.get("value") or "") if isinstance(option, Mapping) else ""


def _action(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found = (body.get("actions") or [{}])[0]
    return found if isinstance(found, Mapping) else {}


def _value(action: Mapping[str, Any]) -> str:
    """What the button carries, or the value that was picked from the list."""
    return str(action.get("value") or "") or _option(action.get("selected_option"))


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(found: object) -> str | None:
    return found if isinstance(found, str) and found else None


def _channel(body: Mapping[str, Any]) -> str | None:
    """The conversation it happened in, or None (in a form, on Home)."""
    event = _part(body, "event")
    for named in (body.get("channel_id"), body.get("channel"), event.get("old_channel_id"), event.get("channel")):
        found = named.get("id") if isinstance(named, Mapping) else named
        if found:
            return str(found)
    return _text(_part(body, "container").get("channel_id"))


def _is_direct(body: Mapping[str, Any]) -> bool:
    """Whether it is a conversation of one person or of a few, and no channel."""
    channel = _channel(body)
    name = str(body.get("channel_name") or _part(body, "channel").get("name") or "")
    return bool(channel and channel.startswith("D")) or name == "directmessage" or name.startswith("mpdm-")


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Exactly these names, so that Bolt itself says that it knows no other."""
    return re.compile(rf"\A(?:{'|'.join(map(re.escape, names)) or '(?!)'})\Z")


class Acknowledging(AsyncMiddleware):
    """Answer Slack before the listener starts; where the listener does it, Bolt looks for that every 10 ms only.

    As a class, since Bolt looks up for a function what it would like to be given, at each request.
    """

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        await req.context.ack()
        return await next()


def slack_workspace(context: AsyncBoltContext) -> str:
    """The team (or enterprise) where the bot is installed that hears this: the one whose token answers it."""
    if context.is_enterprise_install and context.enterprise_id:
        return context.enterprise_id
    return context.team_id or context.enterprise_id or ""


def _user(body: Mapping[str, Any]) -> str:
    user = body.get("user") or {}
    event_user = _part(body, "event").get("user")
    if isinstance(event_user, Mapping):
        event_user = event_user.get("id")
    return str(body.get("user_id") or (user.get("id") if isinstance(user, Mapping) else user) or event_user or "")


def _request_key(body: Mapping[str, Any]) -> str | None:
    """What stays the same when the same thing is sent twice: the event's id, or the click's trigger."""
    return _text(body.get("event_id")) or _text(body.get("trigger_id"))

"""What Teams tells, heard: each activity becomes an Interaction, and the router finds who hears it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from msgspec import structs

from bot.teams.activity import Activity
from bot.teams.answering import ToWords
from bot.teams.ground import Ground, Heard, request_key
from bot.teams.happenings import LEARNED, Told, told
from bot.teams.invokes import Body, Invokes
from bot.teams.typed import HOME, said
from domain.commands import BY_NAME
from domain.errors import AlreadyHandled
from facts.channels import ChannelOfTeam
from handlers.interaction import Happening
from services.access import Asker


class Hearing:
    """Hears one bot's activities, which are known to be Teams'. bot_name: as people see it."""

    def __init__(self, ground: Ground, bot_name: str) -> None:
        self._ground = ground
        self._bot_name = bot_name
        self._invokes = Invokes(ground)

    def is_confidential(self, activity: Activity) -> bool:
        """Whether it answers a question that stays open."""
        return self._ground.is_confidential(activity)

    async def hear(self, activity: Activity) -> Body:
        """What the request is answered with; only an invoke is answered with more than that it came."""
        if activity.type == "invoke":
            return await self._invokes.hear(activity)
        if activity.type == "message" and activity.is_for_bot and not activity.sender.id.startswith("28:"):
            self._ground.background(self._hear_words(activity))
        elif activity.type in ("conversationUpdate", "installationUpdate"):
            self._ground.background(self._hear_happening(activity))
        return None

    # What somebody typed

    async def _hear_words(self, activity: Activity) -> None:
        if await self._ground.is_stranger(activity):
            await self._ground.turn_away(activity)
            return
        heard = await self._ground.who(activity)
        if heard is None:
            return
        named = await self._mentioned(heard)
        found = said(activity, BY_NAME, self._bot_name, named)
        asker = self._ground.asker(heard)
        place = self._ground.place(heard, asker)
        interaction = self._ground.interaction(heard, asker, ToWords(place), typed=found.typed, thread=activity.thread)
        if not found.command:
            in_chat = Happening.WRITTEN_TO if activity.is_personal else Happening.MENTIONED
            await self._ground.router.hear_happening(interaction, in_chat)
            return
        try:
            # Teams sends a message again where it thinks that it did not arrive.
            await self._ground.services.home.note_heard(asker.by(f"heard:{asker.request_key}"), self._ground.clock())
        except AlreadyHandled:
            return
        if found.command == HOME:
            await self._ground.router.hear_happening(interaction, Happening.HOME_OPENED)
            return

        async def network() -> int | None:
            """The channel's, which is not known any more where a form is opened from the person's own chat."""
            choices = await self._ground.services.places.find(asker, heard.channel_id) if activity.team_id else []
            return choices[0].network_id if len(choices) == 1 else None

        place = replace(place, command=found.command, words=found.typed.carried, network=network)
        await self._ground.router.hear_command(
            structs.replace(interaction, command=found.command, answering=ToWords(place))
        )

    async def _mentioned(self, heard: Heard) -> dict[str, str]:
        """Our own ids of the people whom a message mentions, by Teams' ids."""
        found: dict[str, str] = {}
        for who in {one.who for one in heard.activity.mentions if one.who.id != heard.activity.bot.id}:
            person = await self._ground.known(heard.workspace_id, who, heard.activity.conversation_id)
            if person:
                found[who.id] = person
        return found

    # What Teams tells by itself

    async def _hear_happening(self, activity: Activity) -> None:
        found = told(activity)
        if not found and not activity.team_id:
            return
        workspace_id = await self._ground.workspace(activity)
        channels = await self._channels(workspace_id, activity, found)
        if any(one.happening in (Happening.JOINED, Happening.LEFT) for one in found):
            self._ground.speaking.forget_rosters(channels)
        for one in found:
            everywhere = [id_ for id_, channel in channels.items() if one.of_all or not channel.own_members]
            for channel_id in [one.channel_id] if one.channel_id else everywhere or [activity.channel_id]:
                await self._tell_of(workspace_id, activity, one, channel_id)

    async def _tell_of(self, workspace_id: int, activity: Activity, one: Told, channel_id: str) -> None:
        if one.is_bot:
            person = await self._ground.bot_in(workspace_id, activity.bot.id)
        elif one.happening is Happening.LEFT:
            person = await self._ground.met(workspace_id, one.who, channel_id)
        else:
            person = await self._newcomer(workspace_id, one, channel_id)
        if not person:
            return
        # Whoever brought the bot into a team hears once how to go on, and not for each of its channels.
        first = channel_id == activity.team_id
        inviter = await self._ground.known(workspace_id, one.inviter, channel_id) if one.inviter and first else None
        heard = Heard(activity, workspace_id, person)
        key = request_key(activity.id, one.happening, channel_id, one.who.id)
        asker = Asker(workspace_id, person, key)
        interaction = structs.replace(
            self._ground.interaction(heard, asker, ToWords(self._ground.place(heard, asker)), inviter=inviter),
            channel_id=channel_id or activity.conversation_id,
            happened_at=activity.happened_at,
        )
        await self._ground.router.hear_happening(interaction, one.happening)

    async def _newcomer(self, workspace_id: int, one: Told, channel_id: str) -> str:
        """Who came; nobody where the bot has nothing to do with them, and so needs no id for them."""
        met = await self._ground.met(workspace_id, one.who, channel_id)
        presence = self._ground.services.networks.presence
        # Only a channel with members of its own can have one of another organisation.
        if not met and one.channel_id and await self._ground.is_from_elsewhere(channel_id, one.who):
            return ""
        if met or one.happening is not Happening.JOINED or await presence.has_network(workspace_id, channel_id):
            return await self._ground.known(workspace_id, one.who, channel_id)
        return ""

    async def _channels(
        self, workspace_id: int, activity: Activity, found: Sequence[Told]
    ) -> Mapping[str, ChannelOfTeam]:
        """The channels of the team it is about, those too that only Teams knows of."""
        team_id, known = activity.team_id, self._ground.services.channels
        if not team_id:
            return {}
        if any(not one.channel_id for one in found) or activity.event in LEARNED:
            await self._ground.learn(workspace_id, team_id)
        return {team_id: ChannelOfTeam(), **await known.of_team(workspace_id, team_id)}

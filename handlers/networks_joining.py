"""Hears people say which school they lead, and those who lead the network see who comes and goes."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.networks.cards import NetworkAction
from prompts.networks.forms import NO_SCHOOL, Field, NetworkView, say_school_form
from prompts.notices import notice, notice_view
from prompts.text import Text, channel_link, listing, mention
from services.networks.joining import Claim, Claimed


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.action(NetworkAction.SAY_SCHOOL, handle_say_school_click, opens=True)
    router.submission(NetworkView.SAY_SCHOOL, handle_say_school_submission)
    router.action(NetworkAction.PICK_SCHOOL, handle_pick_school_click)
    router.action(NetworkAction.NO_SCHOOL, handle_no_school_click)
    router.action(NetworkAction.CONFIRM_JOINED, handle_confirm_joined_click)
    router.action(NetworkAction.HAS_LEFT, handle_has_left_click)
    router.action(NetworkAction.KEEP, handle_keep_click)


async def handle_say_school_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    choice = await interaction.services.networks.joining.choice(interaction.asker, network_id)
    if not choice.schools:
        if choice.leaders:
            raise Invalid("networks.no_schools_yet", leaders=_people(choice.leaders))
        raise Invalid("networks.no_schools_yet_alone")
    await interaction.open(say_school_form(network_id, choice.schools))


async def handle_say_school_submission(interaction: Interaction) -> Answer | None:
    network_id = interaction.ref("network")
    chosen = interaction.fields.row(Field.SCHOOL)
    if chosen is None:
        raise Invalid("networks.wrong_no_own_school", Field.SCHOOL)
    if chosen == NO_SCHOOL:
        sentence = await _no_school(interaction, network_id)
    else:
        sentence = _claimed(
            await interaction.services.networks.joining.claim(interaction.asker, network_id, chosen, interaction.now)
        )
    return Answer(update=notice_view(notice(sentence)))


async def handle_pick_school_click(interaction: Interaction) -> None:
    claimed = await interaction.services.networks.joining.claim(
        interaction.asker, interaction.ref("network"), interaction.ref("school"), interaction.now
    )
    await interaction.replace(notice(_claimed(claimed)))


async def handle_no_school_click(interaction: Interaction) -> None:
    await interaction.replace(notice(await _no_school(interaction, interaction.ref("network"))))


async def handle_confirm_joined_click(interaction: Interaction) -> None:
    school = await interaction.services.networks.joining.school_name(
        interaction.asker, interaction.ref("network"), interaction.ref("school")
    )
    await interaction.replace(
        notice(say("networks.joined_noted", person=mention(interaction.ref_person("person")), school=school))
    )


async def handle_has_left_click(interaction: Interaction) -> None:
    person = interaction.ref_person("person")
    name = await interaction.services.networks.presence.end_roles(
        interaction.asker, interaction.ref("network"), person, interaction.now
    )
    await interaction.replace(notice(say("networks.has_left", person=mention(person), name=name)))


async def handle_keep_click(interaction: Interaction) -> None:
    name = await interaction.services.networks.joining.decline(interaction.asker, interaction.ref("network"))
    await interaction.replace(notice(say("networks.kept", person=mention(interaction.ref_person("person")), name=name)))


async def _no_school(interaction: Interaction, network_id: int) -> Text:
    choice = await interaction.services.networks.joining.choice(interaction.asker, network_id)
    if choice.channel_id is None or not choice.leaders:
        return say("networks.no_school_thanks_alone")
    return say("networks.no_school_thanks", channel=channel_link(choice.channel_id), leaders=_people(choice.leaders))


def _claimed(claimed: Claimed) -> Text:
    match claimed.claim:
        case Claim.ALREADY:
            return say("networks.already_you", school=claimed.school)
        case Claim.ASKED if claimed.principals:
            text = say("networks.asked_for_you", school=claimed.school, people=_people(claimed.principals))
            if not claimed.deciding:
                return text
            return text + " " + say("networks.asked_whether_you_take_over", leaders=_people(claimed.deciding))
        case Claim.ASKED:
            return say("networks.asked_to_confirm", school=claimed.school, leaders=_people(claimed.leaders))
        case Claim.JOINED:
            key = "networks.joined_you" if claimed.leaders else "networks.joined_you_alone"
            return say(key, school=claimed.school, name=claimed.name, leaders=_people(claimed.leaders))


def _people(users: tuple[str, ...]) -> Text:
    return listing(mention(user) for user in users)

"""Hears people say which school they lead, and those who lead the network see who comes and goes."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.catalog import say
from prompts.networks import NetworkAction
from prompts.networks_forms import NO_SCHOOL, Field, NetworkView, say_school_form
from prompts.notices import notice, notice_view
from prompts.text import Text, channel_link, listing, mention
from services.networks.joining import Claim, Claimed


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.action(NetworkAction.SAY_SCHOOL, handle_say_school_click)
    router.submission(NetworkView.SAY_SCHOOL, handle_say_school_submission)
    router.action(NetworkAction.PICK_SCHOOL, handle_pick_school_click)
    router.action(NetworkAction.NO_SCHOOL, handle_no_school_click)
    router.action(NetworkAction.CONFIRM_JOINED, handle_confirm_joined_click)
    router.action(NetworkAction.HAS_LEFT, handle_has_left_click)
    router.action(NetworkAction.KEEP, handle_keep_click)


async def handle_say_school_click(heard: Heard) -> None:
    network_id = heard.ref("network")
    choice = await heard.services.networks.joining.choice(heard.asker, network_id)
    if not choice.schools:
        raise Invalid(
            say("networks.no_schools_yet", leaders=_people(choice.leaders))
            if choice.leaders
            else say("networks.no_schools_yet_alone")
        )
    await heard.open(say_school_form(network_id, choice.schools))


async def handle_say_school_submission(heard: Heard) -> Answer | None:
    network_id = heard.ref("network")
    chosen = heard.fields.choice(Field.SCHOOL)
    if chosen is None:
        raise Invalid("Choose your school.", Field.SCHOOL)
    if int(chosen) == NO_SCHOOL:
        sentence = await _no_school(heard, network_id)
    else:
        sentence = _claimed(
            await heard.services.networks.joining.claim(heard.asker, network_id, int(chosen), heard.now)
        )
    return Answer(update=notice_view(notice(sentence)))


async def handle_pick_school_click(heard: Heard) -> None:
    claimed = await heard.services.networks.joining.claim(
        heard.asker, heard.ref("network"), heard.ref("school"), heard.now
    )
    await heard.replace(notice(_claimed(claimed)))


async def handle_no_school_click(heard: Heard) -> None:
    await heard.replace(notice(await _no_school(heard, heard.ref("network"))))


async def handle_confirm_joined_click(heard: Heard) -> None:
    school = await heard.services.networks.joining.school_name(heard.asker, heard.ref("network"), heard.ref("school"))
    await heard.replace(notice(say("networks.joined_noted", person=mention(heard.ref_person("person")), school=school)))


async def handle_has_left_click(heard: Heard) -> None:
    person = heard.ref_person("person")
    name = await heard.services.networks.presence.end_roles(heard.asker, heard.ref("network"), person, heard.now)
    await heard.replace(notice(say("networks.has_left", person=mention(person), name=name)))


async def handle_keep_click(heard: Heard) -> None:
    name = await heard.services.networks.joining.decline(heard.asker, heard.ref("network"))
    await heard.replace(notice(say("networks.kept", person=mention(heard.ref_person("person")), name=name)))


async def _no_school(heard: Heard, network_id: int) -> Text:
    choice = await heard.services.networks.joining.choice(heard.asker, network_id)
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

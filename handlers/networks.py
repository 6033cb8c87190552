"""Hears all about networks: setting one up, looking at it, and changing its settings, people and schools."""

from __future__ import annotations

import re

from domain.errors import Invalid, Refused
from domain.heard import bare
from domain.policies import Role
from handlers import (
    agreements,
    groups,
    networks_days,
    networks_events,
    networks_joining,
    networks_school_roles,
    networks_taking_over,
    showcases,
)
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, ChooseNetwork, Interaction, NotHeard
from handlers.router import Router
from handlers.typed import Typed
from prompts.catalog import say
from prompts.message import Message, View
from prompts.networks.cards import NetworkAction, network_card, role_listing
from prompts.networks.forms import Field, NetworkView, settings_form, setup_channel_form, setup_form
from prompts.networks.posts import move_or_new_message, setup_already_message
from prompts.networks.roster_forms import (
    HAS_LEFT,
    add_schools_form,
    person_form,
    pick_person_form,
    school_form,
    schools_view,
)
from prompts.notices import notice, notice_view
from prompts.text import Text, listing, mention
from services.networks.roster import PersonSaved
from services.networks.setting_up import Ready, SetUpNetwork, SetupStart
from services.networks.settings import NetworkSettings

OF_NETWORKS_ALONE = ("schools", "add_schools", "show", "link", "find")
"""What a joint group does not do: whoever types it there means their own network."""

_SCHOOL = re.compile(
    r"\b(?:PS|SC|HS|P-12|P-9|(?:primary|secondary|high) school|college|high|campus|primary)\W*$", re.IGNORECASE
)
"""How a school's name ends."""
_ROLE = re.compile(
    r"\b(?:chair|principal|executive|delegate|seil|left|leaving|retired|retiring|resigned)\b", re.IGNORECASE
)
_BESIDE_A_NAME = re.compile(
    r"\b(?:chair|(?:assistant )?principal|executive|delegate|member|seil|school|is|as|to|for|the|our|new|acting|now"
    r"|from|a|an|has|have|left|leaving|retired|retiring|resigned|make|remove|hand over)\b",
    re.IGNORECASE,
)
"""What is said around a person's name where their roles are meant."""


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-setup", handle_set_up_network_command)
    router.submission(NetworkView.SETUP_CHANNEL, handle_choose_channel_submission)
    router.action(NetworkAction.SET_UP_NEW, handle_set_up_network_click, opens=True)
    router.action(NetworkAction.MOVE_HERE, handle_move_network_click)
    router.submission(NetworkView.SETUP, handle_set_up_network_submission)

    router.command("/cop-network", handle_show_network_command)
    router.action(NetworkAction.SETTINGS, handle_open_settings_click, opens=True)
    router.submission(NetworkView.SETTINGS, handle_save_settings_submission)

    router.action(NetworkAction.PEOPLE, handle_pick_person_click, opens=True)
    router.submission(NetworkView.PICK_PERSON, handle_pick_person_submission)
    router.action(NetworkAction.PERSON, handle_open_person_click, opens=True)
    router.submission(NetworkView.PERSON, handle_save_person_submission)

    router.action(NetworkAction.SCHOOLS, handle_show_schools_click, opens=True)
    router.action(NetworkAction.ADD_SCHOOLS, handle_add_schools_click)
    router.submission(NetworkView.ADD_SCHOOLS, handle_add_schools_submission)
    router.action(NetworkAction.CHANGE_SCHOOL, handle_open_school_click)
    router.submission(NetworkView.SCHOOL, handle_save_school_submission)

    networks_days.register(router)
    networks_school_roles.register(router)
    networks_joining.register(router)
    networks_taking_over.register(router)
    networks_events.register(router)


# Setting up


async def handle_set_up_network_command(interaction: Interaction) -> None:
    """What is typed is the network's name."""
    name = bare(rest_of(interaction, hear(interaction)).plain())
    if interaction.channel_id is None or interaction.is_direct:
        await interaction.services.networks.setup.check(interaction.asker)
        await interaction.open(setup_channel_form(name))  # from the Home tab, or written to the bot itself
        return
    channel_id = _channel(interaction)
    start = await interaction.services.networks.setup.start(interaction.asker, channel_id, interaction.now)
    found = _set_up(start, channel_id, name)
    if isinstance(found, View):
        await interaction.open(found)
    else:
        await interaction.reply(found)


async def handle_choose_channel_submission(interaction: Interaction) -> Answer | None:
    """The channel that is to become a network's, chosen where there was none around the command."""
    channel_id = interaction.fields.conversation(Field.CHANNEL)
    if channel_id is None:
        raise Invalid("networks.setup_no_channel", Field.CHANNEL)
    start = await interaction.services.networks.setup.start(interaction.asker, channel_id, interaction.now)
    found = _set_up(start, channel_id, str(interaction.refs.get("name", "")))
    return Answer(update=found if isinstance(found, View) else notice_view(found))


def _set_up(start: SetupStart, channel_id: str, name: str) -> View | Message:
    """The form; or what is there instead: the channel has a network, or may be the new home of one."""
    if start.ready is not Ready.EMPTY:
        resumed = start.ready is Ready.RESUMED
        return setup_already_message(start.name, start.network_id or 0, resumed=resumed)
    if start.movable:
        return move_or_new_message(start.movable, channel_id)
    return setup_form(channel_id, start.calendars, may_set_area=start.may_set_area, name=name)


async def handle_set_up_network_click(interaction: Interaction) -> None:
    start = await interaction.services.networks.setup.start(interaction.asker, _channel(interaction), interaction.now)
    if start.ready is not Ready.EMPTY:
        await interaction.replace(setup_already_message(start.name, start.network_id or 0, resumed=False))
        return
    await interaction.open(setup_form(_channel(interaction), start.calendars, may_set_area=start.may_set_area))


async def handle_move_network_click(interaction: Interaction) -> None:
    name = await interaction.services.networks.setup.move(
        interaction.asker, interaction.ref("network"), _channel(interaction), interaction.now
    )
    await interaction.replace(notice(say("networks.setup_moved", name=name)))


async def handle_set_up_network_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    form = SetUpNetwork(
        channel_id=interaction.ref_text("channel"),
        name=fields.text(Field.NAME),
        schools=fields.text(Field.SCHOOLS),
        area=fields.text(Field.AREA),
        region=fields.text(Field.REGION),
        focus=fields.text(Field.FOCUS),
        min_meetings=fields.number(Field.MIN_MEETINGS),
        calendar=fields.choice(Field.CALENDAR),
        zone=fields.choice(Field.ZONE),
        notify_channel=bool(fields.choices(Field.NOTIFY)),
        chair=fields.person(Field.CHAIR),
        executive=fields.people(Field.EXECUTIVE),
        seils=fields.people(Field.SEILS),
    )
    await interaction.services.networks.setup.set_up(interaction.asker, form, interaction.now)
    return None


# Looking


async def handle_show_network_command(interaction: Interaction) -> None:
    heard = hear(interaction)
    if heard.key == "agreement":
        await agreements.show(interaction, await interaction.network_id(in_sight=True, own=True))
        return
    rest = bare(heard.rest)
    begins_group = heard.key == "group" and (bool(rest) or interaction.is_direct)
    try:
        network_id = await interaction.network_id(own=heard.key in OF_NETWORKS_ALONE or begins_group)
    except ChooseNetwork:
        if heard.key or not rest or interaction.typed.people or "@" in rest or _ROLE.search(rest):
            raise
        network_id = 0  # the words are a network's name, or nothing
    match heard.key:
        case "people" if not interaction.typed.people and _SCHOOL.search(rest):
            await _open_schools(interaction, network_id, rest)
        case "people":
            await _open_people(interaction, network_id, rest_of(interaction, heard))
        case "schools":
            await interaction.open(
                schools_view(await interaction.services.networks.reading.schools(interaction.asker, network_id))
            )
        case "add_schools":
            await interaction.services.networks.reading.check_roster_change(interaction.asker, network_id)
            await interaction.open(add_schools_form(network_id, rest))
        case "roles":
            await networks_school_roles.show_questions(interaction, network_id)
        case "settings":
            await _open_settings(interaction, network_id)
        case "show":
            await showcases.open_shown(interaction, network_id)
        case "link":
            await showcases.open_link(interaction, network_id, rest)
        case "group" if rest:
            await _start_group(interaction, network_id, rest_of(interaction, heard))
        case "group":
            await groups.show_board(interaction, network_id)
        case "find":
            await showcases.find(interaction, network_id, rest)
        case "days":
            await networks_days.open_days(interaction, network_id, heard.rest)
        case "" if interaction.typed.people or "@" in rest:
            await _open_people(interaction, network_id, interaction.typed)
        case "" if _ROLE.search(rest) and await _named_in(interaction, network_id, interaction.typed):
            await _open_people(interaction, network_id, interaction.typed)
        case "" if rest:
            named = await interaction.services.places.named(interaction.asker, rest)
            if named is None:
                raise NotHeard(heard.near)
            await _show_card(interaction, named.network_id)
        case _:
            await _show_card(interaction, network_id)


async def _open_schools(interaction: Interaction, network_id: int, rest: str) -> None:
    """ "Add Coburg High": the form to add schools; "remove Coburg PS": the list, where each can be changed."""
    reading = interaction.services.networks.reading
    if interaction.words[0] in ("add", "new"):
        await reading.check_roster_change(interaction.asker, network_id)
        await interaction.open(add_schools_form(network_id, rest))
    else:
        await interaction.open(schools_view(await reading.schools(interaction.asker, network_id)))


async def _start_group(interaction: Interaction, network_id: int, typed: Typed) -> None:
    """The form with the name in it; a group of that name is shown instead to whoever is in it."""
    name = bare(typed.plain())
    named = await interaction.services.places.named(interaction.asker, name)
    if named is not None and named.is_group:
        await _show_card(interaction, named.network_id)
        return
    await groups.open_start(interaction, network_id, name)


async def _show_card(interaction: Interaction, network_id: int) -> None:
    card = await interaction.services.networks.reading.card(interaction.asker, network_id, interaction.now)
    await interaction.reply(network_card(card))


# Settings


async def handle_open_settings_click(interaction: Interaction) -> None:
    await _open_settings(interaction, interaction.ref("network"))


async def _open_settings(interaction: Interaction, network_id: int) -> None:
    form = await interaction.services.networks.reading.settings_form(interaction.asker, network_id, interaction.now)
    await interaction.open(settings_form(form))


async def handle_save_settings_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    form = NetworkSettings(
        name=fields.text(Field.NAME),
        area=fields.text(Field.AREA) if fields.has(Field.AREA) else None,
        region=fields.text(Field.REGION) if fields.has(Field.REGION) else None,
        focus=fields.text(Field.FOCUS),
        min_meetings=fields.number(Field.MIN_MEETINGS),
        weekly_pulse=bool(fields.choices(Field.WEEKLY_PULSE)),
        fortnightly="fortnight" in fields.choices(Field.WEEKLY_PULSE),
        notify_channel=bool(fields.choices(Field.NOTIFY)),
        threshold=fields.number(Field.THRESHOLD),
        posting_time=fields.time(Field.POSTING),
        zone=fields.choice(Field.ZONE),
        calendar=fields.choice(Field.CALENDAR),
        half_year=interaction.ref_text("half_year"),
        opens=fields.date(Field.OPENS),
        closes=fields.date(Field.CLOSES),
    )
    name = await interaction.services.networks.changes.save(
        interaction.asker, interaction.ref("network"), form, interaction.now
    )
    return _said(say("networks.settings_saved", name=name))


# People


async def handle_pick_person_click(interaction: Interaction) -> None:
    await _open_people(interaction, interaction.ref("network"), Typed())


async def _open_people(interaction: Interaction, network_id: int, typed: Typed) -> None:
    """The form of the one person who was picked, or the one that asks whom it is about."""
    reading = interaction.services.networks.reading
    await reading.check_roster_change(interaction.asker, network_id)
    picked = [person.user_id for person in typed.people] or await _named_in(interaction, network_id, typed)
    if len(picked) == 1:
        await interaction.open(person_form(await reading.person_form(interaction.asker, network_id, picked[0])))
    else:
        await interaction.open(pick_person_form(network_id, typed.plain("@")))


async def _named_in(interaction: Interaction, network_id: int, typed: Typed) -> list[str]:
    """Who of the network can be meant by a name that was typed beside a role, or alone."""
    name = bare(_BESIDE_A_NAME.sub(" ", typed.text))
    if not name:
        return []
    [found] = await interaction.services.places.called(interaction.asker, [name], interaction.now, network_id)
    return found


async def handle_pick_person_submission(interaction: Interaction) -> Answer | None:
    person = interaction.fields.person(Field.PERSON)
    if person is None:
        raise Invalid("forms.choose_person", Field.PERSON)
    form = await interaction.services.networks.reading.person_form(
        interaction.asker, interaction.ref("network"), person
    )
    return Answer(update=person_form(form))


async def handle_open_person_click(interaction: Interaction) -> None:
    form = await interaction.services.networks.reading.person_form(
        interaction.asker, interaction.ref("network"), interaction.ref_person("person")
    )
    await interaction.open(person_form(form))


async def handle_save_person_submission(interaction: Interaction) -> Answer | None:
    ticked = interaction.fields.choices(Field.ROLES)
    if not {*Role, HAS_LEFT}.issuperset(ticked):
        raise Invalid("forms.no_choice", Field.ROLES)
    school = interaction.fields.row(Field.SCHOOL)
    saved = await interaction.services.networks.roster.save_person(
        interaction.asker,
        interaction.ref("network"),
        interaction.ref_person("person"),
        [role for role in ticked if role != HAS_LEFT],
        school,
        interaction.now,
        left=HAS_LEFT in ticked,
    )
    return _said(_saved(saved))


def _saved(saved: PersonSaved) -> Text:
    if saved.asked:
        people = listing(mention(one) for one in saved.asked)
        return say(
            "networks.person_asked", people=people, person=mention(saved.person), roles=role_listing(saved.waiting)
        )
    if not saved.changed:
        return say("networks.person_same", person=mention(saved.person))
    if not saved.roles:
        return say("networks.person_gone", person=mention(saved.person), name=saved.name)
    return say("networks.person_saved", person=mention(saved.person), roles=role_listing(saved.roles), name=saved.name)


# Schools


async def handle_show_schools_click(interaction: Interaction) -> None:
    await interaction.open(
        schools_view(await interaction.services.networks.reading.schools(interaction.asker, interaction.ref("network")))
    )


async def handle_add_schools_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    await interaction.services.networks.reading.check_roster_change(interaction.asker, network_id)
    await interaction.change_view(add_schools_form(network_id))


async def handle_add_schools_submission(interaction: Interaction) -> Answer | None:
    found = await interaction.services.networks.roster.add_schools(
        interaction.asker, interaction.ref("network"), interaction.fields.text(Field.SCHOOLS), interaction.now
    )
    return Answer(update=schools_view(found))


async def handle_open_school_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    school = await interaction.services.networks.reading.school(
        interaction.asker, network_id, interaction.ref("school")
    )
    await interaction.change_view(school_form(network_id, school))


async def handle_save_school_submission(interaction: Interaction) -> Answer | None:
    found = await interaction.services.networks.roster.save_school(
        interaction.asker,
        interaction.ref("network"),
        interaction.ref("school"),
        interaction.fields.text(Field.NAME),
        interaction.fields.text(Field.TYPE),
        interaction.now,
        left=bool(interaction.fields.choices(Field.LEFT)),
        town=interaction.fields.text(Field.TOWN),
        postcode=interaction.fields.text(Field.POSTCODE),
    )
    return Answer(update=schools_view(found))


def _channel(interaction: Interaction) -> str:
    """The channel it was said in, or that was chosen before. Raises Refused in a direct conversation."""
    carried = interaction.refs.get("channel")
    if isinstance(carried, str):
        return carried
    if interaction.channel_id is None or interaction.is_direct:
        raise Refused("networks.setup_in_a_channel")
    return interaction.channel_id


def _said(sentence: Text) -> Answer:
    return Answer(update=notice_view(notice(sentence)))

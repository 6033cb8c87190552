"""Hears all about networks: setting one up, looking at it, and changing its settings, people, schools and days."""

from __future__ import annotations

from domain.errors import Invalid, Refused
from handlers import networks_events, networks_joining, networks_school_roles, networks_taking_over
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.catalog import say
from prompts.message import Message, View
from prompts.networks import NetworkAction, network_card, role_listing
from prompts.networks_forms import Field, NetworkView, settings_form, setup_channel_form, setup_form
from prompts.networks_posts import move_or_new_message, setup_already_message
from prompts.networks_roster_forms import (
    HAS_LEFT,
    add_day_form,
    add_schools_form,
    days_view,
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


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-setup", handle_set_up_network_command)
    router.submission(NetworkView.SETUP_CHANNEL, handle_choose_channel_submission)
    router.action(NetworkAction.SET_UP_NEW, handle_set_up_network_click)
    router.action(NetworkAction.MOVE_HERE, handle_move_network_click)
    router.submission(NetworkView.SETUP, handle_set_up_network_submission)

    router.command("/cop-network", handle_show_network_command)
    router.action(NetworkAction.SETTINGS, handle_open_settings_click)
    router.submission(NetworkView.SETTINGS, handle_save_settings_submission)

    router.action(NetworkAction.PEOPLE, handle_pick_person_click)
    router.submission(NetworkView.PICK_PERSON, handle_pick_person_submission)
    router.action(NetworkAction.PERSON, handle_open_person_click)
    router.submission(NetworkView.PERSON, handle_save_person_submission)

    router.action(NetworkAction.SCHOOLS, handle_show_schools_click)
    router.action(NetworkAction.ADD_SCHOOLS, handle_add_schools_click)
    router.submission(NetworkView.ADD_SCHOOLS, handle_add_schools_submission)
    router.action(NetworkAction.CHANGE_SCHOOL, handle_open_school_click)
    router.submission(NetworkView.SCHOOL, handle_save_school_submission)

    router.action(NetworkAction.DAYS, handle_show_days_click)
    router.action(NetworkAction.ADD_DAY, handle_add_day_click)
    router.submission(NetworkView.ADD_DAY, handle_add_day_submission)
    router.action(NetworkAction.REMOVE_DAY, handle_remove_day_click)

    networks_school_roles.register(router)
    networks_joining.register(router)
    networks_taking_over.register(router)
    networks_events.register(router)


# Setting up


async def handle_set_up_network_command(heard: Heard) -> None:
    if heard.words:
        raise Invalid(say("networks.setup_unclear"))
    if heard.channel_id is None or heard.channel_id.startswith("D"):
        await heard.open(setup_channel_form())  # from the Home tab, or written to the bot itself
        return
    channel_id = _channel(heard)
    found = _set_up(await heard.services.networks.setup.start(heard.asker, channel_id, heard.now), channel_id)
    if isinstance(found, View):
        await heard.open(found)
    else:
        await heard.reply(found)


async def handle_choose_channel_submission(heard: Heard) -> Answer | None:
    """The channel that is to become a network's, chosen where there was none around the command."""
    channel_id = heard.fields.conversation(Field.CHANNEL)
    if channel_id is None:
        raise Invalid(say("networks.setup_no_channel"), Field.CHANNEL)
    found = _set_up(await heard.services.networks.setup.start(heard.asker, channel_id, heard.now), channel_id)
    return Answer(update=found if isinstance(found, View) else notice_view(found))


def _set_up(start: SetupStart, channel_id: str) -> View | Message:
    """The form; or what is there instead: the channel has a network, or may be the new home of one."""
    if start.ready is not Ready.EMPTY:
        resumed = start.ready is Ready.RESUMED
        return setup_already_message(start.name, start.network_id or 0, resumed=resumed)
    if start.movable:
        return move_or_new_message(start.movable, channel_id)
    return setup_form(channel_id, start.calendars, may_set_area=start.may_set_area)


async def handle_set_up_network_click(heard: Heard) -> None:
    start = await heard.services.networks.setup.start(heard.asker, _channel(heard), heard.now)
    if start.ready is not Ready.EMPTY:
        await heard.replace(setup_already_message(start.name, start.network_id or 0, resumed=False))
        return
    await heard.open(setup_form(_channel(heard), start.calendars, may_set_area=start.may_set_area))


async def handle_move_network_click(heard: Heard) -> None:
    name = await heard.services.networks.setup.move(heard.asker, heard.ref("network"), _channel(heard), heard.now)
    await heard.replace(notice(say("networks.setup_moved", name=name)))


async def handle_set_up_network_submission(heard: Heard) -> Answer | None:
    fields = heard.fields
    form = SetUpNetwork(
        channel_id=heard.ref_text("channel"),
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
    await heard.services.networks.setup.set_up(heard.asker, form, heard.now)
    return None


# Looking


async def handle_show_network_command(heard: Heard) -> None:
    network_id = await heard.network_id()
    match heard.words:
        case []:
            await heard.reply(
                network_card(await heard.services.networks.reading.card(heard.asker, network_id, heard.now))
            )
        case ["people"] | ["person"] | ["add"]:
            await _open_pick_person(heard, network_id)
        case ["schools"] | ["school"]:
            await heard.open(schools_view(await heard.services.networks.reading.schools(heard.asker, network_id)))
        case ["roles"] | ["role"]:
            await networks_school_roles.show_questions(heard, network_id)
        case ["settings"] | ["change"]:
            await _open_settings(heard, network_id)
        case ["days"] | ["days", "off"] | ["day"]:
            await heard.open(await _days(heard, network_id))
        case _:
            raise Invalid(say("networks.network_unclear"))


# Settings


async def handle_open_settings_click(heard: Heard) -> None:
    await _open_settings(heard, heard.ref("network"))


async def _open_settings(heard: Heard, network_id: int) -> None:
    form = await heard.services.networks.reading.settings_form(heard.asker, network_id, heard.now)
    await heard.open(settings_form(form))


async def handle_save_settings_submission(heard: Heard) -> Answer | None:
    fields = heard.fields
    form = NetworkSettings(
        name=fields.text(Field.NAME),
        area=fields.text(Field.AREA) if fields.has(Field.AREA) else None,
        region=fields.text(Field.REGION),
        focus=fields.text(Field.FOCUS),
        min_meetings=fields.number(Field.MIN_MEETINGS),
        weekly_pulse=bool(fields.choices(Field.WEEKLY_PULSE)),
        notify_channel=bool(fields.choices(Field.NOTIFY)),
        threshold=fields.number(Field.THRESHOLD),
        posting_time=fields.time(Field.POSTING),
        zone=fields.choice(Field.ZONE),
        calendar=fields.choice(Field.CALENDAR),
        half_year=heard.ref_text("half_year"),
        opens=fields.date(Field.OPENS),
        closes=fields.date(Field.CLOSES),
    )
    name = await heard.services.networks.changes.save(heard.asker, heard.ref("network"), form, heard.now)
    return _said(say("networks.settings_saved", name=name))


# People


async def handle_pick_person_click(heard: Heard) -> None:
    await _open_pick_person(heard, heard.ref("network"))


async def _open_pick_person(heard: Heard, network_id: int) -> None:
    await heard.services.networks.reading.check_roster_change(heard.asker, network_id)
    await heard.open(pick_person_form(network_id))


async def handle_pick_person_submission(heard: Heard) -> Answer | None:
    person = heard.fields.person(Field.PERSON)
    if person is None:
        raise Invalid("Choose a person.", Field.PERSON)
    form = await heard.services.networks.reading.person_form(heard.asker, heard.ref("network"), person)
    return Answer(update=person_form(form))


async def handle_open_person_click(heard: Heard) -> None:
    form = await heard.services.networks.reading.person_form(
        heard.asker, heard.ref("network"), heard.ref_person("person")
    )
    await heard.open(person_form(form))


async def handle_save_person_submission(heard: Heard) -> Answer | None:
    ticked = heard.fields.choices(Field.ROLES)
    school = heard.fields.choice(Field.SCHOOL)
    saved = await heard.services.networks.roster.save_person(
        heard.asker,
        heard.ref("network"),
        heard.ref_person("person"),
        [role for role in ticked if role != HAS_LEFT],
        int(school) if school else None,
        heard.now,
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


async def handle_show_schools_click(heard: Heard) -> None:
    await heard.open(schools_view(await heard.services.networks.reading.schools(heard.asker, heard.ref("network"))))


async def handle_add_schools_click(heard: Heard) -> None:
    network_id = heard.ref("network")
    await heard.services.networks.reading.check_roster_change(heard.asker, network_id)
    await heard.change_view(add_schools_form(network_id))


async def handle_add_schools_submission(heard: Heard) -> Answer | None:
    found = await heard.services.networks.roster.add_schools(
        heard.asker, heard.ref("network"), heard.fields.text(Field.SCHOOLS), heard.now
    )
    return Answer(update=schools_view(found))


async def handle_open_school_click(heard: Heard) -> None:
    network_id = heard.ref("network")
    school = await heard.services.networks.reading.school(heard.asker, network_id, heard.ref("school"))
    await heard.change_view(school_form(network_id, school))


async def handle_save_school_submission(heard: Heard) -> Answer | None:
    found = await heard.services.networks.roster.save_school(
        heard.asker,
        heard.ref("network"),
        heard.ref("school"),
        heard.fields.text(Field.NAME),
        heard.fields.text(Field.TYPE),
        heard.now,
        left=bool(heard.fields.choices(Field.LEFT)),
    )
    return Answer(update=schools_view(found))


# Days


async def _days(heard: Heard, network_id: int) -> View:
    return days_view(await heard.services.networks.reading.days(heard.asker, network_id, heard.now))


async def handle_show_days_click(heard: Heard) -> None:
    await heard.open(await _days(heard, heard.ref("network")))


async def handle_add_day_click(heard: Heard) -> None:
    network_id = heard.ref("network")
    await heard.services.networks.reading.check_settings_change(heard.asker, network_id)
    await heard.change_view(add_day_form(network_id))


async def handle_add_day_submission(heard: Heard) -> Answer | None:
    network_id = heard.ref("network")
    fields = heard.fields
    is_open = fields.choice(Field.KIND) == "open"
    await heard.services.networks.changes.add_day(
        heard.asker, network_id, fields.date(Field.DAY), is_open, fields.text(Field.REASON), heard.now
    )
    return Answer(update=await _days(heard, network_id))


async def handle_remove_day_click(heard: Heard) -> None:
    network_id = heard.ref("network")
    await heard.services.networks.changes.remove_day(heard.asker, network_id, heard.ref("day"), heard.now)
    await heard.change_view(await _days(heard, network_id))


def _channel(heard: Heard) -> str:
    """The channel it was said in, or that was chosen before. Raises Refused in a direct conversation."""
    carried = heard.refs.get("channel")
    if isinstance(carried, str):
        return carried
    channel = heard.channel_id
    named = heard.body.get("channel_name") or (heard.body.get("channel") or {})
    name = str(named.get("name", "") if isinstance(named, dict) else named)
    if channel is None or channel.startswith("D") or name == "directmessage" or name.startswith("mpdm-"):
        raise Refused(say("networks.setup_in_a_channel"))
    return channel


def _said(sentence: Text) -> Answer:
    return Answer(update=notice_view(notice(sentence)))

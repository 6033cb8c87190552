"""The forms around a network as a whole: setting it up, its settings, and saying which school one leads."""

from __future__ import annotations

from enum import StrEnum

from domain.networks import FOCUS_LIMIT, NAME_LIMIT
from facts.networks import SchoolLine, SettingsForm
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.networks.cards import zone_place
from prompts.text import Words, invite, joined
from prompts.wording import half_year_name

ZONES = (
    "Australia/Melbourne",
    "Australia/Sydney",
    "Australia/Brisbane",
    "Australia/Hobart",
    "Australia/Adelaide",
    "Australia/Broken_Hill",
    "Australia/Darwin",
    "Australia/Perth",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
NO_SCHOOL = 0
"""Stands for "I'm not a principal here" among the schools to choose from."""


class NetworkView(StrEnum):
    SETUP = "networks.setup"
    SETUP_CHANNEL = "networks.setup_channel_form"
    SAY_SCHOOL = "networks.say_school_form"
    SETTINGS = "networks.settings_form"
    PICK_PERSON = "networks.pick_person"
    PERSON = "networks.person_form"
    ADD_SCHOOLS = "networks.add_schools_form"
    SCHOOL = "networks.school_form"
    ADD_DAY = "networks.add_day_form"
    MY_SCHOOL = "networks.my_school_form"


class Field(StrEnum):
    CHANNEL = "channel"
    NAME = "name"
    SCHOOLS = "schools"
    CHAIR = "chair"
    EXECUTIVE = "executive"
    SEILS = "seils"
    AREA = "area"
    REGION = "region"
    FOCUS = "focus"
    MIN_MEETINGS = "min_meetings"
    CALENDAR = "calendar"
    ZONE = "zone"
    WEEKLY_PULSE = "weekly_pulse"
    NOTIFY = "notify"
    THRESHOLD = "threshold"
    POSTING = "posting"
    OPENS = "opens"
    CLOSES = "closes"
    PERSON = "person"
    ROLES = "roles"
    SCHOOL = "school"
    TYPE = "type"
    TOWN = "town"
    POSTCODE = "postcode"
    LEFT = "left"
    DELEGATES = "delegates"
    READERS = "readers"
    DAY = "day"
    KIND = "kind"
    REASON = "reason"


def setup_channel_form(name: str = "") -> View:
    """Which channel is to be the network's? For whoever starts outside it. name: the network's, where it is known."""
    hint = say("networks.field_channel_hint", invite=invite())
    return View(
        NetworkView.SETUP_CHANNEL,
        say("networks.setup_title"),
        [elements.ChannelInput(Field.CHANNEL, say("networks.field_channel"), hint=hint)],
        submit=say("networks.setup_channel_submit"),
        close="Not now",
        metadata=refs.encode(name=name[: 2 * NAME_LIMIT]) if name else "",
    )


def setup_form(channel_id: str, calendars: tuple[str, ...], *, may_set_area: bool = True, name: str = "") -> View:
    """Everything about a new network in one form; only the name and the schools are needed at once."""
    return View(
        NetworkView.SETUP,
        say("networks.setup_title"),
        [
            elements.Section(say("networks.setup_intro")),
            elements.TextInput(
                Field.NAME,
                say("networks.field_name"),
                initial=name,
                placeholder=say("networks.field_name_placeholder"),
                most=NAME_LIMIT,
            ),
            elements.TextInput(
                Field.SCHOOLS, say("networks.field_schools"), multiline=True, hint=say("networks.field_schools_hint")
            ),
            elements.PersonInput(
                Field.CHAIR, say("networks.field_chair"), optional=True, hint=say("networks.field_chair_hint")
            ),
            elements.PeopleInput(
                Field.EXECUTIVE,
                say("networks.field_executive"),
                optional=True,
                hint=say("networks.field_executive_hint"),
            ),
            elements.PeopleInput(
                Field.SEILS, say("networks.field_seils"), optional=True, hint=say("networks.field_seils_hint")
            ),
            *_place_inputs("" if may_set_area else None, "", ""),
            _number_input(
                Field.MIN_MEETINGS, "networks.field_min_meetings", 1, hint=say("networks.field_min_meetings_hint")
            ),
            _notify_input(False),
            _calendar_input(calendars, "victoria"),
            _zone_input(ZONES[0]),
        ],
        submit=say("networks.setup_submit"),
        close="Not now",
        metadata=refs.encode(channel=channel_id),
    )


def say_school_form(network_id: int, schools: tuple[SchoolLine, ...]) -> View:
    """Which school do you lead?"""
    room = elements.MOST_OPTIONS - 1
    options = [elements.Option(school.name, str(school.school_id)) for school in schools[:room]]
    hint = say("networks.field_my_school_hint")
    if len(schools) > room:
        hint = joined(" ", [say("lists.more_options", number=len(schools) - room), hint])
    options.append(elements.Option(say("networks.school_other"), str(NO_SCHOOL)))
    return View(
        NetworkView.SAY_SCHOOL,
        say("networks.school_form_title"),
        [
            elements.SelectInput(
                Field.SCHOOL,
                say("networks.field_my_school"),
                options,
                placeholder=say("networks.offer_placeholder"),
                hint=hint,
            )
        ],
        submit=say("networks.school_form_submit"),
        close="Not now",
        metadata=refs.encode(network=network_id),
    )


def settings_form(form: SettingsForm) -> View:
    """Everything about the network but its people, schools and days."""
    opens, closes = form.window or (None, None)
    window: list[Element] = []
    if form.half_year:
        named = half_year_name(form.half_year)
        window = [
            elements.DateInput(Field.OPENS, say("networks.field_opens", half_year=named), initial=opens, optional=True),
            elements.DateInput(
                Field.CLOSES,
                say("networks.field_closes", half_year=named),
                initial=closes,
                optional=True,
                hint=say("networks.field_window_hint"),
            ),
        ]
    weekly = elements.Option(say("networks.field_weekly_pulse_option"), "yes")
    fortnight = elements.Option(say("networks.field_weekly_pulse_fortnight"), "fortnight")
    paces = (("yes", form.weekly_pulse), ("fortnight", form.weekly_pulse and form.fortnightly))
    return View(
        NetworkView.SETTINGS,
        say("networks.settings_title"),
        [
            elements.TextInput(Field.NAME, say("networks.field_name"), initial=form.name, most=NAME_LIMIT),
            *_place_inputs(
                form.area if form.may_set_area else None,
                # An area's region is the area's, for all its networks.
                form.region if form.may_set_area or not form.area else None,
                form.focus,
            ),
            _number_input(
                Field.MIN_MEETINGS,
                "networks.field_min_meetings",
                form.min_meetings,
                hint=say("networks.field_min_meetings_hint"),
            ),
            elements.CheckboxesInput(
                Field.WEEKLY_PULSE,
                say("networks.field_weekly_pulse"),
                [weekly, fortnight],
                initials=[pace for pace, chosen in paces if chosen],
            ),
            _notify_input(form.notify_channel),
            _number_input(
                Field.THRESHOLD,
                "networks.field_threshold",
                form.threshold,
                hint=say("networks.field_threshold_hint"),
            ),
            elements.TimeInput(
                Field.POSTING,
                say("networks.field_posting"),
                initial=f"{form.posting_time:%H:%M}",
                hint=say("networks.field_posting_hint"),
            ),
            *window,
            _calendar_input(form.calendars, form.calendar),
            _zone_input(form.zone),
        ],
        submit=say("networks.settings_submit"),
        close="Cancel",
        metadata=refs.encode(network=form.network_id, half_year=form.half_year),
    )


def _place_inputs(area: str | None, region: str | None, focus: str) -> list[Element]:
    """area, region: None where the form's reader may not set it."""
    asked = [(Field.AREA, "networks.field_area", area), (Field.REGION, "networks.field_region", region)]
    return [
        *(
            elements.TextInput(field, say(label), initial=known, optional=True, most=NAME_LIMIT)
            for field, label, known in asked
            if known is not None
        ),
        elements.TextInput(
            Field.FOCUS,
            say("networks.field_focus"),
            initial=focus,
            multiline=True,
            optional=True,
            hint=say("networks.field_focus_hint"),
            most=FOCUS_LIMIT,
        ),
    ]


def _notify_input(chosen: bool) -> Element:
    return elements.CheckboxesInput(
        Field.NOTIFY,
        say("networks.field_notify"),
        [elements.Option(say("networks.field_notify_option"), "yes")],
        initials=["yes"] if chosen else [],
        hint=say("networks.field_notify_hint"),
    )


def _number_input(field: Field, label: str, initial: int, *, hint: Words) -> Element:
    return elements.TextInput(field, say(label), initial=str(initial), most=3, hint=hint)


def _calendar_input(calendars: tuple[str, ...], chosen: str) -> Element:
    named = dict.fromkeys([*calendars, chosen])
    options = [elements.Option(name.replace("-", " ").replace("_", " ").title(), name) for name in named]
    return elements.SelectInput(Field.CALENDAR, say("networks.field_calendar"), options, initial=chosen)


def _zone_input(chosen: str) -> Element:
    options = [elements.Option(zone_place(zone), zone) for zone in dict.fromkeys([*ZONES, chosen])]
    return elements.SelectInput(Field.ZONE, say("networks.field_zone"), options, initial=chosen)

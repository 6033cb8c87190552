"""The forms around a network's roster: people and their roles, schools, and the days it keeps otherwise."""

from __future__ import annotations

from datetime import date

from domain.calendar import in_words
from domain.networks import NAME_LIMIT
from facts.networks import DayLine, DaysList, PersonForm, SchoolLine, SchoolsList
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.networks.cards import NetworkAction, role_listing, role_name
from prompts.networks.forms import Field, NetworkView
from prompts.text import Text, joined, mention
from prompts.typed import typed_block
from prompts.wording import day

HAS_LEFT = "left"
POSTCODE_DIGITS = 4
"""Stands for "has left" among the things to tick."""
MOST_DAYS = 40


def pick_person_form(network_id: int, typed: str = "") -> View:
    """Whose roles? typed: what somebody typed about them."""
    return View(
        NetworkView.PICK_PERSON,
        say("networks.person_pick_title"),
        [
            *([typed_block(typed)] if typed else []),
            elements.PersonInput(Field.PERSON, say("networks.person_pick"), hint=say("networks.person_pick_hint")),
        ],
        submit=say("networks.person_pick_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id),
    )


def person_form(form: PersonForm) -> View:
    """Somebody's roles and school."""
    who = "networks.person_who" if form.roles else "networks.person_who_new"
    notes = [say(who, person=mention(form.person), name=form.name)]
    kept = tuple(role for role in form.roles if role not in form.grantable)
    if kept:
        notes.append(say("networks.person_keeps", roles=role_listing(kept)))
    if form.chair and form.chair_since and "chair" in form.grantable:
        notes.append(say("networks.person_chair_now", chair=mention(form.chair), since=in_words(form.chair_since)))
    options = [elements.Option(role_name(role), role, say(f"networks.role_{role}_note")) for role in form.grantable]
    if form.roles:
        options.append(elements.Option(say("networks.role_left"), HAS_LEFT, say("networks.role_left_note")))
    shown: list[Element] = [
        elements.Section(joined("\n", notes)),
        elements.CheckboxesInput(Field.ROLES, say("networks.field_roles"), options, initials=form.roles),
    ]
    if form.schools:
        shown.append(
            elements.SelectInput(
                Field.SCHOOL,
                say("networks.field_person_school"),
                [elements.Option(school.name, str(school.school_id)) for school in form.schools],
                initial=str(form.school_id) if form.school_id else None,
                placeholder=say("networks.offer_placeholder"),
                optional=True,
                hint=say("networks.field_person_school_hint"),
            )
        )
    return View(
        NetworkView.PERSON,
        say("networks.person_title"),
        shown,
        submit=say("networks.person_submit"),
        close="Cancel",
        metadata=refs.encode(network=form.network_id, person=form.person),
    )


def schools_view(data: SchoolsList) -> View:
    """The network's schools, one to change, and a way to add more."""
    ids = refs.encode(network=data.network_id)
    add = elements.Button(say("networks.button_add_schools"), NetworkAction.ADD_SCHOOLS, ids, style="primary")
    if not data.schools:
        shown: list[Element] = [elements.Section(say("networks.schools_none", name=data.name)), elements.Buttons(add)]
    else:
        head = say("networks.schools_count", count=len(data.schools), name=data.name)
        lines = [head, *(_school_line(school) for school in data.schools)]
        parts = [lines[at : at + 25] for at in range(0, len(lines), 25)]
        choices = [
            elements.Option(school.name, refs.encode(network=data.network_id, school=school.school_id))
            for school in data.schools
        ]
        picker = elements.Menu(NetworkAction.CHANGE_SCHOOL, say("networks.schools_change"), choices)
        shown = [*(elements.Section(joined("\n", part)) for part in parts), elements.Buttons(picker, add)]
    return View("", say("networks.schools_title"), shown, metadata=ids)


def add_schools_form(network_id: int, schools: str = "") -> View:
    """Schools, one a line, which may be begun."""
    return View(
        NetworkView.ADD_SCHOOLS,
        say("networks.schools_add_title"),
        [
            elements.TextInput(
                Field.SCHOOLS,
                say("networks.field_schools"),
                initial=schools,
                multiline=True,
                hint=say("networks.field_schools_hint"),
            )
        ],
        submit=say("networks.schools_add_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id),
    )


def school_form(network_id: int, school: SchoolLine) -> View:
    """One school: its name, its type, and whether it is still here."""
    left = elements.Option(say("networks.field_school_left_option"), HAS_LEFT, say("networks.field_school_left_note"))
    return View(
        NetworkView.SCHOOL,
        say("networks.school_title"),
        [
            elements.TextInput(Field.NAME, say("networks.field_school_name"), initial=school.name, most=NAME_LIMIT),
            elements.TextInput(
                Field.TYPE,
                say("networks.field_school_type"),
                initial=school.school_type,
                optional=True,
                most=NAME_LIMIT,
                hint=say("networks.field_school_type_hint"),
            ),
            elements.TextInput(
                Field.TOWN, say("networks.field_town"), initial=school.town, optional=True, most=NAME_LIMIT
            ),
            elements.TextInput(
                Field.POSTCODE,
                say("networks.field_postcode"),
                initial=school.postcode,
                optional=True,
                most=POSTCODE_DIGITS,
            ),
            elements.CheckboxesInput(Field.LEFT, say("networks.field_school_left"), [left]),
        ],
        submit=say("networks.school_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id, school=school.school_id),
    )


def days_view(data: DaysList) -> View:
    """The days that the network keeps otherwise, each with a way to take it back."""
    shown: list[Element] = [
        elements.Section(say("networks.days_intro", name=data.name, calendar=data.calendar.title()))
    ]
    if not data.days:
        shown.append(elements.Section(say("networks.days_none")))
    for line in data.days[:MOST_DAYS]:
        remove = elements.Button(
            say("networks.button_remove"),
            NetworkAction.REMOVE_DAY,
            refs.encode(network=data.network_id, day=line.override_id),
        )
        shown.append(elements.Section(_day_line(line), beside=remove))
    if len(data.days) > MOST_DAYS:
        shown.append(elements.Context(say("networks.days_more", count=len(data.days) - MOST_DAYS)))
    ids = refs.encode(network=data.network_id)
    shown.append(elements.Buttons(elements.Button(say("networks.button_add_day"), NetworkAction.ADD_DAY, ids)))
    return View("", say("networks.days_title"), shown, metadata=ids)


def add_day_form(network_id: int, on: date | None = None, reason: str = "", typed: str = "") -> View:
    """A day that the network keeps otherwise. typed: what somebody typed that the form cannot hold."""
    kinds = [
        elements.Option(say(f"networks.day_kind_{kind}"), kind, say(f"networks.day_kind_{kind}_note"))
        for kind in ("closed", "open")
    ]
    return View(
        NetworkView.ADD_DAY,
        say("networks.day_title"),
        [
            *([typed_block(typed)] if typed else []),
            elements.DateInput(Field.DAY, say("networks.field_day"), initial=on),
            elements.RadioInput(Field.KIND, say("networks.field_day_kind"), kinds, initial="closed"),
            elements.TextInput(
                Field.REASON, say("networks.field_day_reason"), initial=reason, optional=True, most=NAME_LIMIT
            ),
        ],
        submit=say("networks.day_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id),
    )


def _school_line(school: SchoolLine) -> Text:
    key = "networks.schools_line_type" if school.school_type else "networks.schools_line"
    return say(key, school=school.name, type=school.school_type)


def _day_line(line: DayLine) -> Text:
    kind = "open" if line.is_school_day else "closed"
    key = f"networks.days_{kind}_reason" if line.reason else f"networks.days_{kind}"
    return say(key, day=f"{day(line.on)} {line.on.year}", reason=line.reason)

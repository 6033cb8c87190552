"""The forms around a network's roster: people and their roles, schools, and the days it keeps otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.calendar import in_words
from domain.networks import NAME_LIMIT
from prompts import blocks, refs
from prompts.catalog import say
from prompts.message import Block, View
from prompts.networks import DayLine, NetworkAction, SchoolLine, role_listing, role_name
from prompts.networks_forms import Field, NetworkView
from prompts.text import Mrkdwn, day, mention

HAS_LEFT = "left"
"""Stands for "has left" among the things to tick."""
MOST_DAYS = 40


@dataclass(frozen=True)
class PersonForm:
    """Somebody's roles in a network. `grantable` are those that whoever opened the form may give or take.

    `chair` is another person who is chair now, since `chair_since`.
    """

    network_id: int
    name: str
    person: str
    roles: tuple[str, ...]
    grantable: tuple[str, ...]
    school_id: int | None
    schools: tuple[SchoolLine, ...]
    chair: str | None = None
    chair_since: date | None = None


@dataclass(frozen=True)
class SchoolsView:
    network_id: int
    name: str
    schools: tuple[SchoolLine, ...]


@dataclass(frozen=True)
class DaysView:
    network_id: int
    name: str
    calendar: str
    days: tuple[DayLine, ...]


def pick_person_form(network_id: int) -> View:
    """Whose roles?"""
    return View(
        NetworkView.PICK_PERSON,
        say("networks.person_pick_title"),
        [blocks.person_input(Field.PERSON, say("networks.person_pick"), hint=say("networks.person_pick_hint"))],
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
    options = [blocks.option(role_name(role), role, say(f"networks.role_{role}_note")) for role in form.grantable]
    if form.roles:
        options.append(blocks.option(say("networks.role_left"), HAS_LEFT, say("networks.role_left_note")))
    shown: list[Block] = [
        blocks.section(Mrkdwn("\n".join(notes))),
        blocks.checkboxes_input(Field.ROLES, say("networks.field_roles"), options, initials=form.roles),
    ]
    if form.schools:
        shown.append(
            blocks.select_input(
                Field.SCHOOL,
                say("networks.field_person_school"),
                [blocks.option(school.name, str(school.school_id)) for school in form.schools],
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


def schools_view(data: SchoolsView) -> View:
    """The network's schools, one to change, and a way to add more."""
    ids = refs.encode(network=data.network_id)
    add = blocks.button(say("networks.button_add_schools"), NetworkAction.ADD_SCHOOLS, ids, style="primary")
    if not data.schools:
        shown: list[Block] = [blocks.section(say("networks.schools_none", name=data.name)), blocks.actions(add)]
    else:
        head = say("networks.schools_count", count=len(data.schools), name=data.name)
        lines = [head, *(_school_line(school) for school in data.schools)]
        parts = [lines[at : at + 25] for at in range(0, len(lines), 25)]
        picker = {
            "type": "static_select",
            "action_id": NetworkAction.CHANGE_SCHOOL,
            "placeholder": blocks.plain(say("networks.schools_change"), 150),
            "options": [
                blocks.option(school.name, refs.encode(network=data.network_id, school=school.school_id))
                for school in data.schools[:100]
            ],
        }
        shown = [*(blocks.section(Mrkdwn("\n".join(part))) for part in parts), blocks.actions(picker, add)]
    return View("", say("networks.schools_title"), shown, metadata=ids)


def add_schools_form(network_id: int) -> View:
    return View(
        NetworkView.ADD_SCHOOLS,
        say("networks.schools_add_title"),
        [
            blocks.text_input(
                Field.SCHOOLS, say("networks.field_schools"), multiline=True, hint=say("networks.field_schools_hint")
            )
        ],
        submit=say("networks.schools_add_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id),
    )


def school_form(network_id: int, school: SchoolLine) -> View:
    """One school: its name, its type, and whether it is still here."""
    left = blocks.option(say("networks.field_school_left_option"), HAS_LEFT, say("networks.field_school_left_note"))
    return View(
        NetworkView.SCHOOL,
        say("networks.school_title"),
        [
            blocks.text_input(Field.NAME, say("networks.field_school_name"), initial=school.name, most=NAME_LIMIT),
            blocks.text_input(
                Field.TYPE,
                say("networks.field_school_type"),
                initial=school.school_type,
                optional=True,
                most=NAME_LIMIT,
                hint=say("networks.field_school_type_hint"),
            ),
            blocks.checkboxes_input(Field.LEFT, say("networks.field_school_left"), [left]),
        ],
        submit=say("networks.school_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id, school=school.school_id),
    )


def days_view(data: DaysView) -> View:
    """The days that the network keeps otherwise, each with a way to take it back."""
    shown: list[Block] = [blocks.section(say("networks.days_intro", name=data.name, calendar=data.calendar.title()))]
    if not data.days:
        shown.append(blocks.section(say("networks.days_none")))
    for line in data.days[:MOST_DAYS]:
        remove = blocks.button(
            say("networks.button_remove"),
            NetworkAction.REMOVE_DAY,
            refs.encode(network=data.network_id, day=line.override_id),
        )
        shown.append(blocks.section(_day_line(line), accessory=remove))
    if len(data.days) > MOST_DAYS:
        shown.append(blocks.context(say("networks.days_more", count=len(data.days) - MOST_DAYS)))
    ids = refs.encode(network=data.network_id)
    shown.append(blocks.actions(blocks.button(say("networks.button_add_day"), NetworkAction.ADD_DAY, ids)))
    return View("", say("networks.days_title"), shown, metadata=ids)


def add_day_form(network_id: int) -> View:
    kinds = [
        blocks.option(say(f"networks.day_kind_{kind}"), kind, say(f"networks.day_kind_{kind}_note"))
        for kind in ("closed", "open")
    ]
    return View(
        NetworkView.ADD_DAY,
        say("networks.day_title"),
        [
            blocks.date_input(Field.DAY, say("networks.field_day")),
            blocks.radio_input(Field.KIND, say("networks.field_day_kind"), kinds, initial="closed"),
            blocks.text_input(Field.REASON, say("networks.field_day_reason"), optional=True, most=NAME_LIMIT),
        ],
        submit=say("networks.day_submit"),
        close="Cancel",
        metadata=refs.encode(network=network_id),
    )


def _school_line(school: SchoolLine) -> Mrkdwn:
    key = "networks.schools_line_type" if school.school_type else "networks.schools_line"
    return say(key, school=school.name, type=school.school_type)


def _day_line(line: DayLine) -> Mrkdwn:
    kind = "open" if line.is_school_day else "closed"
    key = f"networks.days_{kind}_reason" if line.reason else f"networks.days_{kind}"
    return say(key, day=f"{day(line.on)} {line.on.year}", reason=line.reason)

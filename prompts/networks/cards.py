"""What the bot says about a network: its card, and the messages around joining, leaving and standing still."""

from __future__ import annotations

from enum import StrEnum

from domain.calendar import in_words
from facts.networks import DayLine, NetworkCard, SchoolLine
from prompts import button_data as refs
from prompts import elements
from prompts.agreements.button import see_button
from prompts.catalog import say
from prompts.elements import Element
from prompts.groups.cards import card_buttons as group_buttons
from prompts.groups.cards import card_lines as group_lines
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.showcases.cards import ShowcasesAction, card_line
from prompts.showcases.links import card_links
from prompts.text import Text, channel_link, invite, joined, listing, mention
from prompts.wording import clock_time, day, half_year_name

SCHOOLS_A_SECTION = 15


class NetworkAction(StrEnum):
    MOVE_HERE = "networks.move_here"
    SET_UP_NEW = "networks.set_up_new"
    SAY_SCHOOL = "networks.say_school"
    PICK_SCHOOL = "networks.pick_school"
    NO_SCHOOL = "networks.no_school"
    CONFIRM_JOINED = "networks.confirm_joined"
    SCHOOL_ROLE = "networks.school_role"
    END_ROLE = "networks.end_role"
    OPEN_RECORDS = "networks.open_records"
    MY_SCHOOL = "networks.my_school"
    TAKES_OVER = "networks.takes_over"
    STAYS = "networks.stays"
    HAS_LEFT = "networks.has_left"
    KEEP = "networks.keep"
    SETTINGS = "networks.settings"
    PEOPLE = "networks.people"
    PERSON = "networks.person"
    SCHOOLS = "networks.schools"
    CHANGE_SCHOOL = "networks.change_school"
    ADD_SCHOOLS = "networks.add_schools"
    DAYS = "networks.days"
    ADD_DAY = "networks.add_day"
    REMOVE_DAY = "networks.remove_day"


def network_card(card: NetworkCard) -> Message:
    """Schools with who leads them, the leading roles, the settings; buttons for whoever may change them."""
    lines = [_title(card)]
    if card.paused:
        lines.append(paused_sentence(card.name, card.paused, card.channel_id))
    if card.group is not None:
        lines += group_lines(card.group)
    if card.chair or card.group is None or card.group.ended is None:  # nobody is made chair of what has ended
        lines.append(_chair_line(card))
    if card.executive:
        lines.append(say("networks.card_executive", people=_people(card.executive)))
    if card.seils:
        lines.append(say("networks.card_seils", people=_people(card.seils)))
    if card.wide:
        lines.append(say("networks.card_wide", people=_people(card.wide)))
    shown: list[Element] = [elements.Section(_lines(lines)), *_schools(card), *_settings(card)]
    shown += card_links(card.links)
    groups = group_buttons(card.group) if card.group is not None else []
    for buttons in (_card_buttons(card), groups, _buttons_beyond(card)):
        if buttons:
            shown.append(elements.Buttons(*buttons))
    return Message(say("networks.card_place", name=card.name), shown)


def paused_sentence(name: str, reason: str, channel_id: str | None) -> Text:
    """Why the network stands still, and what to do."""
    if channel_id is None:
        return say("networks.paused_no_channel", name=name)
    known = {"archived": "archived", "is_archived": "archived", "channel_is_archived": "archived"}
    closed = reason.startswith(("restricted_action", "posting_to_", "channel_is_limited")) or "WritesBlocked" in reason
    key = "closed" if closed else known.get(reason, reason if reason in ("deleted", "removed") else "other")
    return say(f"networks.paused_{key}", name=name, channel=channel_link(channel_id), invite=invite())


def role_name(role: str) -> Text:
    """A role as the forms name it, such as "Principal"."""
    return say(f"networks.role_{role}")


def role_listing(roles: tuple[str, ...]) -> Text:
    """ "chair and principal": roles inside a sentence; abbreviations keep their capitals."""
    names = [str(role_name(role)) for role in roles]
    return listing(name if name.isupper() else name[:1].lower() + name[1:] for name in names)


def zone_place(zone: str) -> str:
    """ "Melbourne" for "Australia/Melbourne"."""
    return zone.rpartition("/")[2].replace("_", " ")


def _title(card: NetworkCard) -> Text:
    key = "_".join(["card", *(["area"] if card.area else []), *(["region"] if card.region else [])])
    return say(f"networks.{key if key != 'card' else 'card_place'}", name=card.name, area=card.area, region=card.region)


def _chair_line(card: NetworkCard) -> Text:
    if card.group is not None:
        key = "networks.card_leads" if card.chair else "networks.card_leads_nobody"
        return say(key, chair=mention(card.chair) if card.chair else "")
    if card.chair is None or card.chair_since is None or card.chair_until is None:
        return say("networks.card_no_chair")
    return say(
        "networks.card_chair",
        chair=mention(card.chair),
        since=in_words(card.chair_since),
        until=in_words(card.chair_until),
    )


def _schools(card: NetworkCard) -> list[Element]:
    if not card.schools:
        return [elements.Section(say("networks.card_no_schools"))]
    head = say("networks.card_schools", count=len(card.schools))
    lines = [head, *(_school_line(school) for school in card.schools)]
    if card.without_school:
        lines.append(say("networks.card_without_school", people=_people(card.without_school)))
    parts = [lines[at : at + SCHOOLS_A_SECTION] for at in range(0, len(lines), SCHOOLS_A_SECTION)]
    return [elements.Section(_lines(part)) for part in parts]


def _school_line(school: SchoolLine) -> Text:
    name = say("groups.school_of", school=school.name, network=school.home) if school.home else school.name
    values = {"school": name, "leaders": _people(school.leaders), "delegates": _people(school.delegates)}
    if school.leaders:
        key = "networks.card_school_delegates" if school.delegates else "networks.card_school"
    else:
        key = "networks.card_school_only_delegates" if school.delegates else "networks.card_school_nobody"
    return say(key, **values)


def _settings(card: NetworkCard) -> list[Element]:
    lines = [say("networks.card_focus", focus=card.fiso_focus)] if card.fiso_focus else []
    asks = "networks.card_pulse_fortnight" if card.fortnightly else "networks.card_pulse_on"
    pulse = asks if card.weekly_pulse else "networks.card_pulse_off"
    resumes = "" if card.pulse_resumes is None else f"{day(card.pulse_resumes)} {card.pulse_resumes.year}"
    if resumes:
        pulse = "networks.card_pulse_paused"
    if card.shown is not None:
        lines.append(card_line(card.shown))
    window = (
        say(
            "networks.card_window",
            half_year=half_year_name(card.half_year),
            starts=day(card.window[0]),
            ends=day(card.window[1]),
        )
        if card.window
        else say("networks.card_window_usual", half_year=half_year_name(card.half_year))
        if card.half_year
        else None
    )
    small = [
        say("networks.card_meetings", count=card.min_meetings),
        say(pulse, answers=card.threshold, day=resumes),
        *([say("networks.card_notify")] if card.notify_channel else []),
        say(
            "networks.card_rhythm",
            time=clock_time(card.posting_time),
            zone=zone_place(card.zone),
            calendar=card.calendar.title(),
        ),
        *([window] if window else []),
        *([_days(card.days)] if card.days else []),
    ]
    shown: list[Element] = [elements.Section(_lines(lines))] if lines else []
    return [*shown, elements.Context(_lines(small))]


MOST_DAYS = 5


def _days(days: tuple[DayLine, ...]) -> Text:
    named = [
        say("networks.card_day_open" if line.is_school_day else "networks.card_day_closed", day=day(line.on))
        for line in days
    ]
    return say("networks.card_days", days=listing(named, MOST_DAYS))


def _card_buttons(card: NetworkCard) -> list[elements.Control]:
    ids = refs.encode(network=card.network_id)
    found: list[elements.Control] = []
    if card.leads_school:
        found.append(elements.Button(say("networks.button_my_school"), NetworkAction.MY_SCHOOL, ids))
    if card.may_change:
        found.append(elements.Button(say("networks.button_settings"), NetworkAction.SETTINGS, ids))
    if card.may_change_roster:
        found.append(elements.Button(say("networks.button_people"), NetworkAction.PEOPLE, ids))
        if card.group is None:
            found.append(elements.Button(say("networks.button_schools"), NetworkAction.SCHOOLS, ids))
    if card.may_change:
        found.append(elements.Button(say("networks.button_days"), NetworkAction.DAYS, ids))
    return found


def _buttons_beyond(card: NetworkCard) -> list[elements.Control]:
    """What has to do with other networks."""
    ids = refs.encode(network=card.network_id)
    found: list[elements.Control] = [see_button(card.network_id)] if card.may_see_agreement else []
    if card.may_show:
        found.append(elements.Button(say("showcases.button_show"), ShowcasesAction.SHOW, ids))
    if card.may_find:
        found.append(elements.Button(say("showcases.button_find"), ShowcasesAction.FIND, ids))
    if card.may_link:
        found.append(elements.Button(say("showcases.button_link"), ShowcasesAction.LINK, ids))
    if card.may_group:
        found.append(
            command_button(say("networks.button_groups"), "/cop-network", network_id=card.network_id, text="group")
        )
    return found


def _people(users: tuple[str, ...]) -> Text:
    return listing(mention(user) for user in users)


def _lines(lines: list[Text]) -> Text:
    return joined("\n", lines)

"""What the bot says about actions, as people read it: see golden/actions."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.typed import Asked, Doubt
from facts.actions import ActionDraft, ActionLine, ActionList, OwnerCard
from prompts.actions.cards import action_list, done_note, dropped_message, moved_message, owner_card, when_due
from prompts.actions.forms import add_form, date_changed_view, date_form, drop_form, dropped_view, recorded_view
from tests.prompts.golden import check_golden
from tests.prompts.golden import words as readable_words

TODAY = date(2026, 5, 14)
DATA = ActionLine(1, "Send the reading data to all schools", "ULEE", date(2026, 5, 22), "open", "Merri-bek")
ROOM = ActionLine(2, "Book the room at Coburg Lake", "UROSSI", date(2026, 5, 11), "open", "Merri-bek", False)
COUNCIL = ActionLine(3, "Ring the council about the bus", "ULEE", TODAY, "open", "Merri-bek")
LIST = ActionList(7, "Merri-bek", "ULEE", TODAY, [COUNCIL, DATA, ROOM], 0, 3)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (TODAY, "due today"),
        (date(2026, 5, 15), "due tomorrow"),
        (date(2026, 5, 22), "due Friday 22 May"),
        (date(2026, 5, 13), "*overdue* since Wednesday 13 May"),
        (date(2027, 2, 2), "due Tuesday 2 February 2027"),
    ],
)
def test_a_due_day_reads_as_people_say_it(due_on: date, words: str) -> None:
    assert readable_words(when_due(due_on, TODAY)) == words


def test_the_list() -> None:
    check_golden("actions/list", action_list(LIST, done_note(DATA)))
    check_golden("actions/list_of_others", action_list(replace(LIST, reader_id="UCHEN", lines=[ROOM], total=1)))
    check_golden("actions/list_empty", action_list(replace(LIST, lines=[], total=0)))
    check_golden("actions/list_late", action_list(replace(LIST, late=2)))
    check_golden("actions/list_late_alone", action_list(replace(LIST, lines=[], total=0, late=1)))


def test_a_full_page_of_long_actions_still_fits_a_message() -> None:
    lines = [replace(DATA, id=number, what="& <b> " * 50) for number in range(10)]
    check_golden("actions/list_full", action_list(replace(LIST, lines=lines, offset=10, total=40)))


def test_what_an_owner_hears() -> None:
    given = OwnerCard("given", TODAY, [DATA], by="UCHAIR")
    nudge = OwnerCard("nudge", TODAY, [DATA])
    check_golden("actions/given", owner_card(given))
    check_golden("actions/given_several", owner_card(replace(given, lines=[COUNCIL, DATA])))
    check_golden("actions/nudge_soon", owner_card(nudge))
    check_golden("actions/nudge_today", owner_card(replace(nudge, lines=[COUNCIL])))
    check_golden("actions/nudge_overdue", owner_card(replace(nudge, lines=[ROOM])))
    some = [ROOM, replace(COUNCIL, status="done"), DATA]
    check_golden("actions/nudge_several", owner_card(replace(nudge, lines=some)))
    check_golden("actions/done", owner_card(replace(nudge, lines=[replace(DATA, status="done")])))
    check_golden("actions/moved", moved_message(DATA, "UCHAIR", TODAY))
    check_golden("actions/dropped", dropped_message(DATA, "UCHAIR", "The department does it now"))


def test_the_forms() -> None:
    draft = ActionDraft(7, "", "ULEE", date(2026, 5, 28))
    check_golden("actions/form", add_form(draft))
    typed = ActionDraft(7, "Send the data", "UROSSI", date(2026, 6, 12), typed=True)
    check_golden("actions/form_typed", add_form(typed))
    check_golden(
        "actions/form_unclear",
        add_form(replace(typed, due_on=None, unclear="the 35th", asked=Asked(Doubt.NO_SUCH_DAY), unknown="@rob")),
    )
    named = replace(typed, owner_id=None, unknown="Tom", maybe=["UEXEC1", "ULEE"], due_on=None)
    week = Asked(Doubt.NO_DAY, date(2026, 7, 13), date(2026, 9, 18))
    check_golden("actions/form_several", add_form(replace(named, unclear="next term", asked=week)))
    check_golden("actions/recorded", recorded_view(DATA, "UCHAIR", TODAY))
    check_golden("actions/recorded_own", recorded_view(DATA, "ULEE", TODAY))
    check_golden("actions/form_date", date_form(DATA, TODAY))
    check_golden("actions/date_changed", date_changed_view(DATA, TODAY))
    check_golden("actions/form_drop", drop_form(DATA, "UCHAIR", TODAY))
    check_golden("actions/dropped_window", dropped_view(DATA))

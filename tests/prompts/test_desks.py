"""The SEIL's desk, as people read it: see golden/desks."""

from __future__ import annotations

from prompts.desks.cards import Desk, DeskNetwork, DeskTodo, desk_message, glance
from prompts.message import Home
from prompts.todo import Todo
from tests.prompts.golden import check_golden

MINUTES = Todo("The minutes of the meeting on Friday 17 April are still to be written.", "Write them", "/cop-meeting")
LONG = "Understand how the network uses its data on students' growth in writing from Foundation to Year 10"
NEEDS = ("Term 2 lacks a meeting", "the self-assessment waits for your ratings", "3 actions are overdue")
DESK = Desk(
    (
        DeskTodo(1, "Merri-bek", 41, MINUTES),
        DeskTodo(2, "Moonee Valley", 1, Todo(LONG, "See it", "/cop-action")),
        DeskTodo(1, "Merri-bek", 0, MINUTES),
    ),
    (
        DeskNetwork(2, "Moonee Valley", NEEDS),
        DeskNetwork(3, "Whittlesea", NEEDS[2:]),
        DeskNetwork(4, "Banyule", NEEDS[1:]),
        DeskNetwork(5, "Nillumbik", NEEDS[:1]),
        DeskNetwork(1, "Merri-bek", ()),
    ),
)
QUIET = Desk((), tuple(DeskNetwork(number, f"Network {number}", ()) for number in range(1, 23)))


def test_desk() -> None:
    check_golden("desks/desk", desk_message(DESK))
    check_golden("desks/desk_quiet", desk_message(QUIET))
    check_golden("desks/desk_full", desk_message(Desk(tuple(DeskTodo(1, "M", 3, MINUTES) for _ in range(15)), ())))
    check_golden("desks/glance", Home(glance(DESK)))
    check_golden("desks/glance_quiet", Home(glance(QUIET)))

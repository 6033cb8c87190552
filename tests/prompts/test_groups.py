"""Joint groups, as people read of them: see golden/groups."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.groups import Asked, AskForm, GroupCard, GroupLine, GroupNews, GroupsBoard, SchoolAsk, SchoolsOf, StartForm
from facts.networks import JoinableNetwork
from facts.topics import Topic
from prompts.groups.cards import (
    ask_form,
    asked_view,
    board_message,
    end_form,
    extend_form,
    start_form,
)
from prompts.groups.posts import (
    asked_message,
    channel_message,
    ended_message,
    ending_message,
    handed_on_message,
    joined_message,
    left_message,
    no_channel_message,
    no_more_message,
    offered_message,
    welcome_message,
)
from prompts.networks.cards import network_card
from prompts.networks.posts import join_message
from tests.prompts.golden import check_golden
from tests.prompts.test_networks import CARD

UNTIL = date(2026, 9, 11)
ASK = SchoolAsk(
    4, "Writing, Years 5 to 8", "Pascoe Hill Primary School", "Teaching: writing", UNTIL, "USEIL", ("Merri Weir PS",)
)
LINE = GroupLine(7, "Writing, Years 5 to 8", "Teaching: writing", UNTIL, ("Merri Weir PS", "Afton Ridge PS"), "active")
NEWS = GroupNews(
    7,
    "Writing, Years 5 to 8",
    "Teaching: writing",
    UNTIL,
    school="Afton Ridge PS",
    network="Moonee Valley",
    schools=("Merri Weir PS", "Afton Ridge PS"),
    open_actions=2,
    channel_id="CWRITING",
)


def test_the_list() -> None:
    lines = (
        replace(LINE, may_see=True),
        replace(LINE, group_id=8, name="Attendance", schools=(), state="forming", may_ask=True),
        replace(LINE, group_id=9, name="Voice", state="ended", outcome="A shared survey.", may_see=True),
    )
    check_golden("groups/board", board_message(GroupsBoard(1, "Merri-bek", lines, (ASK,), may_start=True)))
    check_golden("groups/board_none", board_message(GroupsBoard(1, "Merri-bek", (), (), may_start=False)))


def test_starting_and_asking() -> None:
    topics = (Topic("fiso-data", "Data", "FISO 2.0"), Topic("trust", "Trust", "How we work together"))
    form = StartForm(1, "Merri-bek", topics, ((2, "Moonee Valley"),), UNTIL)
    check_golden("groups/start", start_form(form))
    networks = (
        SchoolsOf(1, "Merri-bek", ((3, "Merri Weir PS"),)),
        SchoolsOf(2, "Moonee Valley", ((5, "Afton Ridge PS"),)),
    )
    check_golden("groups/ask", ask_form(AskForm(7, "Writing", networks)))
    on_page = AskForm(7, "Writing", networks[1:], page=1, more=2)
    before = Asked(7, "Writing", ("Merri Weir PS",), rest=on_page)
    check_golden("groups/ask_page", asked_view(before))
    check_golden("groups/ask_nobody", ask_form(AskForm(7, "Writing", ())))
    check_golden("groups/asked_schools", asked_view(Asked(7, "Writing", ("Afton Ridge PS",), ("Merri Weir PS",))))
    check_golden("groups/asked_nobody", asked_view(Asked(7, "Writing", has_channel=True)))
    check_golden("groups/offered", offered_message(NEWS, "UCHAIR"))


def test_answering() -> None:
    for answer in ("", "yes", "no", "late"):
        check_golden(f"groups/asked{answer and '_'}{answer}", asked_message(replace(ASK, answer=answer)))
    check_golden("groups/asked_yes_channel", asked_message(replace(ASK, answer="yes", channel_id="CWRITING")))
    check_golden("groups/asked_no_more", no_more_message())


def test_what_a_group_hears_and_shows() -> None:
    check_golden("groups/joined", joined_message(NEWS))
    check_golden("groups/left", left_message(NEWS))
    check_golden("groups/welcome", welcome_message(NEWS))
    check_golden("groups/channel", channel_message(NEWS, ["UANNA"]))
    group = GroupCard(
        7,
        UNTIL,
        asked=("Pascoe Hill PS",),
        lost=("Moreland PS",),
        own=((3, "Merri Weir PS"),),
        may_lead=True,
        may_ask=True,
    )
    schools = tuple(replace(school, home="Moonee Valley") for school in CARD.schools[:2])
    card = replace(CARD, name="Writing", area="", region="", schools=schools, half_year="", window=None)
    check_golden("groups/card", network_card(replace(card, group=group, may_change=True, may_change_roster=True)))
    ended = GroupCard(7, UNTIL, "A shared rubric.", ended=UNTIL)
    check_golden("groups/card_ended", network_card(replace(card, group=ended, chair=None)))
    joinable = (JoinableNetwork(7, "Writing", ("UCHAIR",), is_group=True),)
    check_golden("groups/not_by_oneself", join_message(joinable))


def test_its_end() -> None:
    check_golden("groups/extend", extend_form(NEWS))
    check_golden("groups/end", end_form(NEWS))
    check_golden("groups/ending", ending_message(NEWS))
    check_golden("groups/no_channel", no_channel_message(NEWS))
    check_golden("groups/handed_on", handed_on_message(NEWS, "UCHAIR", leads_now=True))
    check_golden("groups/handed_on_nobody", handed_on_message(NEWS, "", leads_now=True))
    check_golden("groups/chair_left", handed_on_message(NEWS, "UCHAIR", leads_now=False))
    check_golden("groups/ended", ended_message(replace(NEWS, outcome="A shared rubric.")))

"""What networks show each other, as people read it: see golden/showcases."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.help_requests import RequestFacts
from facts.showcases import Findings, FoundNetwork, LinkAsk, LinkForm, LinkLine, ShowcaseForm, Shown
from prompts.help_requests.cards import ask_form, request_message
from prompts.introductions.cards import ask_form as introduce_form
from prompts.networks.cards import network_card
from prompts.showcases.cards import (
    find_form,
    findings_message,
    findings_view,
    introduce_words,
    link_words,
    show_form,
    shown_view,
)
from prompts.showcases.links import (
    agreed_message,
    asked_message,
    ended_message,
    link_asked_view,
    link_form,
    no_more_message,
)
from tests.prompts.golden import check_golden
from tests.prompts.test_networks import CARD

MOONEE = Shown(2, "Moonee Valley", "Writing", ("Professional trust", "Shared goals"), "Decoding groups in Year 7.")
BARE = Shown(3, "Darebin", words="We have a garden.")


def test_showing_and_finding() -> None:
    check_golden("showcases/show", show_form(ShowcaseForm(MOONEE, ("strengths",))))
    check_golden("showcases/card", network_card(replace(CARD, shown=MOONEE, may_show=True, may_find=True)))
    check_golden("showcases/show_none", show_form(ShowcaseForm(Shown(3, "Darebin"), ())))
    check_golden("showcases/shown", shown_view(MOONEE))
    check_golden("showcases/shown_nothing", shown_view(None))
    check_golden("showcases/find", find_form(1))
    found = (FoundNetwork(MOONEE, ("Decoding", "Year")), FoundNetwork(BARE))
    check_golden("showcases/found", findings_message(Findings(1, "phonics in Year 7", found, True, False)))
    check_golden(
        "showcases/found_by_seil", findings_view(Findings(1, "", found, False, True, may_group=frozenset([2])))
    )
    check_golden("showcases/found_none", findings_message(Findings(1, "phonics", (), True, False)))


def test_asking_for_a_link() -> None:
    asking = ask_form(1, ["USEIL"], about="expertise", words=link_words(MOONEE), linked=2)
    check_golden("showcases/ask", asking)
    asked = RequestFacts(
        7, 1, "Merri-bek", "UCHAIR", "expertise", link_words(BARE), date(2026, 5, 4), "waiting", ("USEIL",), linked=3
    )
    check_golden("showcases/asked", request_message(asked))
    check_golden("showcases/introduce", introduce_form("UCHAIR", None, introduce_words(MOONEE)))


def test_linking() -> None:
    check_golden("showcases/link", link_form(LinkForm(1, ((2, "Moonee Valley"), (3, "Darebin")))))
    asked = LinkAsk(4, "Merri-bek", "Moonee Valley", "")
    check_golden("showcases/link_sent", link_asked_view(asked))
    for answer in ("", "yes", "no", "late"):
        check_golden(f"showcases/link_asked{answer and '_'}{answer}", asked_message(replace(asked, answer=answer)))
    check_golden("showcases/link_agreed", agreed_message(asked))
    check_golden("showcases/link_ended", ended_message("Moonee Valley", "Merri-bek"))
    check_golden("showcases/link_no_more", no_more_message())
    day = date(2026, 5, 4)
    states = ("linked", "asked", "waiting", "vacant")
    links = tuple(LinkLine(4, "Darebin", state, day, may_end=True) for state in states)
    check_golden("showcases/card_links_chair", network_card(replace(CARD, links=links, may_link=True)))
    seen = (LinkLine(4, "Darebin", "linked", day), LinkLine(5, "Moonee Valley", "linked", day))
    check_golden("showcases/card_links", network_card(replace(CARD, links=seen, may_change=False)))

"""Words after a command, through the front door: they do what they say, fill in a form, or are asked about."""

from __future__ import annotations

import json

import pytest

from bot import sample
from domain.commands import COMMANDS
from domain.help_requests import About
from handlers.typed import Named, Typed, brought_back
from tests.both_chats import CHATS, open_town
from tests.house import House, melbourne
from tests.tables import in_one_house


def on_screen(house: House, who: str, said: int) -> str:
    person = house.person(who)
    return json.dumps([house.said_to(who)[said:], *person.views], ensure_ascii=False)


@in_one_house(
    ("who", "command", "typed", "seen"),
    [
        # what was typed stands in the form
        ("ULEE", "ask", "I need help with attendance", '"initial_value": "I need help with attendance"'),
        ("ULEE", "offer", "phonics coaching", '"initial_value": "phonics coaching"'),
        ("ULEE", "offer", "I need help with maths", '"initial_value": "maths"'),
        ("ULEE", "story", "we got attendance up 4%", '"initial_value": "we got attendance up 4%"'),
        ("ULEE", "story", "sugestion <@UCHAIR|anna>", '"value": "feedback"}}'),
        ("UAREA", "notice", "New rules for phones", '"initial_value": "New rules for phones"'),
        ("USEIL", "contact", "add Jane Citizen", '"initial_value": "Jane Citizen"'),
        ("USEIL", "contact", f"add {'Jane ' * 40}Citizen", "characters fit here. Left out:"),
        ("UCHAIR", "network", "add school: Preston High", '"initial_value": "Preston High"'),
        ("UCHAIR", "network", "<@ULEE|lee> chair", "Tick Chair to hand over"),
        ("UCHAIR", "network", "@ulee chair", "You typed: @ulee chair"),
        ("UCHAIR", "pulse", "own question: Do we have time?", '"initial_value": "Do we have time?"'),
        ("UCHAIR", "pulse", "do we have enough time", '"initial_value": "do we have enough time"'),
        ("UCHAIR", "review", "pair Coburg with Moreland", "You typed: Coburg with Moreland"),
        ("UCHAIR", "review", "trios, please", '"value": "3"}}'),
        ("USEIL", "contact", "Sarah", "No contacts yet"),  # and not “search”
        # a word, however it is said
        ("UCHAIR", "assess", "Resutls.", "There are no results to show yet"),
        ("UCHAIR", "assess", "start", "There is one self-assessment each half-year"),
        ("ULEE", "assess", "rate", "opens on Monday 18 May"),
        ("UCHAIR", "pulse", "ask about trust", "will be asked about Trust"),
        ("UCHAIR", "pulse", "weakest", "what the weekly pulse checks will ask"),
        ("UCHAIR", "action", "my actions", "No actions are open"),
        ("UCHAIR", "network", "setings", "At least 5, so that nobody can be picked out"),
        ("USEIL", "desk", "merri-bek", "Your networks"),
        ("UCHAIR", "summary", "term 2", "Where Merri-bek stands in Semester 1, 2026"),
        ("UCHAIR", "help", "meetings", "opens an empty form"),
        ("UCHAIR", "help", "results", "Is one of these what you want to do?"),
        ("UCHAIR", "meeting", "help, please", "opens an empty form"),
        ("UCHAIR", "meeting", "?", "opens an empty form"),
        ("UCHAIR", "help", "how do I book a meeting?", "opens an empty form"),
        ("UCHAIR", "pulse", "pause until 5 June", '"initial_date": "2026-06-05"'),
        ("UCHAIR", "network", "curriculum day on 5 June", '"initial_date": "2026-06-05"'),
        ("UCHAIR", "network", "days off: moderation by 5 June", '"initial_value": "moderation"'),
        ("UCHAIR", "network", "days off 31 June", "You typed: 31 June"),
        ("UCHAIR", "review", "start trios by 12 June", '"initial_date": "2026-06-12"'),
        ("ULEE", "meeting", "I'm coming", "Nothing is booked yet"),
        ("UCHAIR", "review", "start trios without Fawkner by 12 June", '"initial_options": [{'),
        ("UCHAIR", "review", "leave out Fawkner and Glenroy", '"initial_options": [{'),
        ("UCHAIR", "summary", "of Merri-bek, second half of 2025", "Where Merri-bek stands in Semester 2, 2025"),
        ("UCHAIR", "summary", "Merribeck trend", "Did you mean *Merri-bek*?"),
        ("UCHAIR", "summary", "last term", "Where Merri-bek stands in Semester 1, 2026"),
        ("UCHAIR", "story", "how do i send something?", "`/cop-story success`"),
        ("ULEE", "ask", "How do I help a teacher with attendance?", '"initial_value": "How do I help'),
        ("UCHAIR", "assess", "cancel", "Give more time"),
        ("UCHAIR", "assess", "open until 5 June, please", '"initial_date": "2026-06-05"'),
        ("UCHAIR", "assess", "open until 31 June", "You typed: 31 June"),
        ("UCHAIR", "assess", "open the one of semester 2 until 5 June", "You typed: the one of semester 2"),
        ("UCHAIR", "review", "last year", "Peer reviews in Merri-bek, 2025"),
        ("UCHAIR", "review", "year Fawkner", "I don't know what “Fawkner” means after /cop-review."),
        # what ends or tells something is asked about; so is what may mean two things
        ("UCHAIR", "assess", "close on Friday", "Did you mean one of these?"),
        ("UCHAIR", "assess", "clsoe", "Did you mean *Close it*?"),
        ("UCHAIR", "meeting", "cancle", "Did you mean *Cancel a meeting*?"),
        ("UCHAIR", "pulse", "stop", "Pause the weekly question"),
        ("UCHAIR", "pulse", "trsut", "Did you mean *Trust*?"),
        ("UCHAIR", "summary", "2025", "Semester 2, 2025"),
        ("ULEE", "help", "What is this?", "Here is what you can do"),
        # a question, an answer, or what takes something back begins nothing
        ("ULEE", "meeting", "yes, I'll be there", "Nothing is booked yet"),
        ("ULEE", "meeting", "Thu 14 May 2pm", "Only the chair, the executive or the SEIL"),
        ("USEIL", "contact", "new Jane Citizen", '"initial_value": "Jane Citizen"'),
        ("UCHAIR", "network", "student free day 31 June", "You typed: 31 June"),
        ("UCHAIR", "network", "find someone who knows phonics", "like “phonics”"),
        ("UCHAIR", "pulse", "pause for 3 weeks", '"initial_date": "2026-05-08"'),
        ("ULEE", "help", "who sees my answers?", "What the bot knows about you"),
        ("ULEE", "pulse", "Embedding", "No pulse check is open"),
        ("ULEE", "pulse", "stop asking me", "Did you mean *Reminders*?"),
        ("UCHAIR", "pulse", "results of last week", "Pulse checks in Merri-bek"),
        ("UCHAIR", "network", "add Preston High", '"initial_value": "Preston High"'),
        ("UCHAIR", "network", "pd day fri 5/6 moderation", '"initial_value": "moderation"'),
        ("USEIL", "intro", "Anna Kovac and Daniel re phonics", '"initial_user": "ULEE"'),
        ("UCHAIR", "network", "Daniel is the new chair", "Tick Chair to hand over"),
        ("UCHAIR", "network", "remove Daniel", "<@ULEE>"),
        ("ULEE", "action", "I've finished mine", "No actions are open"),
        ("ULEE", "action", "ring the council is done", "No actions are open"),
        ("ULEE", "action", "what's due?", "No actions are open"),
        ("UCHAIR", "pulse", "ask about trust on 4 June", "on Thursday 4 June"),
        ("UCHAIR", "pulse", "skip next week", '"initial_date": "2026-04-27"'),
        ("UCHAIR", "pulse", "pause over the holidays", '"initial_date": "2026-04-20"'),
        ("UCHAIR", "review", "start with pairs by end of term", '"initial_date": "2026-06-26"'),
        ("ULEE", "offer", "withdraw my last one", "I can offer something"),
        ("ULEE", "ask", "withdraw my last", "Ask your SEIL here, in private"),
        ("USEIL", "desk", "what's waiting?", "Your networks"),
        ("UCHAIR", "assess", "when does it close", "opens on Monday 18 May"),
        # what means nothing
        ("UCHAIR", "review", "gobble", "I don't know what “gobble” means after /cop-review."),
        ("USEIL", "desk", "gobble", "I don't know what “gobble” means after /cop-desk."),
        # nobody gets further than before
        ("ULEE", "pulse", "own question: why?", "Only the chair, the executive or the SEIL"),
        ("ULEE", "review", "trios", "Only the chair or the SEIL"),
        ("ULEE", "assess", "begin", "Only the chair"),
        ("ULEE", "network", "<@UCHAIR|k> principal", "Only "),
        ("USEIL", "notice", "New rules", "Only central office"),
        ("ULEE", "desk", "gobble", "is for others in your network"),
    ],
)
async def test_what_is_typed_is_understood_or_asked_about(
    house: House, who: str, command: str, typed: str, seen: str
) -> None:
    before = len(house.said_to(who))
    assert (await house.person(who).command(sample.MERRI_BEK, f"/cop-{command}", typed)).ok
    await house.settle()
    assert seen in on_screen(house, who, before)


async def test_what_is_offered_is_what_the_person_may_do(house: House) -> None:
    for who, offered in (("UCHAIR", True), ("ULEE", False)):
        for typed in ("gobble", "clsoe", "opne"):
            await house.person(who).command(sample.MERRI_BEK, "/cop-assess", typed)
            await house.settle()
            said = json.dumps(house.said_to(who)[-1]["blocks"])
            assert ("Results" in said or "Close it" in said or "Open it" in said) is offered, (who, typed)


async def test_every_word_that_is_offered_does_something(house: House) -> None:
    leaders = ("UCHAIR", "USEIL", "UAREA")
    helped = {
        who: await house.services.home.help(
            await house.asker(who), house.world.channels[sample.MERRI_BEK].id, house.now
        )
        for who in leaders
    }
    for command in COMMANDS:
        for use in command.uses:
            who = next((one for one in leaders if any(use in each.uses for each in helped[one].commands)), "ULEE")
            for word in use.words:
                before = len(house.said_to(who))
                assert (await house.person(who).command(sample.MERRI_BEK, command.name, word)).ok
                await house.settle()
                seen = on_screen(house, who, before)
                assert "after /cop" not in seen, (command.name, word)
                assert "Something went wrong" not in seen, (command.name, word)
                assert seen != "[[]]", (command.name, word)
                await house.clear_screens()


IN_BOTH = (
    ("UCHAIR", "assess Resutls.", "There are no results to show yet"),
    ("UCHAIR", "assess clsoe", "Did you mean Close it?"),
    ("UCHAIR", "pulse stop", "Pause the weekly question"),
    ("UCHAIR", "pulse trsut", "Did you mean Trust?"),
    ("UCHAIR", "review gobble", "I don't know what “gobble” means after"),
    ("UCHAIR", "network setings", "so that nobody can be picked out"),
    ("UCHAIR", "summary last year", "Semester 2, 2025"),
    ("UCHAIR", "help meetings", "opens an empty form"),
    ("UCHAIR", "meeting “who's coming?”", "Nothing is booked yet"),
    ("UCHAIR", "action My actions, please!", "No actions are open"),
    ("ULEE", "review trios", "Only the chair or the SEIL"),
    ("ULEE", "assess gobble", "Next steps"),
    ("USEIL", "contact Find phonics, please", "No contacts yet"),
    ("USEIL", "intro Daniel and Zed about phonics", "You typed: Daniel and Zed about phonics"),
    ("USEIL", "intro Daniel and Simran about phonics", "Who would you like to introduce?"),
)

IN_PLAIN_WORDS = (
    ("👍", "No worries."),
    ("Daniel to ring the council by Friday", "Add an action"),
    ("Thanks so much! 🙏", "No worries."),
)


@pytest.mark.parametrize("chat", CHATS)
async def test_plain_words_and_slips_lead_on_with_one_tap_in_either_chat(chat: str, database_url: str) -> None:
    async with open_town(chat, database_url, melbourne("2026-05-04 10:00"), both_networks=False) as town:
        anna, lee = town.person("UCHAIR"), town.person("ULEE")
        for who, typed, seen in IN_BOTH:
            await town.person(who).types(typed)
            assert seen in town.person(who).sees(), (who, typed)
        await anna.types("assess opne")
        assert "Did you mean Open it?" in anna.sees()
        await anna.presses("Open it")
        assert "There is one self-assessment each half-year" in anna.sees()
        await lee.types("ask I need help with attendance")
        assert lee.has_form
        assert await lee.fills_in(about=About.OTHER) == ""
        priya = town.person("USEIL")
        await priya.types("ask")
        assert "I need help with attendance" in priya.sees(), "what was typed is what is asked"
        await priya.types("offer need", None)
        assert "Only principals and delegates" in priya.sees(), "and is not asked first which of her two networks"
        for command in ("meeting", "review", "assess", "pulse", "network"):
            await priya.types(f"{command} blargh", None)
            assert "I don't know what “blargh” means" in priya.sees(), (command, "nor to hear that of either")
        await priya.types("meeting 14 May 2pm", None)
        assert "Which one do you mean" in priya.sees()
        await priya.types("network Merri-bek", None)
        assert "Hume Merri-bek" in priya.sees(), "of which network needs no asking"
        await anna.writes(f"ask {'word ' * 700}")
        await anna.presses("Ask my SEIL" if chat == "slack" else "Fill it in")
        assert anna.has_form, "as much as a button can carry"
        for written, seen in IN_PLAIN_WORDS:
            await lee.writes(written)
            assert seen in lee.reads(None), written
        await lee.writes("what can you do")
        assert "Here is what you can do" in lee.reads(None)
        await lee.writes("who sees my answers?")
        assert "What the bot knows about you" in lee.reads(None)
        for written in ("show me the results please", "asess: results", "/cop-assess results"):
            await anna.writes(written)
            assert "what you want to do?" in anna.reads(None), written
            await anna.presses("Results")
            assert "There are no results to show yet" in anna.sees(), written


def test_a_button_brings_back_whom_somebody_picked_and_nobody_whom_they_only_wrote() -> None:
    picked = Typed("\ufffc sees {{p1|Anna}} on 5 June", [Named("p2", "Daniel")])
    assert brought_back(picked.carried) == picked
    assert not picked.ending("{{p1|Anna}} on 5 June").people

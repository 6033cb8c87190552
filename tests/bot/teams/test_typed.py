"""How people type to the bot in Teams, and what it reads."""

from __future__ import annotations

import pytest

from bot.teams.activity import Activity
from bot.teams.showing import needs_mention
from bot.teams.typed import message_words, said
from domain.commands import BY_NAME
from domain.people import MARK

BOT = {"id": "28:bot", "name": "CoP Bot"}
SAM = {"id": "29:sam", "name": "Sam Lee"}
KIM = {"id": "29:kim", "name": "Kim & Co"}


@pytest.mark.parametrize(
    ("typed", "command", "words", "why"),
    [
        (
            "<at>CoP Bot</at>&nbsp;meeting 12 May 2 pm\r\n",
            "/cop-meeting",
            "12 May 2 pm",
            "a mention, as Teams writes it",
        ),
        ("CoP Bot: help", "/cop-help", "", "the name typed by hand"),
        ("@CoP Bot help!", "/cop-help", "", "an at sign that is no mention"),
        ("help <at>CoP Bot</at>", "/cop-help", "", "the mention at the end"),
        ("/cop-meeting 12 May\u00a02 pm", "/cop-meeting", "12 May 2 pm", "out of habit, with a hard blank"),
        ("cop review", "/cop-review", "", "half a habit"),
        ("\U0001f642 Help \U0001f64f", "/cop-help", "", "with pictures around it"),
        ("meetings?", "/cop-meeting", "", "a plural"),
        ("introductions", "/cop-intro", "", "the whole word"),
        ("set up", "/cop-setup", "", "in two words"),
        ("assess results.", "/cop-assess", "results", "a full stop after a word of the bot's"),
        (
            "action bring cake & tea <hot> by Friday!",
            "/cop-action",
            "bring cake & tea <hot> by Friday!",
            "free words stay",
        ),
        (
            "action R&amp;D plan by Friday, all of us",
            "/cop-action",
            "R&D plan by Friday, all of us",
            "as Teams escapes it",
        ),
        ("<at>CoP Bot</at> action <at>Sam Lee</at> brings cake", "/cop-action", f"{MARK} brings cake", "a person"),
        ("action <at>Kim &amp; Co</at> brings cake", "/cop-action", "@Kim & Co brings cake", "a person nobody knows"),
        ("meeting\nagenda: the plan of the year", "/cop-meeting", "agenda: the plan of the year", "on two lines"),
        ("home", "home", "", "no command of Slack's"),
        ("hello there", "", "hello there", "plain words"),
        ("help's at hand", "", "help's at hand", "another word"),
        ("meeting-room is free", "", "meeting-room is free", "another word"),
        ("<at>Sam Lee</at> help me", "", f"{MARK} help me", "said to a person"),
        ("<at>CoP Bot</at>", "", "", "nothing"),
        ("", "", "", "nothing at all"),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(typed: str, command: str, words: str, why: str) -> None:
    mentions = [
        {"type": "mention", "mentioned": who, "text": f"<at>{str(who['name']).replace('&', '&amp;')}</at>"}
        for who in (BOT, SAM, KIM)
    ]
    activity = Activity({"type": "message", "text": typed, "recipient": BOT, "entities": mentions})
    found = said(activity, BY_NAME.keys(), "CoP Bot", {"29:sam": "USAM"})
    assert (found.command, found.typed.text) == (command, words), why
    assert [person.user_id for person in found.typed.people] == ["USAM"] * words.count(MARK)


def test_a_messages_words_come_without_what_teams_writes_around_them() -> None:
    html = "<div><p>We&nbsp;could <b>share</b> the plan</p><p>with <at id='0'>Sam Lee</at> &amp; Kim</p></div>"
    assert message_words(html) == "We could share the plan\nwith Sam Lee & Kim"


@pytest.mark.parametrize(
    ("conversation", "needed"),
    [
        ("19:merri@thread.tacv2;messageid=1", True),
        ("19:8f3c@thread.v2", True),
        ("19:meeting_MjQ@thread.v2", True),
        ("a:1Xy", False),
        ("p0123456789abcdef", False),
        ("", False),
    ],
)
def test_commands_are_named_with_the_mention_wherever_it_takes_one(conversation: str, needed: bool) -> None:
    assert needs_mention(conversation) is needed

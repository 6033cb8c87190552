"""What to try in the demo, as eight steps: on the page, in the terminal and in docs/tour.md; and the same in Teams."""

from __future__ import annotations

from bot import sample
from bot.cli.demo import large_network
from practice.page import GuideStep

GUIDE = (
    GuideStep(
        "Book the term's meeting",
        "You are Anna, the chair. Press “Next event” at the top: the bot asks when the network meets. "
        "Type /cop-meeting Thu 18 Feb 2pm at Merri Weir PS and tap “Book it”.",
        "UCHAIR",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Answer as a principal",
        "Switch to Daniel, a principal. Tap “Coming” on the meeting. Press “Next event” until the first pulse check "
        "comes, and answer it with one tap.",
        "ULEE",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Pair schools to review each other",
        "As Anna again, type /cop-review, start a round and approve it. Each pair gets a conversation of its own: "
        "see Anna's on the left.",
        "UCHAIR",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Introduce two people",
        "Switch to Priya, the SEIL, and type /cop-intro. Each of the two is asked alone and may say no unseen. "
        "Press “Next school day”: once both have said yes, they meet.",
        "USEIL",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Live through to the self-assessment",
        "Go to 18 May 2027. As Anna, type /cop-assess and rate. Go to 1 June: the results are in CoP Bot's messages. "
        "Then type /cop-summary.",
        "UCHAIR",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Look at a network of 25 schools",
        "Switch to Fiona, who chairs one. Type /cop-network, or start a round of reviews with /cop-review. Your own "
        "channels and people: “Add a channel” and “Add a person” on the left, /invite in the channel.",
        "UOKMCLEOD",
        large_network.CHANNEL,
    ),
    GuideStep(
        "See a SEIL's desk",
        "Switch to Priya, who serves two networks, and type /cop-desk: what waits for her, the oldest first, and which "
        "network needs her first.",
        "USEIL",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Begin a joint group",
        "As Anna, type /cop-network group Writing, say what it is about, and ask Pascoe Hill. Press “Next school day”, "
        "switch to Daniel, and say yes for his school in CoP Bot's messages.",
        "UCHAIR",
        sample.MERRI_BEK,
    ),
)

TEAMS_GUIDE = (
    GuideStep(
        "Book the term's meeting",
        "You are Anna, the chair. Press “Next event” at the top: the bot asks when the network meets. "
        "Write @CoP Bot meeting Thu 18 Feb 2pm at Merri Weir PS, open your chat with CoP Bot and tap “Book it”.",
        "UCHAIR",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Answer as a principal",
        "Switch to Daniel, a principal. Tap “Coming” on the meeting. Press “Next event” until the first pulse check "
        "comes, and answer it with one tap.",
        "ULEE",
        sample.MERRI_BEK,
    ),
    GuideStep(
        "Pair schools to review each other",
        "As Anna again, write review to CoP Bot, start a round and approve it. Each pair is told in their own chats, "
        "with a link that opens a chat of the two.",
        "UCHAIR",
        "chat",
    ),
    GuideStep(
        "Introduce two people",
        "Switch to Priya, the SEIL, and write intro to CoP Bot. Each of the two is asked alone and may say no unseen. "
        "Press “Next school day”: once both have said yes, they meet.",
        "USEIL",
        "chat",
    ),
    GuideStep(
        "Live through to the self-assessment",
        "Go to 18 May 2027. As Anna, write assess and rate. Go to 1 June: the results are in your chat. "
        "Then write summary.",
        "UCHAIR",
        "chat",
    ),
    GuideStep(
        "Look at a network of 25 schools",
        "Switch to Fiona, who chairs one. Write network, or start a round of reviews with review. Your own channels "
        "and people: “Add a channel” and “Add a person” on the left.",
        "UOKMCLEOD",
        "chat",
    ),
    GuideStep(
        "See a SEIL's desk",
        "Switch to Priya, who serves two networks, and write desk: what waits for her, the oldest first, and which "
        "network needs her first.",
        "USEIL",
        "chat",
    ),
    GuideStep(
        "Begin a joint group",
        "As Anna, write network group Writing, say what it is about, and ask Pascoe Hill. Press “Next school day”, "
        "switch to Daniel, and say yes for his school in his chat with CoP Bot.",
        "UCHAIR",
        "chat",
    ),
)

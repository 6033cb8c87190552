"""How Slack writes ids."""

from __future__ import annotations

import re

from services.chat_ids import ChatIds

SLACK_IDS = ChatIds(
    title="Slack",
    person=re.compile(r"[UW][A-Z0-9_]+"),
    channel=re.compile(r"[CG][A-Z0-9_]+"),
    a_person="a Slack user id",
    no_person="Use an id such as U012ABCDEF (in the person's Slack profile), or their e-mail address in Slack.",
    no_channel="Copy the id from the channel's details in Slack, such as C012ABCDEF, or leave it empty for later.",
    instead="Use Slack user ids instead",
    whole="workspace",
    join="let the person join the workspace as a member",
    example_channel="C012ABCDEF",
    example_person="U012ABCDEF",
)

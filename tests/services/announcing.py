"""Announcements for the delivery tests: one of each kind, saying little."""

from __future__ import annotations

import base64

from prompts import elements
from prompts.message import Message, Picture, SharedFile
from services.delivery.engine import Announcement, RenderContext, Skip

# The smallest valid PNG: one transparent dot.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


async def say_words(context: RenderContext) -> Message:
    text = f"words {context.delivery.payload['word']}"
    return Message(text, [elements.Section(text)])


async def say_picture(context: RenderContext) -> Message:
    picture = Picture("chart", "chart.png", PNG, "A dot")
    text = f"picture {context.delivery.payload['word']}"
    return Message(text, [elements.Section(text), elements.PicturePlace("chart", "A dot")], [picture])


async def say_file(context: RenderContext) -> SharedFile:
    return SharedFile("meeting.ics", "Meeting", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "file in the thread")


async def say_nothing(_saying: RenderContext) -> Skip:
    return Skip("the meeting was cancelled")


async def say_what_slack_refuses(_saying: RenderContext) -> Message:
    twice = elements.Section("x", id="same")
    return Message("x", [twice, twice])


ANNOUNCEMENTS: dict[str, Announcement] = {
    "test.words": say_words,
    "test.picture": say_picture,
    "test.file": say_file,
    "test.nothing": say_nothing,
    "test.refused": say_what_slack_refuses,
}

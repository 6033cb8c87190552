"""What Teams' client does with the bot's answers to clicks, dialogs and message extensions."""

from typing import Any

from practice.answer import Answer
from practice.teams.cards import refusals
from practice.teams.dialogs import Origin
from practice.teams.messages import CARD, Message
from practice.teams.outcome import Outcome, refused, said
from practice.teams.world import World

SIZES = ("small", "medium", "large")


def follow_execute(world: World, person: str, message: Message, answer: Answer) -> Outcome:
    """Do what the answer to an Action.Execute says: another card for this person, or a sentence."""
    if not answer.ok:
        return said(answer)
    body = answer.body
    if not isinstance(body, dict) or not {"statusCode", "type", "value"} <= body.keys():
        return refused(answer, "the answer has no statusCode, type and value")
    status, kind, value = body["statusCode"], body["type"], body["value"]
    if status == 200 and kind == CARD:
        problems = refusals(value)
        if problems:
            return refused(answer, *problems)
        world.show_instead(message, person, value)
        return said(answer)
    if status == 200 and kind == "application/vnd.microsoft.activity.message":
        return said(answer, value) if isinstance(value, str) and value else refused(answer, "the message is empty")
    if status in (400, 500) and kind == "application/vnd.microsoft.error":
        if not isinstance(value, dict) or not {"code", "message"} <= value.keys():
            return refused(answer, "the error has no code and message")
        return Outcome(answer.status, body, failure=str(value["code"]), notice=str(value["message"]))
    return refused(answer, f"statusCode {status!r} does not go with type {kind!r}")


def follow_task(world: World, person: str, answer: Answer, origin: Origin, where: dict[str, Any]) -> Outcome:
    """Do what the answer to a task/fetch, task/submit or a message extension says: a dialog, a text, or the end."""
    if not answer.ok:
        return said(answer)
    body = answer.body
    if body in ("", None, {}):
        world.dialogs.close(person)
        return said(answer)
    task = body.get("task") if isinstance(body, dict) else None
    if not isinstance(task, dict):
        return refused(answer, "the answer has no task")
    kind, value = task.get("type"), task.get("value")
    if kind == "message":
        if not isinstance(value, str) or not value:
            return refused(answer, "the message is empty")
        world.dialogs.show(person, world.app.name, None, text=value, origin=origin, where=where)
        return said(answer, value)
    if kind != "continue" or not isinstance(value, dict):
        return refused(answer, f"a task of type {kind!r} is unknown")
    problems = _dialog_problems(value)
    if problems:
        return refused(answer, *problems)
    size = {name: value[name] for name in ("height", "width")}
    world.dialogs.show(person, value["title"], value["card"]["content"], origin=origin, where=where, **size)
    return said(answer)


def _dialog_problems(value: dict[str, Any]) -> tuple[str, ...]:
    if not isinstance(value.get("title"), str) or not value["title"]:
        return ("the dialog has no title",)
    for name in ("height", "width"):
        size = value.get(name)
        if size not in SIZES and (not isinstance(size, int) or isinstance(size, bool) or size <= 0):
            return (f"the dialog's {name} is none: {size!r}",)
    card = value.get("card")
    if not isinstance(card, dict) or card.get("contentType") != CARD:
        return ("the dialog's card is no attachment of an Adaptive Card",)
    return tuple(refusals(card.get("content"), "dialog"))

"""Sending a modal's form to the bot, and doing with the stack of modals what it answers."""

import logging
from collections.abc import Callable
from typing import Any

from practice.answer import Answer
from practice.slack import payloads
from practice.slack.form_check import client_errors, inputs
from practice.slack.hub import Hub
from practice.slack.outcome import Outcome
from practice.slack.response_urls import Origin
from practice.slack.validator import validate_view
from practice.slack.views import View, ViewError

TROUBLE = "We had some trouble connecting. Try again?"

log = logging.getLogger(__name__)

Chosen = Callable[[dict[str, Any], dict[str, Any], Any], dict[str, Any]]


def fill(hub: Hub, user_id: str, view: View, values: dict[str, Any], chosen: Chosen) -> None:
    """Put `values` (block id → value) into the view's inputs; ValueError for a block that is no input."""
    blocks = inputs(view)
    for block_id, value in values.items():
        if block_id not in blocks:
            raise ValueError(f"{block_id!r} is no input of this form; it has {sorted(blocks)}")
        element = blocks[block_id]["element"]
        view["state"]["values"][block_id][element["action_id"]] = chosen(view, element, value)
    hub.world.changed()


async def submit(hub: Hub, user_id: str, view: View) -> Outcome:
    """Check the form as Slack's client does, send it, and do what the bot answers."""
    refused = client_errors(view, view["state"]["values"])
    if refused:
        return Outcome(client_errors=refused)
    urls = _response_urls(hub, user_id, view)
    body = payloads.submission(hub.world, user_id, view, urls)
    answer = await hub.deliver("interactive", body)
    if not answer.ok:
        return Outcome(answer.status, answer.body, failure=answer.failure, notice=TROUBLE, seconds=answer.seconds)
    outcome = _follow(hub, user_id, view, answer)
    await hub.settle()
    return outcome


def _response_urls(hub: Hub, user_id: str, view: View) -> list[dict[str, Any]]:
    urls = []
    for block_id, block in inputs(view).items():
        element = block["element"]
        state = view["state"]["values"][block_id][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if element.get("response_url_enabled") and channel:
            url = hub.response_url(Origin(channel, user_id), "app")
            ids = {"block_id": block_id, "action_id": element["action_id"], "channel_id": channel}
            urls.append({**ids, "response_url": url})
    return urls


def _follow(hub: Hub, user_id: str, view: View, answer: Answer) -> Outcome:
    """Do what an acknowledgement says: close, clear, show errors, change the view or put one on top."""
    shelf = hub.world.views
    body = answer.body if isinstance(answer.body, dict) else {}
    action = body.get("response_action")
    if answer.body and (not isinstance(answer.body, dict) or (body and action is None)):
        return _broken(answer, action, ("the acknowledgement is no response_action",))
    if action is None:
        shelf.drop(user_id, view["id"])
    elif action == "clear":
        shelf.clear(user_id)
    elif action == "errors":
        return _show_errors(view, answer, body.get("errors"))
    elif action in ("update", "push"):
        return _show_view(hub, user_id, view, answer, action, body.get("view"))
    else:
        return _broken(answer, action, (f"unknown response_action {action!r}",))
    return Outcome(answer.status, answer.body, action, seconds=answer.seconds)


def _broken(answer: Answer, action: str | None, problems: tuple[str, ...]) -> Outcome:
    log.error("submission_answer_refused %s", "; ".join(problems))
    return Outcome(
        answer.status,
        answer.body,
        action,
        failure="invalid_response_action",
        problems=problems,
        notice=TROUBLE,
        seconds=answer.seconds,
    )


def _show_errors(view: View, answer: Answer, errors: Any) -> Outcome:
    if not isinstance(errors, dict) or not errors:
        return _broken(answer, "errors", ("errors must name at least one block",))
    known = inputs(view)
    strangers = tuple(f"{block_id!r} is no input of the view" for block_id in errors if block_id not in known)
    if strangers:
        return _broken(answer, "errors", strangers)
    shown = {block_id: str(text) for block_id, text in errors.items()}
    return Outcome(answer.status, answer.body, "errors", errors=shown, seconds=answer.seconds)


def _show_view(hub: Hub, user_id: str, view: View, answer: Answer, action: str, given: Any) -> Outcome:
    problems = validate_view(given if isinstance(given, dict) else {})
    if problems:
        return _broken(answer, action, tuple(str(problem) for problem in problems))
    try:
        if action == "update":
            hub.world.views.update(view, given)
        else:
            hub.world.views.push(user_id, given)
    except ViewError as error:
        return _broken(answer, action, (error.code,))
    return Outcome(answer.status, answer.body, action, seconds=answer.seconds)


async def close(hub: Hub, user_id: str, view: View) -> Outcome:
    """Close a modal for the person; the bot is told where the view asked for it."""
    shelf = hub.world.views
    stack = shelf.stack(user_id)
    at = next(i for i, v in enumerate(stack) if v["id"] == view["id"])
    lowest = 0 if view["clear_on_close"] else at
    closed = list(reversed(stack[lowest:]))
    shelf.drop(user_id, stack[lowest]["id"])
    outcome = Outcome()
    for gone in closed:
        if gone["notify_on_close"]:
            cleared = len(closed) > 1
            answer = await hub.deliver("interactive", payloads.closing(hub.world, user_id, gone, cleared=cleared))
            outcome = Outcome(answer.status, answer.body, failure=answer.failure, seconds=answer.seconds)
    await hub.settle()
    return outcome

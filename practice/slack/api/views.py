"""views.*: modals and home tabs."""

from collections.abc import Callable
from typing import Any

from practice.checks import Problem
from practice.slack.api.call import Answer, ApiError, Call, Method, refuse
from practice.slack.api.shown_files import missing_files
from practice.slack.triggers import TriggerError
from practice.slack.validator import validate_view
from practice.slack.views import View, ViewError


def _given(call: Call, *types: str) -> View:
    view = call.json("view", "invalid_arguments")
    if not isinstance(view, dict):
        refuse([Problem("/view", "missing required field: view", "invalid_arguments")])
    refuse(validate_view(view))
    refuse(missing_files(call, view["blocks"], below="/view", code="invalid_arguments"))
    if view["type"] not in types:
        refuse([Problem("/view/type", f"must be one of: {', '.join(types)}", "invalid_arguments")])
    given: View = view
    return given


def _show(show: Callable[[], View]) -> Answer:
    try:
        view = show()
    except ViewError as error:
        raise ApiError(error.code) from None
    return {"view": dict(view)}


def _person(call: Call) -> str:
    trigger = call.text("trigger_id")
    if not trigger:
        refuse([Problem("/trigger_id", "missing required field: trigger_id", "invalid_arguments")])
    try:
        return call.world.triggers.spend(trigger)
    except TriggerError as error:
        raise ApiError(error.code) from None


def open_view(call: Call) -> Answer:
    """views.open"""
    view = _given(call, "modal")
    user_id = _person(call)
    return _show(lambda: call.world.views.open(user_id, view))


def push(call: Call) -> Answer:
    """views.push"""
    view = _given(call, "modal")
    user_id = _person(call)
    return _show(lambda: call.world.views.push(user_id, view))


def update(call: Call) -> Answer:
    """views.update, by view_id or external_id; with `hash` only if nobody changed it meanwhile."""
    shelf = call.world.views
    given = _given(call, "modal", "home")
    view = shelf.find(call.text("view_id") or None, call.text("external_id") or None)
    if view is None:
        raise ApiError("not_found")
    return _show(lambda: shelf.update(view, given, _hash(call)))


def publish(call: Call) -> Answer:
    """views.publish"""
    given = _given(call, "home")
    user = call.world.users.get(call.required("user_id"))
    if user is None or user.deactivated:
        refuse([Problem("/user_id", "invalid `user_id`", "invalid_arguments")])
    assert user is not None  # noqa: S101 (refuse raised otherwise)
    return _show(lambda: call.world.views.publish(user.id, given, _hash(call)))


def _hash(call: Call) -> str | None:
    value: Any = call.args.get("hash")
    return value or None


METHODS = {
    "views.open": Method(open_view, (), 100),
    "views.push": Method(push, (), 100),
    "views.update": Method(update, (), 100),
    "views.publish": Method(publish, (), 100),
}

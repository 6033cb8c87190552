"""Modals and home tabs: each person's stack of at most three views, with ids, hashes and state."""

import itertools
import secrets
from collections.abc import Callable
from typing import Any

from practice.slack.element_state import initial_state
from practice.slack.messages import with_ids
from practice.slack.people import Bot

MAX_STACK = 3

View = dict[str, Any]


class ViewError(Exception):
    """A view that cannot be shown; `code` is Slack's error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ViewShelf:
    """All open modals, by person, and all published home tabs."""

    def __init__(self, team_id: str, bot: Bot, changed: Callable[[], None]) -> None:
        self._team_id = team_id
        self._bot = bot
        self._changed = changed
        self._serial = itertools.count(1)
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        """Give the person's open modals, the one on top last."""
        return self.stacks.get(user_id, [])

    def owner(self, view_id: str) -> str | None:
        """Say who has this view open, or whose home tab it is."""
        for user_id, stack in self.stacks.items():
            if any(v["id"] == view_id for v in stack):
                return user_id
        return next((u for u, v in self.homes.items() if v["id"] == view_id), None)

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Find an open modal or home tab by its id or by the app's own id for it."""
        everything = itertools.chain(*self.stacks.values(), self.homes.values())
        for view in everything:
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return view
        return None

    def open(self, user_id: str, given: View) -> View:
        """Show a modal as the first of a new stack."""
        self._refuse_duplicate(given)
        view = self._made(given)
        view["root_view_id"] = view["id"]
        self.stacks[user_id] = [view]
        self._changed()
        return view

    def push(self, user_id: str, given: View) -> View:
        """Show a modal on top of the open ones; ViewError where three are open or none is."""
        stack = self.stacks.get(user_id, [])
        if not stack:
            raise ViewError("not_found")
        if len(stack) >= MAX_STACK:
            raise ViewError("push_limit_reached")
        self._refuse_duplicate(given)
        view = self._made(given)
        view["root_view_id"] = stack[0]["id"]
        view["previous_view_id"] = stack[-1]["id"]
        stack.append(view)
        self._changed()
        return view

    def update(self, view: View, given: View, hash: str | None = None) -> View:
        """Change an open view in place; what was chosen stays where block and action ids stay."""
        if hash is not None and hash != view["hash"]:
            raise ViewError("hash_conflict")
        external = given.get("external_id")
        if external and external != view["external_id"]:
            self._refuse_duplicate(given)
        before = view["state"]["values"]
        fresh = self._made(given)
        for block_id, actions in fresh["state"]["values"].items():
            for action_id, state in actions.items():
                kept = before.get(block_id, {}).get(action_id)
                if kept is not None and kept["type"] == state["type"]:
                    actions[action_id] = kept
        for key in ("id", "root_view_id", "previous_view_id"):
            fresh[key] = view[key]
        if not external:
            fresh["external_id"] = view["external_id"]
        view.clear()
        view |= fresh
        self._changed()
        return view

    def publish(self, user_id: str, given: View, hash: str | None = None) -> View:
        """Publish somebody's home tab, for the first time or anew."""
        if user_id in self.homes:
            return self.update(self.homes[user_id], given, hash)
        view = self._made(given)
        view["root_view_id"] = view["id"]
        self.homes[user_id] = view
        self._changed()
        return view

    def drop(self, user_id: str, view_id: str) -> View | None:
        """Close the modal with this id and those above it; give the closed one."""
        stack = self.stacks.get(user_id, [])
        for index, view in enumerate(stack):
            if view["id"] == view_id:
                self._keep(user_id, stack[:index])
                return view
        return None

    def clear(self, user_id: str) -> None:
        """Close all of somebody's modals."""
        self._keep(user_id, [])

    def _keep(self, user_id: str, stack: list[View]) -> None:
        if stack:
            self.stacks[user_id] = stack
        else:
            self.stacks.pop(user_id, None)
        self._changed()

    def _refuse_duplicate(self, given: View) -> None:
        external = given.get("external_id")
        if external and self.find(external_id=external) is not None:
            raise ViewError("duplicate_external_id")

    def _made(self, given: View) -> View:
        blocks = with_ids(given["blocks"])
        return {
            "id": f"V0{next(self._serial):07d}",
            "team_id": self._team_id,
            "type": given["type"],
            "blocks": blocks,
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "state": {"values": initial_state(blocks)},
            "hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}",
            "title": given.get("title"),
            "clear_on_close": bool(given.get("clear_on_close", False)),
            "notify_on_close": bool(given.get("notify_on_close", False)),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": None,
            "root_view_id": None,
            "app_id": self._bot.app_id,
            "external_id": given.get("external_id", ""),
            "app_installed_team_id": self._team_id,
            "bot_id": self._bot.bot_id,
        }

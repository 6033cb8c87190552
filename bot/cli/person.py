"""`cop-bot person`: show, export, erase."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import build_context, open_chats, worker_name
from bot.chat import Chat
from bot.cli.output import print
from bot.cli.person_files import called, lines_of_what_stays, packed
from bot.clock import system_clock
from bot.settings import Settings, open_database
from facts.person_data import HoldLine, KnownPerson, Survey
from prompts.catalog import say
from prompts.person_data import what
from prompts.text import plain
from services import Services
from services import build as build_services
from services.directory import Directory
from services.person_data import UnderHold
from services.ports import DeliveryProblem
from storage.migrate import upgrade
from storage.private_files import write_private

STILL_OPERATOR = (
    "Nothing was changed: ADMIN_USER_IDS names them, so the bot would meet them again. Take them out of it first."
)


class NobodyFound(Exception):
    """The person cannot be told; the message says why, and what to do."""


async def show(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print how much is known of somebody, and what would stay."""
    async with _somebody(settings, arguments) as (services, who):
        if who is None:
            return 1
        _print(await services.person_data.survey(who.person))
    return 0


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write what is known of somebody into a zip file."""
    async with _somebody(settings, arguments) as (services, who):
        if who is None:
            return 1
        survey = await services.person_data.survey(who.person)
        sheets = await services.person_data.export(who.person)
    path: Path = arguments.to or Path(f"person-{who.person}.zip")
    try:
        write_private(path, packed(survey, sheets, system_clock().strftime("%Y-%m-%d %H:%M UTC")))
    except OSError as error:
        print(f"{path}: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"All that is known of {called(who)} is in {path}. It is theirs: send it to nobody else, and delete it then.")
    return 0


async def erase(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what would go and what would stay; with --yes, erase."""
    async with _somebody(settings, arguments) as (services, who):
        if who is None:
            return 1
        survey = await services.person_data.survey(who.person)
        if who.erased_at is not None:
            print(f"{who.person} was erased on {who.erased_at:%Y-%m-%d} already.")
            return 0
        if survey.holds:
            _refuse(survey.holds)
            return 1
        if survey.looks_after:
            print(STILL_OPERATOR, file=sys.stderr)
            return 1
        if not arguments.yes:
            _print(survey)
            print("Nothing was changed. To erase them, which cannot be undone, add --yes.")
            return 0
        try:
            survey = await services.person_data.erase(who.person, system_clock())
        except UnderHold as held:
            _refuse(held.holds)
            return 1
    _print(survey)
    print(f"{called(who)} was erased. Their id here, {who.person}, leads to nobody any more; the audit says when.")
    print("Take them out of your members file too, or the next import brings them back.")
    print("Backups hold them until these are deleted. A bot that runs forgets them within half a minute.")
    return 0


@asynccontextmanager
async def _somebody(
    settings: Settings, arguments: argparse.Namespace
) -> AsyncIterator[tuple[Services, KnownPerson | None]]:
    """The services, and who is meant; None where that was not to be told, which has been printed then."""
    directory = Directory(open_database(settings))
    chats = open_chats(settings, directory)
    context = build_context(settings, chats, directory)
    services = build_services(context, worker_name())
    try:
        await upgrade(context.database)
        try:
            yield services, await who_is_meant(services, chats, arguments.who, arguments.workspace)
        except NobodyFound as error:
            print(error, file=sys.stderr)
            yield services, None
    finally:
        await context.database.close()


async def who_is_meant(services: Services, chats: Sequence[Chat], who: str, workspace: str | None) -> KnownPerson:
    """The one person whom an id or an address names. Raises NobodyFound."""
    if "@" in who:
        found = await _by_address(services, chats, who.lower())
    else:
        written = {who, *(chat.ids.read_person(who) for chat in chats)}
        found = [person for one in sorted(written) for person in await services.person_data.find(one)]
    found = [one for one in found if workspace in (None, one.workspace)]
    if not found:
        raise NobodyFound(f"The bot knows nothing of {who}.")
    if len(found) > 1:
        several = ", ".join(sorted(one.workspace for one in found))
        raise NobodyFound(f"{who} is known in several workspaces: {several}. Say which with --workspace.")
    return found[0]


async def _by_address(services: Services, chats: Sequence[Chat], address: str) -> list[KnownPerson]:
    """Whoever has that e-mail address or sign-in name, as their chat says; the bot keeps none itself."""
    found = []
    for place in await services.person_data.workspaces():
        if place.chat not in {chat.name for chat in chats}:
            continue
        try:
            messenger = await services.app.messenger(place.id)
            chat_id = await messenger.user_with_email(address)
        except DeliveryProblem as problem:
            told = f"{place.slack_id or place.name} did not say whose address that is: {problem.reason}."
            raise NobodyFound(f"{told} Use their id instead.") from problem
        if chat_id is not None:
            known = await services.person_data.find(chat_id)
            found += [one for one in known if one.workspace_id == place.id]
    return found


def _print(survey: Survey) -> None:
    print(f"{called(survey.who)} in {survey.who.workspace}; here {survey.who.person}")
    lines = [(f"{what(one.table)} ({one.table})", one.goes, one.stays) for one in survey.held]
    width = max((len(name) for name, _, _ in lines), default=0)
    print(f"{'':{width}}  {'goes':>6} {'stays':>6}")
    for name, goes, stays in lines:
        print(f"{name:{width}}  {goes:6} {stays:6}")
    if any(one.stays for one in survey.held):
        print("What stays, and why; it refers to an id that leads to nobody once they are erased:")
        for line in lines_of_what_stays(survey):
            print(line)
    print(plain(say("person_data.never")))
    print(plain(say("person_data.texts_stay")))
    print(plain(say("person_data.in_chat")))
    for words in survey.open_actions:
        print(f"Open, and nobody's then: {words}")
    for hold in survey.holds:
        print(f"Held: {line_of(hold)}")


def _refuse(holds: Sequence[HoldLine]) -> None:
    for hold in holds:
        print(f"Held: {line_of(hold)}", file=sys.stderr)
    print("Nothing was changed: a legal hold covers them. Once it is over: cop-bot hold release ID", file=sys.stderr)


def line_of(hold: HoldLine) -> str:
    """A hold in a line."""
    since = f"since {hold.set_at:%Y-%m-%d}" + (f", until {hold.released_at:%Y-%m-%d}" if hold.released_at else "")
    covers = ", ".join(hold.networks) or "no network"
    return f"{hold.hold_id} {hold.kind} {hold.named} ({hold.workspace}), {since}; covers {covers}. {hold.reason}"

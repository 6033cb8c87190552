"""The command `cop-bot`: reads its words and hands over to one module a command."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.moments import a_date, a_moment
from bot.cli.output import print
from bot.logging import configure_logging
from bot.plain import never_show
from domain.errors import UnusableFile

log = logging.getLogger(__name__)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cop-bot", description="Keeps school networks working together, in Slack and Microsoft Teams."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("demo", help="try it in a browser, with a practice workspace; needs no account")
    command.add_argument("--port", type=int, default=3080, help="the page's port (default 3080)")
    command.add_argument("--chat", choices=["slack", "teams"], help="this chat alone (default: chosen on the page)")
    command.set_defaults(go="bot.cli.demo.start:demo")

    command = commands.add_parser("run", help="run the bot")
    command.add_argument("--role", choices=["all", "web", "worker"], default="all")
    command.set_defaults(go="bot.cli.run:run")

    command = commands.add_parser("migrate", help="bring the database to the newest schema")
    command.add_argument(
        "--finish", action="store_true", help="take away what only the version before needs, once it has stopped"
    )
    command.set_defaults(go="bot.cli.database:migrate")

    command = commands.add_parser("import", help="load networks and members from two CSV files")
    command.add_argument("networks", type=Path, metavar="NETWORKS.csv", nargs="?")
    command.add_argument("members", type=Path, metavar="MEMBERS.csv", nargs="?")
    command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command.add_argument("--verbose", action="store_true", help="a line for each change, not for each network")
    command.add_argument("--template", action="store_true", help="write both files with an example line, to fill in")
    command.add_argument("--chat", choices=["slack", "teams"], help="whose people they name, where the bot is in both")
    command.add_argument("--workspace", metavar="ID", help="the Slack workspace, where the bot is in several")
    command.set_defaults(go="bot.cli.networks:import_files")

    _add_instruments(commands.add_parser("instrument", help="list assessment instruments, check a file, or begin one"))
    command = commands.add_parser("import-results", help="load a network's results from before the bot from a CSV file")
    command.add_argument("file", type=Path, metavar="RESULTS.csv", nargs="?")
    command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command.add_argument("--verbose", action="store_true", help="a line for each change, not for each network")
    command.add_argument("--template", action="store_true", help="write a file with a line for each item, to fill in")
    command.add_argument("--instrument", metavar="KEY", help="with --template: another instrument than the usual one")
    command.set_defaults(go="bot.cli.results:import_results")

    _add_schools(commands.add_parser("schools", help="fill in where schools are; rename, merge or move one"))

    command = commands.add_parser("agenda", help="show what a network will be told, and when; posts nothing")
    command.add_argument("--network", required=True, metavar="NAME")
    command.add_argument("--from", dest="since", required=True, metavar="DATE", type=a_date)
    command.add_argument("--until", required=True, metavar="DATE", type=a_date)
    command.set_defaults(go="bot.cli.schedule:agenda")

    command = commands.add_parser("tick", help="plan, fire and deliver all that is due at a moment, then exit")
    command.add_argument("--at", required=True, metavar="ISO-TIME", type=a_moment)
    command.set_defaults(go="bot.cli.schedule:tick")

    command = commands.add_parser("deliveries", help="show messages and what came of them; try one again")
    command.add_argument("--failed", action="store_true", help="only those that failed")
    command.add_argument("--retry", metavar="ID", help="try a failed one again")
    command.set_defaults(go="bot.cli.deliveries:deliveries")

    command = commands.add_parser("new-key", help="print a fresh key for TOKEN_KEYS or ANSWER_KEYS")
    command.set_defaults(go="bot.cli.keys:print_new_key")

    command = commands.add_parser("rotate-keys", help="encrypt tokens and open questions' keys anew with the first key")
    command.set_defaults(go="bot.cli.keys:rotate_keys")

    command = commands.add_parser("audit", help="show who changed what; check that nobody changed the record")
    command.add_argument("--verify", action="store_true", help="check every entry against the chain of hashes")
    command.add_argument(
        "--head", metavar="HASH", help="with --verify: a hash noted earlier, which must still be there"
    )
    command.add_argument("--export", type=Path, metavar="FILE", help="write every entry to a new file, a line each")
    command.set_defaults(go="bot.cli.audit:audit")

    _add_contact(commands.add_parser("contact", help="a contact outside the schools: hand out or erase the entry"))
    _add_person(commands.add_parser("person", help="what is known of somebody: show it, hand it out, erase it"))
    _add_hold(commands.add_parser("hold", help="legal holds: nothing that one covers is erased"))

    command = commands.add_parser("retention", help="show how long records are kept, and what is older; erase that now")
    command.add_argument("--erase", action="store_true", help="erase now what a worker would erase within hours")
    command.set_defaults(go="bot.cli.retention:retention")

    command = commands.add_parser("backup", help="copy the SQLite database into a new file, while the bot runs")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(go="bot.cli.backup:backup")

    command = commands.add_parser("restore", help="put a backup in the SQLite database's place; stop the bot first")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(go="bot.cli.backup:restore")

    command = commands.add_parser("restored", help="after pg_restore: look up what waited, take open questions back")
    command.set_defaults(go="bot.cli.backup:restored")

    command = commands.add_parser("move-to", help="copy everything from SQLite to an empty PostgreSQL database")
    command.add_argument("url", metavar="postgresql://…")
    command.set_defaults(go="bot.cli.backup:move_to")

    command = commands.add_parser("teams-package", help="write the app's package for Microsoft Teams, to upload there")
    command.add_argument("file", type=Path, metavar="FILE", nargs="?", default=Path("cop-bot-teams.zip"))
    command.add_argument("--developer", metavar="NAME", default="CoP Bot", help="who runs the bot, as Teams shows it")
    command.add_argument("--website", metavar="URL", help="a page about it (default: PUBLIC_URL)")
    command.add_argument("--privacy", metavar="URL", help="a page about privacy (default: the website)")
    command.add_argument("--terms", metavar="URL", help="a page of terms of use (default: the website)")
    command.set_defaults(go="bot.cli.teams_package:teams_package")

    command = commands.add_parser("doctor", help="check settings, token, database and channels; say what to do")
    command.set_defaults(go="bot.cli.doctor:doctor")
    return parser


def _add_instruments(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    command = inner.add_parser("list", help="show the instruments that networks can use, and which networks do")
    command.set_defaults(go="bot.cli.instruments:show")

    command = inner.add_parser("check", help="say whether the file can be used, or everything that is wrong with it")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(go="bot.cli.instruments:check")

    command = inner.add_parser("template", help="write a file to fill in")
    command.add_argument("file", type=Path, metavar="FILE", nargs="?", default=Path("instrument.yaml"))
    command.set_defaults(go="bot.cli.instruments:template")


def _add_schools(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    command = inner.add_parser("load", help="read the department's public list, a CSV file, and say what it changed")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(go="bot.cli.schools:load_schools")

    command = inner.add_parser("rename", help="give a school another name")
    command.add_argument("old", metavar="OLD")
    command.add_argument("new", metavar="NEW")
    command.set_defaults(go="bot.cli.schools:rename_school")
    command.add_argument("--network", required=True, metavar="NAME")

    command = inner.add_parser("merge", help="let two schools be one, under the second's name")
    command.add_argument("gone", metavar="FROM")
    command.add_argument("into", metavar="INTO")
    command.add_argument("--network", required=True, metavar="NAME")
    command.add_argument("--from", dest="source", metavar="NAME", help="the network of FROM, where it is another")
    command.set_defaults(go="bot.cli.schools:merge_schools")

    command = inner.add_parser("move", help="let a school, with its people, be in another network")
    command.add_argument("school", metavar="SCHOOL")
    command.add_argument("--network", required=True, metavar="NAME", help="where it is")
    command.add_argument("--to", required=True, metavar="NAME", help="where it will be")
    command.set_defaults(go="bot.cli.schools:move_school")


def _add_person(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    show = inner.add_parser("show", help="count what is known of somebody, and say what would stay if they were erased")
    export = inner.add_parser("export", help="write all that is known of somebody into a zip file")
    export.add_argument("--to", type=Path, metavar="FILE", help="where to (default: person-….zip in this folder)")
    erase = inner.add_parser("erase", help="erase somebody; says what would go and stay, and changes nothing by itself")
    erase.add_argument("--yes", action="store_true", help="do it: it cannot be undone")
    for command, go in ((show, "show"), (export, "export"), (erase, "erase")):
        command.add_argument("who", metavar="WHO", help="a user id or e-mail address of the chat, or our own id")
        command.add_argument("--workspace", metavar="ID", help="where several workspaces know that id")
        command.set_defaults(go=f"bot.cli.person:{go}")


def _add_contact(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    inner.add_parser("export", help="print all that is kept of them, as JSON")
    inner.add_parser("erase", help="take their entries out; changes nothing by itself").add_argument(
        "--yes", action="store_true", help="do it: it cannot be undone"
    )
    for go, command in inner.choices.items():
        command.add_argument("who", metavar="WHO", help="their e-mail address, telephone number or name, as kept")
        command.set_defaults(go=f"bot.cli.contacts:{go}")


def _add_hold(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    command = inner.add_parser("add", help="hold a network, a school or a person, with all that was recorded there")
    command.add_argument("--network", metavar="NAME", help="the network; with --school, one that the school is in")
    command.add_argument("--school", metavar="NAME", help="a school: every network where it is or was")
    command.add_argument("--person", metavar="WHO", help="somebody: every network in whose records they stand")
    command.add_argument("--workspace", metavar="ID", help="where several workspaces know that person")
    command.add_argument("--reason", required=True, metavar="WORDS", help="why, as the audit keeps it")
    command.set_defaults(go="bot.cli.hold:add")
    command = inner.add_parser("list", help="show every hold there ever was")
    command.set_defaults(go="bot.cli.hold:list_holds")
    command = inner.add_parser("release", help="end a hold")
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(go="bot.cli.hold:release")


def _look_for_garbage() -> None:
    """From now on, where the start went without; what has been read so far stays, and is left out for good."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 not done, 2 settings or words are wrong."""
    arguments = build_parser().parse_args(argv)
    # What every command needs; whoever asks for help, or mistypes one, does not wait for it.
    from sqlalchemy.exc import InterfaceError, OperationalError

    from bot.settings import SettingsError, load_settings
    from storage.postgres import in_words

    try:
        settings = load_settings()
        never_show(*settings.secrets)
        configure_logging(settings.log_level, settings.log_format)
        module, _, function = arguments.go.partition(":")
        # Only the chosen command is imported: a worker has no use for the demo's practice workspace.
        go = getattr(importlib.import_module(module), function)
        _look_for_garbage()
        result: int = asyncio.run(go(settings, arguments))
    except SettingsError as error:
        for sentence in error.sentences:
            print(sentence, file=sys.stderr)
        return 2
    except UnusableFile as error:
        for line in str(error).splitlines():
            print(line, file=sys.stderr)
        return 2
    except (OperationalError, InterfaceError) as error:
        print(f"The database cannot be used: {in_words(error)}", file=sys.stderr)
        print("Check DATABASE_URL, and that the server runs and lets the bot in.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception:
        # Through the log, where nothing secret and nothing that a terminal obeys is shown.
        log.exception("the command failed", extra={"command": arguments.command})
        return 1
    return result

"""What is installed to run the bot is what running it needs, and no more."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.demo import start

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
IMPORT = re.compile(r"^ *(?:from (\w+)[\w.]* import |import (\w+)[\w. ]*(?:#.*)?$)", re.MULTILINE)
RUNTIME = ("bot", "handlers", "services", "prompts", "storage", "domain")
NOT_IMPORTED = {"aiosqlite", "tzdata"}
"""SQLAlchemy's driver for SQLite, and the time zones where the machine has none."""

ON_THEIR_OWN = """
import importlib, pkgutil, sys
for name in ("jinja2", "python_multipart", "multipart", "hatchling", "editables", "practice", "pytest", "httpx"):
    sys.modules[name] = None
for top in {top!r}:
    package = importlib.import_module(top)
    for found in pkgutil.walk_packages(package.__path__, top + "."):
        if not found.name.startswith(("bot.cli.demo", "storage.migrations", "bot.__main__")):
            importlib.import_module(found.name)
print("all there")
"""


def named(requirement: str) -> str:
    return re.split(r"[\[<>=~ ;]", requirement, maxsplit=1)[0].lower()


def locked(name: str) -> set[str]:
    """The packages that a lock pins."""
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def imported(folders: tuple[str, ...]) -> set[str]:
    """The distributions that the code in these folders imports."""
    known = packages_distributions()
    every = (path.read_text(encoding="utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))
    modules = {one or other for code in every for one, other in IMPORT.findall(code)}
    return {name.lower().replace("_", "-") for module in modules for name in known.get(module, ())} - {PROJECT["name"]}


def test_each_dependency_is_imported_and_each_import_is_a_dependency() -> None:
    declared = {named(requirement) for requirement in PROJECT["dependencies"]}
    assert declared - NOT_IMPORTED == imported(RUNTIME)


def test_the_lock_holds_neither_what_builds_nor_what_the_demo_or_the_tests_need() -> None:
    extras = PROJECT["optional-dependencies"]
    demo = {named(requirement) for requirement in extras["demo"]}
    building = {named(line) for line in (ROOT / "requirements-build.in").read_text().splitlines() if line[0] != "#"}
    testing = {named(requirement) for requirement in extras["dev"]}
    assert {"jinja2", "python-multipart"} == demo
    assert {"hatchling", "editables"} == building
    assert not locked("requirements.lock") & (demo | building | testing)
    assert locked("requirements-demo.lock") >= locked("requirements.lock") | demo | building
    assert locked("requirements-dev.lock") >= locked("requirements-demo.lock")


@pytest.mark.long  # what is imported is the first test's subject, and the import rules hold who imports `practice`
def test_the_bot_needs_none_of_the_demos_packages() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_THEIR_OWN.format(top=RUNTIME)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "all there\n", done.stderr


@pytest.mark.parametrize("missing", ["jinja2", "python_multipart"])
def test_a_demo_without_its_packages_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "find_spec", lambda name: None if name == missing else find_spec(name))
    assert main(["demo"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "requirements-demo.lock" in err

"""docs/install.md followed on a clean folder: what needs neither Slack nor a host is run as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bot.cli import build_parser

ROOT = Path(__file__).parent.parent
INSTALL = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", INSTALL, re.DOTALL)
ON_ONE_MACHINE = next(block for block in BLOCKS if "git clone" in block)
BUILD_COMMANDS = next(block for block in BLOCKS if block.startswith("pip install"))


def steps(block: str) -> list[str]:
    """A block's commands, without what is said beside them."""
    return [line.partition("  #")[0].strip() for line in block.splitlines() if line.strip()]


class Folder:
    """A fresh clone. What is downloaded is taken from the packages that the tests have, which the lock file names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_", "PIP_"))
        }
        self.environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1"}
        # What builds the bot is not downloaded either. (pip reads "false" here as: without isolation.)
        self.environment |= {"PIP_NO_BUILD_ISOLATION": "false"}

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            shlex.split(command), cwd=self.path, env=self.environment, capture_output=True, text=True, timeout=300
        )
        if command.endswith("-m venv .venv"):
            [packages] = (self.path / ".venv").glob("lib/python*/site-packages")
            (packages / "downloaded.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """What `git clone` gives: the files of the project, and nothing else."""
    path = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes((ROOT / name).read_bytes())
            (path / name).chmod((ROOT / name).stat().st_mode)
    return Folder(path)


def test_each_step_on_one_machine_names_what_is_there() -> None:
    clone, settings, environment, *installing, doctor, run = steps(ON_ONE_MACHINE)
    assert (clone.split()[:2], environment) == (["git", "clone"], "python3 -m venv .venv")
    assert (ROOT / settings.split()[1]).is_file()
    for command in installing:
        assert command.startswith(".venv/bin/pip install")
        files = [word for word in shlex.split(command) if word.endswith(".lock")]
        assert all((ROOT / name).is_file() for name in files)
    for command in (doctor, run):
        program, *words = shlex.split(command)
        assert program == ".venv/bin/cop-bot"
        assert build_parser().parse_args(words)


@pytest.mark.long
def test_on_one_machine(folder: Folder) -> None:
    clone, *following = steps(ON_ONE_MACHINE)
    assert clone.startswith("git clone")
    *installing, doctor, run = following
    for command in installing:
        done = folder.run(command.replace("python3 ", f"{sys.executable} "))
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    said = folder.run(doctor)
    assert said.returncode == 1, "there is no token yet"
    assert "SLACK_SIGNING_SECRET is not set\n  Copy it from" in said.stdout
    assert "Traceback" not in said.stdout + said.stderr
    said = folder.run(run)
    assert (said.returncode, "For Slack set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET" in said.stderr) == (2, True)


@pytest.mark.long
def test_on_a_host_that_installs_requirements_txt(folder: Folder) -> None:
    """As Heroku does: requirements.txt, the hook, and then what the Procfile says."""
    if not (folder.path / ".venv").exists():
        folder.run(f"{sys.executable} -m venv .venv")
    folder.environment |= {
        "PATH": f"{folder.path / '.venv' / 'bin'}:{os.environ['PATH']}",
        "DATABASE_URL": f"sqlite:///{folder.path / 'var' / 'host.db'}",
        "HOST": "0.0.0.0",  # noqa: S104 - as the page says
        "PORT": "3123",
    }
    hook = "bin/post_compile"
    assert hook in INSTALL
    for command in ("pip install -r requirements.txt", hook, *steps(BUILD_COMMANDS)):
        done = folder.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    processes = dict(line.split(": ", 1) for line in (folder.path / "Procfile").read_text().splitlines())
    assert processes.keys() == {"release", "web", "worker"}
    assert folder.run(processes["release"]).returncode == 0
    for role in ("web", "worker"):
        program, *words = processes[role].split()
        assert program == "cop-bot"
        assert build_parser().parse_args(words).role == role
        assert folder.run(processes[role]).returncode == 2, "without settings it says what is missing, and stops"


def test_what_builds_the_bot_is_downloaded_where_the_lock_file_does_not_bring_it() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    hook = (ROOT / "bin" / "post_compile").read_text(encoding="utf-8")
    assert ("--no-build-isolation" in INSTALL + hook) == ("hatchling==" in locked)

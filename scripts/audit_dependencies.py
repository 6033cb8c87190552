"""Asks pip-audit whether any pinned package has a known hole, and is plain about what could not be asked.

pip-audit passes over packages that its index does not answer for, and calls that a success; here it is not one.
Exit status: 0 all were checked and none has a known hole, 1 some have, 3 some could not be checked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_CHECKED = 3


@dataclass(frozen=True)
class Verdict:
    """lines: what to print; status: the exit status."""

    lines: Sequence[str]
    status: int


def main() -> int:
    parser = argparse.ArgumentParser(description="Look up known holes in the pinned packages.")
    parser.add_argument("--tool", default="pip-audit", help="the pip-audit to run")
    parser.add_argument("--offline", action="store_true", help="what cannot be looked up is no failure")
    parser.add_argument("locks", nargs="+", help="lock files with hashes")
    arguments = parser.parse_args()
    files = [word for lock in arguments.locks for word in ("-r", lock)]
    command = [arguments.tool, "--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = judge(done.stdout, done.stderr, offline=arguments.offline)
    for line in found.lines:
        print(line, file=sys.stderr if found.status else sys.stdout)
    return found.status


def judge(answer: str, trouble: str, *, offline: bool) -> Verdict:
    """What pip-audit's JSON (and what it wrote as trouble) means."""
    try:
        packages: list[Mapping[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (trouble.strip().splitlines() or ["it said nothing"])[-1]
        return _unknown([f"No package was checked: pip-audit could not ask its index of advisories ({last})."], offline)
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}{_fixed(hole)}"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    passed_over = [package for package in packages if "skip_reason" in package]
    lines = [*holes]
    if passed_over:
        lines.append(
            f"{len(passed_over)} of {len(packages)} packages were not checked: the index of advisories did not answer "
            f"for them, so nothing is known about {_some([package['name'] for package in passed_over])}."
        )
    if holes:
        return Verdict(lines, 1)
    if passed_over:
        return _unknown(lines, offline)
    return Verdict([f"{len(packages)} packages checked; none has a known hole."], 0)


def _unknown(lines: Sequence[str], offline: bool) -> Verdict:
    advice = "This passes only because of --offline." if offline else "Try again where the index can be reached."
    return Verdict([*lines, advice], 0 if offline else NOT_CHECKED)


def _fixed(hole: Mapping[str, Any]) -> str:
    versions = hole.get("fix_versions") or []
    return f" (fixed in {', '.join(versions)})" if versions else " (no fixed version yet)"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


if __name__ == "__main__":
    sys.exit(main())

"""make audit never says that all is well where it could not look."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.audit_dependencies import NOT_CHECKED, judge

SOUND = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
HOLE = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "CVE-2099-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited: yarl (1.0)"}


@pytest.mark.parametrize(
    ("packages", "offline", "status", "said"),
    [
        ([SOUND], False, 0, "1 packages checked; none has a known hole."),
        ([SOUND, HOLE], False, 1, "jinja2 2.0: CVE-2099-1 (fixed in 2.1)"),
        ([SOUND, HOLE], True, 1, "jinja2 2.0: CVE-2099-1 (fixed in 2.1)"),
        ([SOUND, SKIPPED], False, NOT_CHECKED, "1 of 2 packages were not checked"),
        ([SKIPPED], True, 0, "1 of 1 packages were not checked"),
        ([HOLE, SKIPPED], True, 1, "1 of 2 packages were not checked"),
    ],
)
def test_each_package_was_checked_or_it_is_said(
    packages: list[dict[str, Any]], offline: bool, status: int, said: str
) -> None:
    verdict = judge(json.dumps({"dependencies": packages}), "", offline=offline)
    assert verdict.status == status
    assert any(line.startswith(said) for line in verdict.lines)


@pytest.mark.parametrize("answer", ["", "no JSON", "[]", "{}"])
def test_an_index_that_cannot_be_reached_is_no_success(answer: str) -> None:
    verdict = judge(answer, "Traceback\nConnectionError: no route", offline=False)
    assert verdict.status == NOT_CHECKED
    assert "ConnectionError: no route" in verdict.lines[0]
    assert judge(answer, "", offline=True).status == 0

"""Installing the bot into several workspaces by OAuth, and taking it out again, through the front door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from bot.cli import build_parser
from bot.cli.networks import import_files
from bot.settings import SettingsError
from bot.slack.installations import SCOPES
from bot.vault import TokenVault, VaultError, new_key
from services.ports import WorkspaceLost
from storage.models import Delivery, Network
from storage.models.every import METADATA
from storage.models.installations import Installation
from tests import browsers
from tests.house import MANIFEST, TEAM, melbourne
from tests.installing import Street, open_street
from tests.two_workspaces import OTHER_TEAM, pointers_across, rows_of

KEY = new_key()
TERM_2 = melbourne("2026-04-20 07:00")
"""The morning of its first day, before anything falls due: in the holidays no pulse check starts."""

# slack_sdk still hands aiohttp its older kind of credentials.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def street(database_url: str) -> AsyncIterator[Street]:
    async with open_street(database_url, TERM_2, [KEY]) as found:
        yield found


async def everything(street: Street) -> str:
    """All that the database holds, as one text."""
    async with street.bot.database.read() as session:
        rows = [(await session.execute(select(table))).all() for table in METADATA.sorted_tables]
    return repr(rows)


async def installations(street: Street) -> list[Installation]:
    async with street.bot.database.read() as session:
        return list((await session.scalars(select(Installation).order_by(Installation.id))).all())


def test_the_scopes_asked_for_are_those_of_the_manifest() -> None:
    assert list(SCOPES) == MANIFEST["oauth_config"]["scopes"]["bot"]


async def test_each_workspace_is_spoken_to_with_its_own_token_and_hears_nothing_of_the_other(street: Street) -> None:
    for team in (TEAM, OTHER_TEAM):
        page = await street.install(team)
        assert page.status_code == 200
        assert "Thank you" in page.text
        await street.load_sample(team)
    await ask_about_trust(street)
    await street.go_to(street.now + timedelta(minutes=1))
    assert len(street.said(TEAM)) == 1
    assert street.said(OTHER_TEAM) == []
    await street.go_to(melbourne("2026-04-29 10:00"))
    assert street.said(OTHER_TEAM)
    assert await pointers_across(street.bot.database) == []


async def test_no_token_stands_readable_in_the_database(street: Street) -> None:
    await street.install(TEAM)
    [token] = street.worlds[TEAM].bot.tokens
    held = await everything(street)
    assert "xoxb-" not in held
    assert token not in held
    [installation] = await installations(street)
    assert TokenVault([KEY]).unseal(TEAM, installation.sealed) == token


async def test_a_token_put_into_another_workspaces_row_is_not_used(street: Street) -> None:
    await street.install(TEAM)
    await street.install(OTHER_TEAM)
    async with street.bot.database.write() as session:
        first, second = (await session.scalars(select(Installation).order_by(Installation.id))).all()
        first.sealed = second.sealed
        workspace_id = first.workspace_id
    with pytest.raises(WorkspaceLost, match="another workspace's"):
        await street.bot.services.app.messenger(workspace_id)
    anna = street.person(TEAM, "UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-help")
    assert "reinstall" in anna.ephemerals(sample.MERRI_BEK)[-1]["text"]


async def test_whoever_cancels_installs_nothing(street: Street) -> None:
    page = await street.install(TEAM, answer="cancel")
    assert "access_denied" in page.text
    assert await installations(street) == []


@pytest.mark.parametrize(
    ("query", "with_cookie", "reason"),
    [
        ({"code": "T0COP.x", "state": "made-up"}, True, "a state that was never given out"),
        ({"code": "T0COP.x"}, True, "no state"),
        ({"code": "T0COP.x", "state": "{state}"}, False, "another browser"),
        ({"state": "{state}"}, True, "no code"),
        ({"code": "T0COP.x", "state": "{state}"}, True, "a code that Slack does not know"),
        ({"error": "<script>alert(1)</script>"}, True, "a script in the address"),
    ],
)
async def test_an_answer_that_is_not_slacks_installs_nothing(
    street: Street, query: dict[str, str], with_cookie: bool, reason: str
) -> None:
    async with browsers.browser() as browser:
        page = await browser.get(f"{street.url}/slack/install")
        cookie = page.headers["set-cookie"].partition(";")[0]
        state = cookie.partition("=")[2]
        shown = {name: value.replace("{state}", state) for name, value in query.items()}
        headers = {"cookie": cookie} if with_cookie else {}
        answer = await browser.get(f"{street.url}/slack/oauth_redirect", params=shown, headers=headers)
    assert answer.status_code in (200, 400, 401), reason
    assert "Something Went Wrong" in answer.text, reason
    assert "<script>" not in answer.text
    assert await installations(street) == []


async def test_whoever_only_looks_leaves_nothing(street: Street) -> None:
    before = await everything(street)
    async with browsers.browser() as browser:
        for _ in range(20):
            assert (await browser.get(f"{street.url}/slack/install")).status_code == 200
    assert await everything(street) == before


@pytest.mark.parametrize(
    ("alter", "reason"),
    [
        (lambda state: "x" + state, "another beginning"),
        (lambda state: state.replace(".1", ".2", 1), "a later end"),
        (lambda state: state[:-1] + ("0" if state[-1] != "0" else "1"), "another signature"),
        (lambda state: state.rpartition(".")[0], "no signature"),
        (lambda state: "..", "nothing but dots"),
        (lambda state: "\u00e9" * 40, "other letters"),
    ],
)
async def test_a_state_that_was_altered_counts_for_nothing(
    street: Street, alter: Callable[[str], str], reason: str
) -> None:
    before = await everything(street)
    async with browsers.browser() as browser:
        page = await browser.get(f"{street.url}/slack/install")
        name, _, state = page.headers["set-cookie"].partition(";")[0].partition("=")
        altered = alter(state)
        assert altered != state
        answer = await browser.get(
            f"{street.url}/slack/oauth_redirect",
            params={"code": "x", "state": altered},
            headers={"cookie": f"{name}={altered}".encode()},
        )
    assert answer.status_code < 500, reason
    assert "Something Went Wrong" in answer.text, reason
    assert await everything(street) == before, reason


@pytest.mark.parametrize("minutes", [0, 11])
async def test_a_state_counts_once_and_for_ten_minutes(street: Street, minutes: int) -> None:
    async with browsers.browser() as browser:
        page = await browser.get(f"{street.url}/slack/install")
        cookie = page.headers["set-cookie"].partition(";")[0]
        street.clock.advance(minutes * 60)
        address = f"{street.url}/slack/oauth_redirect"
        query = {"code": "x", "state": cookie.partition("=")[2]}
        first = await browser.get(address, params=query, headers={"cookie": cookie})
        second = await browser.get(address, params=query, headers={"cookie": cookie})
    assert ("invalid_state" in first.text) is (minutes == 11)
    assert "invalid_state" in second.text


async def test_a_workspace_that_never_installed_the_bot_gets_a_sentence_and_no_data(street: Street) -> None:
    before = await everything(street)
    outcome = await street.person(OTHER_TEAM, "UCHAIR").command(sample.MERRI_BEK, "/cop-network")
    await street.settle()
    assert outcome.ok
    assert await everything(street) == before


async def test_uninstalling_stops_all_plans_and_messages_and_installing_again_goes_on(street: Street) -> None:
    await street.install(TEAM)
    workspace_id = await street.load_sample(TEAM)
    street.worlds[TEAM].uninstall_bot()
    await street.settle()
    assert await installations(street) == []
    assert {network.status for network in await networks(street)} == {"paused"}
    await street.go_to(melbourne("2026-05-20 10:00"))
    assert street.said(TEAM) == []
    assert (await rows_of(street.bot.database, workspace_id))["occasions"] == []
    await street.install(TEAM)
    assert {network.status for network in await networks(street)} == {"active"}
    await street.go_to(melbourne("2026-05-22 10:00"))
    assert street.said(TEAM)


async def test_what_was_waiting_when_the_bot_left_waits_until_it_is_back(street: Street) -> None:
    await street.install(TEAM)
    await street.load_sample(TEAM)
    await ask_about_trust(street)
    street.worlds[TEAM].uninstall_bot()
    await street.settle()
    await street.go_to(street.now + timedelta(hours=1))
    assert street.said(TEAM) == []
    assert await statuses(street) == {"pending"}
    await street.install(TEAM)
    await street.go_to(street.now + timedelta(minutes=20))
    assert len(street.said(TEAM)) == 1
    assert "pending" not in await statuses(street)


async def test_late_news_of_an_uninstall_does_not_end_the_installation_after_it(street: Street) -> None:
    await street.install(TEAM)
    street.worlds[TEAM].uninstall_bot()
    await street.settle()
    [news] = street.hubs[TEAM].events("app_uninstalled")
    street.clock.advance(60)
    await street.install(TEAM)
    again: dict[str, Any] = {**news.payload, "event_id": "EvAGAIN"}
    await street.hubs[TEAM].resend(again)
    await street.settle()
    assert len(await installations(street)) == 1


async def test_a_persons_revoked_token_is_none_of_the_bots_business(street: Street) -> None:
    await street.install(TEAM)
    street.worlds[TEAM].emit({"type": "tokens_revoked", "tokens": {"oauth": ["UCHAIR"]}})
    await street.settle()
    assert len(await installations(street)) == 1


async def test_import_asks_for_which_workspace_where_there_are_several(street: Street) -> None:
    files = ["import", str(sample.NETWORKS_CSV), str(sample.MEMBERS_CSV)]
    await street.install(TEAM)
    await street.install(OTHER_TEAM)
    with pytest.raises(SettingsError, match=f"--workspace ID. The bot is installed in: {TEAM}"):
        await import_files(street.bot.settings, build_parser().parse_args(files))
    assert await networks(street) == []
    chosen = build_parser().parse_args([*files, "--workspace", OTHER_TEAM])
    assert await import_files(street.bot.settings, chosen) == 0
    other = await street.bot.services.places.workspace(OTHER_TEAM)
    assert {network.workspace_id for network in await networks(street)} == {other}


async def test_an_operator_is_one_only_in_the_workspace_that_is_named_with_them(street: Street) -> None:
    for team in (TEAM, OTHER_TEAM):
        await street.install(team)
        await street.load_sample(team)
        await street.person(team, "UADMIN").command(sample.MERRI_BEK, "/cop-network")
    await street.settle()
    shown = street.person(TEAM, "UADMIN").ephemerals(sample.MERRI_BEK)[-1]
    refused = street.person(OTHER_TEAM, "UADMIN").ephemerals(sample.MERRI_BEK)[-1]
    assert "networks.settings" in str(shown)
    assert "networks.settings" not in str(refused)


async def test_keys_rotate_without_anybody_noticing_and_the_old_one_can_go(street: Street) -> None:
    await street.install(TEAM)
    await street.install(OTHER_TEAM)
    fresh = new_key()
    number = await street.bot.services.installations.reseal(TokenVault([fresh, KEY]).reseal, street.now)
    assert number == 2
    for installation, team in zip(await installations(street), (TEAM, OTHER_TEAM), strict=True):
        assert TokenVault([fresh]).unseal(team, installation.sealed) in street.worlds[team].bot.tokens
        with pytest.raises(VaultError):
            TokenVault([KEY]).unseal(team, installation.sealed)


async def test_rotation_with_a_key_missing_changes_nothing(street: Street) -> None:
    await street.install(TEAM)
    before = [one.sealed for one in await installations(street)]
    with pytest.raises(VaultError):
        await street.bot.services.installations.reseal(TokenVault([new_key()]).reseal, street.now)
    assert [one.sealed for one in await installations(street)] == before


async def ask_about_trust(street: Street) -> None:
    """The chair of the first workspace puts a question to the channel."""
    anna = street.person(TEAM, "UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await street.settle()
    await anna.click(anna.ephemerals(sample.MERRI_BEK)[-1], "pulses.ask")
    await street.settle()


async def networks(street: Street) -> list[Network]:
    async with street.bot.database.read() as session:
        return list((await session.scalars(select(Network))).all())


async def statuses(street: Street) -> set[str]:
    async with street.bot.database.read() as session:
        return set((await session.scalars(select(Delivery.status))).all())

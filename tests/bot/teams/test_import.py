"""cop-bot import in Teams: people by their address, sign-in name or object id, channels by their link."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from practice.teams.ids import thread_id
from storage.database import Database
from storage.models import Network, Workspace
from tests.bot.teams.conftest import Tenancy
from tests.importing import Import

NETWORKS = "network,area,region,channel_id,calendar,timezone\nMoreland,North,Metro,{channel},victoria,\n"
MEMBERS = """network,school,school_type,user,role
Moreland,Coburg Primary School,primary,ANNA@schools.example,chair
Moreland,Coburg High School,secondary,ben.tran@tenant.example,member
Moreland,,,{dan},seil
"""
LINK = "https://teams.microsoft.com/l/channel/{channel}/Moreland?groupId=1&tenantId=2"


@pytest.fixture
def importing(tenancy: Tenancy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """A tenant with another team, of which the database knows nothing yet."""
    world = tenancy.world
    world.user("ben").upn = "ben.tran@tenant.example"
    world.add_team("moreland", "Moreland", members=["anna", "ben", "dan"], app=True)
    world.add_channel("moreland", "moreland network", "Moreland")
    return Import(tmp_path, tenancy.bot.settings, capsys)


def link() -> str:
    return LINK.format(channel=thread_id("moreland network").replace(":", "%3A").replace("@", "%40"))


async def test_people_are_found_in_the_files_own_channels(tenancy: Tenancy, importing: Import) -> None:
    networks, members = NETWORKS.format(channel=link()), MEMBERS.format(dan=tenancy.object_id("dan").upper())
    status, out, err = await importing.run(networks, members, "--dry-run")
    assert err == ""
    assert status == 0
    status, out, err = await importing.run(networks, members)
    assert err == ""
    assert status == 0
    anna, ben, dan = (tenancy.object_id(word) for word in ("anna", "ben", "dan"))
    roles = {(person, role) for network, person, role in await importing.roles() if network == "Moreland"}
    assert roles == {(anna, "chair"), (ben, "member"), (dan, "seil")}
    assert (await importing.network("Moreland")).channel_id == thread_id("moreland network")
    _, out, _ = await importing.run(networks, members)
    assert out.startswith("Nothing to change")


async def test_what_teams_does_not_know_is_named_with_its_line(tenancy: Tenancy, importing: Import) -> None:
    members = "network,school,school_type,user,role\nMoreland,,,U012ABCDEF,seil\nMoreland,,,eve@schools.example,seil\n"
    status, _, err = await importing.run(NETWORKS.format(channel="C012ABCDEF"), members)
    assert status == 1
    assert "networks.csv:2: “C012ABCDEF” is no channel id. Copy the link to the channel in Teams" in err
    assert "members.csv:2: “U012ABCDEF” is neither an object id" in err
    cara = tenancy.object_id("cara")
    members = f"network,school,school_type,user,role\nMoreland,,,eve@schools.example,seil\nMoreland,,,{cara},seil\n"
    status, _, err = await importing.run(NETWORKS.format(channel=link()), members)
    assert status == 1
    assert "members.csv:2: Nobody in Microsoft Teams has the address eve@schools.example" in err
    assert f"members.csv:3: {cara} is a guest" in err


async def test_a_dry_run_before_the_bot_has_been_in_the_tenant_looks_people_up(
    tenancy: Tenancy, importing: Import, tmp_path: Path
) -> None:
    importing.settings = importing.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'new.db'}"})
    members = MEMBERS.format(dan=tenancy.object_id("dan"))
    status, out, err = await importing.run(NETWORKS.format(channel=link()), members, "--dry-run")
    assert (status, err) == (0, "")
    assert f"chair {tenancy.object_id('anna')}" in out


async def test_what_is_loaded_while_teams_is_away_stays_out_of_slacks_workspace_until_the_tenant_claims_it(
    tenancy: Tenancy, importing: Import, sqlite_template: Path, tmp_path: Path
) -> None:
    own = {"database_url": f"sqlite:///{tmp_path / 'both.db'}", "teams_app_secret": SecretStr("wrong")}
    importing.settings = importing.settings.model_copy(update=own)
    database = Database(own["database_url"])
    shutil.copy(sqlite_template, tmp_path / "both.db")
    async with database.write() as session:
        session.add(Workspace(slack_id="T1", audit_head=""))
    members = f"network,school,school_type,user,role\nMoreland,,,{tenancy.object_id('dan')},seil\n"
    for secret in ("wrong", tenancy.world.app.secret):
        importing.settings = importing.settings.model_copy(update={"teams_app_secret": SecretStr(secret)})
        status, _, err = await importing.run(NETWORKS.format(channel=link()), members)
        assert (status, "loaded without it" in err) == (0, secret == "wrong")
    async with database.read() as session:
        found = await session.execute(select(Workspace.slack_id, Network.name).join(Network, isouter=True))
        assert {(one, other) for one, other in found} == {("T1", None), (tenancy.world.tenant_id, "Moreland")}
    await database.close()

"""`cop-bot person` where the bot speaks in Teams: by object id, in capitals too, and by the address of the sign-in."""

from __future__ import annotations

import argparse

import pytest
from sqlalchemy import select

from bot.cli.person import erase, show
from storage.models import Person
from tests.bot.teams.conftest import Tenancy


async def test_a_person_is_found_by_id_and_address_and_erased(
    tenancy: Tenancy, capsys: pytest.CaptureFixture[str]
) -> None:
    anna, settings = tenancy.object_id("anna"), tenancy.bot.settings
    for who in (anna.upper(), tenancy.world.user("anna").upn.upper()):
        capsys.readouterr()
        assert await show(settings, argparse.Namespace(who=who, workspace=None)) == 0
        assert tenancy.person("anna") in capsys.readouterr().out
    assert await show(settings, argparse.Namespace(who="nobody@schools.example", workspace=None)) == 1
    dan = argparse.Namespace(who=tenancy.object_id("dan"), workspace=None, yes=True)
    named = settings.model_copy(update={"admin_user_ids": frozenset({dan.who})})
    assert await erase(named, dan) == 1, "the settings name him, so he would be back at once"

    assert await erase(settings, argparse.Namespace(who=anna, workspace=None, yes=True)) == 0
    async with tenancy.bot.database.read() as session:
        found = await session.get_one(Person, tenancy.person("anna"))
        others = list(await session.scalars(select(Person.erased_at).where(Person.id != found.id)))
    assert (anna in found.chat_id, found.name, found.erased_at is not None) == (False, "", True)
    assert others
    assert others == [None] * len(others), "nobody else is"

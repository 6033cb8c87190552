"""A form that is open is kept for a day, for one person alone, and tells whoever has the database nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.access import Asker
from services.forms import KEPT_FOR
from storage.models.forms import OpenForm
from tests.house import House


async def test_a_kept_form_is_its_persons_alone_and_for_a_day(house: House) -> None:
    forms, now = house.services.forms, house.now
    morgan, alex = await house.asker("UMORGAN"), await house.asker("UALEX")
    key = forms.new_key()
    await forms.keep(morgan, key, "what Morgan has rated", now)

    assert await forms.find(morgan, key, now + KEPT_FOR - timedelta(hours=1)) == "what Morgan has rated"
    assert await forms.find(alex, key, now) is None
    assert await forms.find(Asker(morgan.workspace_id + 1, morgan.user_id), key, now) is None
    assert await forms.find(morgan, key[:-1] + ("0" if key[-1] != "0" else "1"), now) is None
    assert await forms.find(morgan, "no key", now) is None
    assert await forms.find(morgan, key, now + KEPT_FOR) is None

    async with house.database.read() as session:
        [row] = (await session.scalars(select(OpenForm))).all()
    assert b"Morgan" not in row.sealed
    assert key not in row.id

    await forms.keep(alex, forms.new_key(), "another", now + KEPT_FOR)
    async with house.database.read() as session:
        assert len((await session.scalars(select(OpenForm))).all()) == 1, "what is over goes"

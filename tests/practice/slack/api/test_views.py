"""views.*, called as the bot does."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from practice.slack.world import World
from tests.practice.slack.api.test_chat import code
from tests.practice.slack.conftest import modal, text_input

HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "divider"}]}


async def test_update_with_an_old_hash_is_a_conflict(client: AsyncWebClient, world: World) -> None:
    view = (await client.views_open(trigger_id=world.triggers.make("U0ANNA"), view=modal(text_input("x"))))["view"]
    new = modal(text_input("y"))
    fresh = (await client.views_update(view_id=view["id"], hash=view["hash"], view=new))["view"]
    assert fresh["id"] == view["id"]
    assert fresh["hash"] != view["hash"]
    assert await code(client.views_update(view_id=view["id"], hash=view["hash"], view=new)) == "hash_conflict"
    assert await code(client.views_update(view_id="V0NONE", view=new)) == "not_found"


async def test_external_id_names_one_view(client: AsyncWebClient, world: World) -> None:
    named = modal(text_input("x"), external_id="draft-7")
    await client.views_open(trigger_id=world.triggers.make("U0ANNA"), view=named)
    again = client.views_open(trigger_id=world.triggers.make("U0BEN"), view=named)
    assert await code(again) == "duplicate_external_id"
    updated = await client.views_update(external_id="draft-7", view=modal(text_input("y")))
    assert updated["view"]["external_id"] == "draft-7"


async def test_push_stops_at_three(client: AsyncWebClient, world: World) -> None:
    form = modal(text_input("x"))
    await client.views_open(trigger_id=world.triggers.make("U0ANNA"), view=form)
    for _ in range(2):
        await client.views_push(trigger_id=world.triggers.make("U0ANNA"), view=form)
    one_more = client.views_push(trigger_id=world.triggers.make("U0ANNA"), view=form)
    assert await code(one_more) == "push_limit_reached"


async def test_home_tab_is_published_with_a_hash_where_two_race(client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id="U0ANNA", view=HOME))["view"]
    await client.views_publish(user_id="U0ANNA", view=HOME, hash=first["hash"])
    late = client.views_publish(user_id="U0ANNA", view=HOME, hash=first["hash"])
    assert await code(late) == "hash_conflict"
    assert await code(client.views_publish(user_id="U0NOBODY", view=HOME)) == "invalid_arguments"


async def test_invalid_view_or_missing_trigger(client: AsyncWebClient, world: World) -> None:
    broken = modal(text_input("x"))
    del broken["title"]
    trigger = world.triggers.make("U0ANNA")
    assert await code(client.views_open(trigger_id=trigger, view=broken)) == "invalid_arguments"
    assert await code(client.views_open(trigger_id="", view=modal(text_input("x")))) == "invalid_arguments"
    assert (await client.views_open(trigger_id=trigger, view=modal(text_input("x"))))["ok"], "not yet spent"

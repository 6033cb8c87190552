"""The bot speaks in Teams: in channels and threads, to people alone, with pictures, files and names."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from bot.teams.messenger import activity
from bot.teams.shrinking import MOST_BYTES, MOST_PIXELS, shrunk
from domain.people import Standing
from prompts.elements import PicturePlace, Section
from prompts.message import Message, Picture, SharedFile
from prompts.text import mention
from services.people import own_account
from services.ports import CannotTell, ChannelUnusable, NoTogether, PersonUnreachable, Posted, Span
from tests.bot.teams.conftest import CHANNEL, PUBLIC, START, Tenancy

HELLO = Message("Hello")


def png(width: int, height: int, *, noisy: bool = False) -> bytes:
    size = (width, height)
    picture = Image.new("RGB", size, "white")
    if noisy:
        picture = Image.merge("RGB", [Image.effect_noise(size, 100) for _ in range(3)])
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


async def test_messages_stand_in_the_channel_in_threads_and_in_chats(tenancy: Tenancy) -> None:
    speak, world = tenancy.messenger, tenancy.world
    posted = await speak.post(CHANNEL, HELLO, "d1")
    reply = await speak.post(CHANNEL, Message("And this"), "d2", posted.ts)
    alone = await speak.post(tenancy.person("anna"), HELLO, "d3")
    again = await speak.post(alone.channel_id, HELLO, "d4")
    first, second = tenancy.said()
    assert (first.id, second.root) == (posted.ts, posted.ts)
    assert first.summary == "Hello"
    assert reply.channel_id == posted.channel_id == CHANNEL
    assert [message.id for message in tenancy.said("anna")] == [alone.ts, again.ts]
    await speak.update(posted, Message("Changed"), "d1")
    await speak.delete(reply)
    await speak.delete(reply)
    assert [message.summary for message in tenancy.said() if not message.deleted] == ["Changed"]
    assert world.complaints == []


async def test_who_is_named_is_called_by_name_and_notified_where_they_are(tenancy: Tenancy) -> None:
    anna, dan = tenancy.person("anna"), tenancy.person("dan")
    await tenancy.messenger.post(CHANNEL, Message("For " + mention(anna) + " and " + mention(dan)), "d1")
    [message] = tenancy.said()
    assert "Anna Kovac" in message.summary
    assert [one["mentioned"]["id"] for one in message.card["msteams"]["entities"]] == [tenancy.object_id("anna")]


async def test_a_picture_is_fetched_from_the_bot_small_enough_and_by_nobody_who_guesses(tenancy: Tenancy) -> None:
    chart = Picture("chart", "chart.png", png(1000, 1476), "Levels")
    message = Message("Results", [Section("Results"), PicturePlace("chart", "Levels")], [chart])
    await tenancy.messenger.post(CHANNEL, message, "d1")
    await tenancy.messenger.post(CHANNEL, message, "d2")
    addresses = {one["url"] for said in tenancy.said() for one in said.card["body"] if one["type"] == "Image"}
    [address] = addresses
    assert address.startswith(f"{PUBLIC}/teams/pictures/")
    fetched = await tenancy.fetch(address)
    assert fetched.headers["content-type"] == "image/png"
    assert max(Image.open(io.BytesIO(fetched.content)).size) == MOST_PIXELS
    for wrong in (address[:-5] + "x.png", address.replace("pictures", "files"), f"{PUBLIC}/teams/pictures/x.png"):
        assert (await tenancy.fetch(wrong)).status_code == 404
    tenancy.clock.advance(timedelta(days=367).total_seconds())
    assert (await tenancy.fetch(address)).status_code == 404


@pytest.mark.parametrize(
    ("width", "height", "noisy", "same"),
    [(1024, 700, False, True), (3000, 200, False, False), (640, 640, True, False)],
    ids=["small", "wide", "heavy"],
)
def test_pictures_are_shrunk_only_where_they_have_to_be(width: int, height: int, noisy: bool, same: bool) -> None:
    picture = png(width, height, noisy=noisy)
    found = shrunk(picture)
    assert (found == picture) is same
    assert max(Image.open(io.BytesIO(found)).size) <= MOST_PIXELS
    assert len(found) <= MOST_BYTES


async def test_a_calendar_file_is_a_button_that_fetches_it(tenancy: Tenancy) -> None:
    file = SharedFile("meeting in May.ics", "Meeting", b"BEGIN:VCALENDAR", "For your calendar")
    await tenancy.messenger.share(await tenancy.messenger.upload(file), file, CHANNEL)
    [message] = tenancy.said()
    [action] = [one for piece in message.card["body"] if piece["type"] == "ActionSet" for one in piece["actions"]]
    fetched = await tenancy.fetch(action["url"])
    assert (fetched.content, fetched.headers["content-type"]) == (file.content, "text/calendar; charset=utf-8")
    assert "meeting%20in%20May.ics" in fetched.headers["content-disposition"]


async def test_rosters_tell_who_somebody_is(tenancy: Tenancy) -> None:
    speak, world = tenancy.messenger, tenancy.world
    anna, cara, dan = (tenancy.person(word) for word in ("anna", "cara", "dan"))
    async with tenancy.bot.database.read() as session:
        own = await own_account(session, 1)
    assert await speak.members(CHANNEL) == {anna, tenancy.person("ben"), cara, own}
    assert await speak.channels_of(anna) == {CHANNEL}
    assert await speak.channels_of(dan) == frozenset()
    standings = {word: await speak.standing_of(tenancy.person(word)) for word in ("anna", "cara", "dan")}
    assert standings == {"anna": Standing.PERSON, "cara": Standing.GUEST, "dan": Standing.PERSON}
    assert await speak.standing_of("p" + "0" * 16) is Standing.UNKNOWN
    assert await speak.user_with_email("ANNA@schools.example") == tenancy.object_id("anna")
    assert await speak.user_with_email("nobody@schools.example") is None
    accounts, cursor = await speak.people()
    assert (tenancy.object_id("anna"), "anna@schools.example") in {(one.chat_id, one.email) for one in accounts}
    assert cursor is None
    world.add_member("team", "dan")
    assert dan in await speak.members(CHANNEL)


async def test_one_channel_that_teams_has_a_new_word_for_keeps_nobody_from_the_others(tenancy: Tenancy) -> None:
    tenancy.served.faults.fail("paged_members", status=418)
    assert await tenancy.messenger.standing_of(tenancy.person("dan")) is Standing.PERSON


async def test_an_operator_who_is_named_by_an_address_is_known_once_a_roster_tells_of_them(tenancy: Tenancy) -> None:
    app, dan = tenancy.bot.services.app, tenancy.object_id("dan")
    assert app.admin_user_ids == {"Dan@Schools.example"}
    stranger = tenancy.world.add_user("zoe", "Zoe Far", "dan@schools.example")
    stranger.tenant_id = "another"
    tenancy.world.add_member("team", "zoe")
    await tenancy.messenger.members(CHANNEL)
    await tenancy.bot.introduce()
    assert app.admin_user_ids == {"Dan@Schools.example"}, "anybody may give their own people any address"
    tenancy.world.add_member("team", "dan")
    await tenancy.messenger.members(CHANNEL)
    assert app.admin_user_ids == {dan}


async def test_what_cannot_be_is_said_in_the_ports_words(tenancy: Tenancy) -> None:
    speak, world = tenancy.messenger, tenancy.world
    with pytest.raises(NoTogether):
        await speak.open_conversation([tenancy.person("anna"), tenancy.person("ben")])
    with pytest.raises(CannotTell):
        await speak.find_post(CHANNEL, "d1", None, Span(START, START, START))
    world.uninstall_for("anna")
    with pytest.raises(PersonUnreachable):
        await speak.post(tenancy.person("anna"), HELLO, "d1")
    world.block_bot("ben")
    with pytest.raises(PersonUnreachable):
        await speak.post(tenancy.person("ben"), HELLO, "d1")
    world.remove_from_team("team")
    with pytest.raises(ChannelUnusable):
        await speak.post(CHANNEL, HELLO, "d1")
    await speak.delete(Posted(CHANNEL, "1"))


async def test_a_token_that_is_taken_back_is_fetched_anew(tenancy: Tenancy) -> None:
    await tenancy.messenger.post(CHANNEL, HELLO, "d1")
    tenancy.served.identity.revoke()
    await tenancy.messenger.post(CHANNEL, HELLO, "d2")
    assert len(tenancy.said()) == 2
    assert tenancy.served.identity.logins == 2


async def test_teams_is_spoken_to_where_it_says_and_nowhere_else(tenancy: Tenancy) -> None:
    workspaces = tenancy.bot.services.workspaces
    await workspaces.note_service_url(1, tenancy.world.service_url)
    tenancy.messenger._tenant.forget()  # as half a minute later
    await tenancy.messenger.post(CHANNEL, HELLO, "d1")
    assert await tenancy.messenger._tenant.service_url() == tenancy.world.service_url
    await workspaces.note_service_url(1, "https://evil.example/")
    tenancy.messenger._tenant.forget()
    assert await tenancy.messenger._tenant.service_url() == tenancy.served.service_url


@pytest.mark.filterwarnings("ignore:.*is in preview")
def test_the_message_around_a_card_is_what_microsofts_own_library_sends() -> None:
    from microsoft_teams.api.activities import MessageActivityInput  # takes a while

    said = activity({"type": "AdaptiveCard", "version": "1.5", "body": []}, "In short", alert=True)
    read = MessageActivityInput.model_validate(said).model_dump(mode="json", by_alias=True, exclude_none=True)
    assert {name: read.get(name) for name in said} == said

"""The external upload flow, as slack_sdk's files_upload_v2 goes through it."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from practice.slack.server import BOT_TOKEN, Running
from practice.slack.world import World
from tests.practice.slack.api.test_chat import code

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


async def test_calendar_file_is_shared_in_a_thread_with_a_comment(client: AsyncWebClient, world: World) -> None:
    parent = (await client.chat_postMessage(channel="C0NET", text="Meeting"))["ts"]
    await client.files_upload_v2(
        channel="C0NET",
        thread_ts=parent,
        filename="meeting.ics",
        content="BEGIN:VCALENDAR",
        title="Term 2 meeting",
        initial_comment="For your calendar",
    )
    message = world.channels["C0NET"].messages[1]
    assert message["text"] == "For your calendar"
    assert message["thread_ts"] == parent
    assert message["files"][0]["title"] == "Term 2 meeting"
    assert message["files"][0]["mimetype"] == "text/calendar"


async def test_private_picture_shows_in_blocks_once_it_is_processed(
    served: Running, client: AsyncWebClient, world: World
) -> None:
    uploaded = await client.files_upload_v2(filename="chart.png", file=PNG, alt_txt="A chart")
    file_id = uploaded["file"]["id"]
    blocks = [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "A chart"}]
    info = (await client.files_info(file=file_id))["file"]
    assert info["mimetype"] == ""
    assert await code(client.chat_postMessage(channel="C0NET", text="x", blocks=blocks)) == "invalid_blocks"
    world.clock.advance(3)
    info = (await client.files_info(file=file_id))["file"]
    assert info["mimetype"] == "image/png"
    assert info["channels"] == []
    assert (await client.chat_postMessage(channel="C0NET", text="x", blocks=blocks))["ok"]
    home = {"type": "home", "blocks": blocks}
    assert (await client.views_publish(user_id="U0ANNA", view=home))["ok"]
    missing = [{**blocks[0], "slack_file": {"id": "F0NONE"}}]
    assert await code(client.chat_postMessage(channel="C0NET", text="x", blocks=missing)) == "invalid_blocks"
    lost = client.views_publish(user_id="U0ANNA", view={"type": "home", "blocks": missing})
    assert await code(lost) == "invalid_arguments"


async def test_file_is_downloaded_with_the_token_alone(served: Running, client: AsyncWebClient) -> None:
    uploaded = await client.files_upload_v2(filename="chart.png", file=PNG)
    address = uploaded["file"]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(address, headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as answer:
            assert await answer.read() == PNG
        async with session.get(address, allow_redirects=False) as answer:
            assert answer.status == 302


async def test_upload_must_be_whole_before_it_completes(client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    finish = client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "A"}])
    assert await code(finish) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(asked["upload_url"], data=b"four") as answer:
            assert answer.status == 400
        async with session.post(asked["upload_url"], data=b"fives") as answer:
            assert answer.status == 200
        form = aiohttp.FormData()
        form.add_field("filename", b"FIVES", filename="a.txt")
        async with session.post(asked["upload_url"], data=form) as answer:
            assert answer.status == 200
        async with session.post(f"{asked['upload_url']}x", data=b"fives") as answer:
            assert answer.status == 404
    done = await client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "A"}])
    assert done["files"][0]["size"] == 5

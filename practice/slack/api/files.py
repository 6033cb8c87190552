"""files.*: the external upload flow and files.info."""

import mimetypes
import secrets
from typing import Any

from practice.slack.api.call import Answer, ApiError, Call, Method
from practice.slack.api.chat import bot_message, content, destination
from practice.slack.files import PROCESSING_SECONDS, File

EXTRA_TYPES = {".ics": "text/calendar"}


def get_upload_url(call: Call) -> Answer:
    """files.getUploadURLExternal"""
    name = call.required("filename")
    size = call.number("length", 0, 1, 10**9)
    if not size:
        raise ApiError("invalid_arguments")
    world = call.world
    file = File(world.new_id("F"), name, name, call.bot_id, int(world.clock.now()))
    file.mimetype = _mimetype(name)
    file.expected_size, file.alt_text = size, call.text("alt_txt")
    file.upload_token = secrets.token_urlsafe(16)
    world.files[file.id] = file
    return {"upload_url": f"{world.base_url}/upload/v1/{file.upload_token}", "file_id": file.id}


def _mimetype(name: str) -> str:
    extension = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    return EXTRA_TYPES.get(extension) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def complete_upload(call: Call) -> Answer:
    """files.completeUploadExternal: shares the files where a channel is given, else keeps them private."""
    wanted = call.json("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise ApiError("invalid_arguments")
    files = [_uploaded(call, entry) for entry in wanted]
    places = call.listed("channels") or call.listed("channel_id")
    channels = []
    for place in places:
        call.args["channel"] = place
        channels.append(destination(call))
    for file in files:
        file.completed = True
        file.ready_at = call.world.clock.now() + (PROCESSING_SECONDS if file.is_image else 0.0)
    described = [describe(call, file) for file in files]
    for channel in channels:
        _share(call, channel.id, files)
    call.world.changed()
    return {"files": described}


def _uploaded(call: Call, entry: Any) -> File:
    file = call.world.files.get(entry.get("id", "")) if isinstance(entry, dict) else None
    if file is None or not file.uploaded or file.completed:
        raise ApiError("file_not_found")
    file.title = entry.get("title") or file.title
    return file


def _share(call: Call, channel_id: str, files: list[File]) -> None:
    said = {"text": call.text("initial_comment"), "blocks": None, "metadata": None}
    if call.args.get("blocks"):
        said["blocks"] = content(call)["blocks"]
    message = bot_message(call, said)
    message["files"] = [describe(call, file) for file in files]
    message["upload"] = True
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    call.world.post(channel_id, message)
    for file in files:
        file.shares.append((channel_id, message["ts"]))


def describe(call: Call, file: File) -> dict[str, Any]:
    """Give a file as Slack does."""
    world = call.world
    private = {c.id for c in world.channels.values() if c.kind != "public"}
    return file.as_slack(world.base_url, world.team_id, private, world.clock.now())


def info(call: Call) -> Answer:
    """files.info"""
    file = call.world.files.get(call.text("file"))
    if file is None or not file.completed:
        raise ApiError("file_not_found")
    return {"file": describe(call, file), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), 100),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), 100),
    "files.info": Method(info, ("files:read",), 100),
}

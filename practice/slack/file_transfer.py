"""Uploading to and downloading from the addresses that files.* give out."""

from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from practice.slack.files import File
from practice.slack.world import World


@dataclass
class FileTransfer:
    """Answers the upload and download addresses of one world."""

    world: World
    bot_token: str

    async def upload(self, request: Request) -> Response:
        """Take a file's bytes: the body as a whole, or the first file of a form."""
        token = request.path_params["token"]
        file = next((f for f in self.world.files.values() if f.upload_token == token), None)
        if file is None or file.completed:
            return PlainTextResponse("upload not found", status_code=404)
        content = await _content(request)
        if len(content) != file.expected_size:
            return PlainTextResponse("length does not match", status_code=400)
        file.content, file.uploaded = content, True
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """Give a file's bytes to the bot; whoever has no token is sent to the front page, as Slack does."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        file = self.world.files.get(request.path_params["reference"].partition("-")[2])
        if file is None:
            return PlainTextResponse("file not found", status_code=404)
        if (token != self.bot_token and token not in self.world.bot.tokens) or self.world.bot.revoked:
            return RedirectResponse(f"/?redir={request.url.path}", status_code=302)
        return file_response(file)


async def _content(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            for value in form.values():
                if isinstance(value, UploadFile):
                    return await value.read()
        return b""
    return await request.body()


def file_response(file: File) -> Response:
    """Give a file as a download that no browser takes for a page."""
    name = file.name.replace('"', "").replace("\n", "").encode("ascii", "replace").decode()
    side = "inline" if file.is_image else "attachment"
    headers = {
        "Content-Disposition": f'{side}; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, media_type=file.mimetype, headers=headers)

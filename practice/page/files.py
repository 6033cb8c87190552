"""The pages' own files, and what a page's answers say to the browser."""

from pathlib import Path

from starlette.requests import Request
from starlette.staticfiles import StaticFiles

STATIC = "/page-files"
"""Where a page's own files are served."""
SHARED = Path(__file__).parent

SAFE = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'; script-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
"""Headers of everything that a page answers."""


class PageFiles(StaticFiles):
    """The files of one page, and those that all pages share."""

    def __init__(self, *own: Path) -> None:
        super().__init__(directory=SHARED / "static")
        self.all_directories = [*own, SHARED / "static"]


def same_origin(request: Request) -> bool:
    """Whether a request comes from this page; browsers say where a request comes from."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    return site in ("same-origin", "none") and origin in (None, f"http://{request.headers.get('host')}")

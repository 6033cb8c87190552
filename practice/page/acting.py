"""What somebody does on a page, by the last part of its address: JSON in, JSON out."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from practice.page.files import same_origin

log = logging.getLogger(__name__)

Data = dict[str, Any]
GONE = "That is not there any more. Reload the page to see what is."

P = TypeVar("P")


class Acting(ABC, Generic[P]):
    """known: what one can do. gone: what is raised where that is not there."""

    def __init__(self, known: Mapping[str, Callable[[P, Data], Awaitable[Data]]], gone: type[Exception]) -> None:
        self.known = known
        self._gone = gone

    @abstractmethod
    def person(self, user_id: str) -> P | None:
        """Whoever looks at the page; None where nobody is called so."""

    async def endpoint(self, request: Request) -> Response:
        """POST /as/{user}/{what}; `problem` in an answer is a sentence for the person."""
        if not same_origin(request):
            return JSONResponse({"problem": "This came from another site."}, status_code=403)
        does, person = self.known.get(request.path_params["what"]), self.person(request.path_params["user"])
        if does is None or person is None:
            return JSONResponse({"problem": GONE}, status_code=404)
        try:
            answer = await does(person, await request.json())
        except (self._gone, KeyError):
            answer = {"ok": False, "problem": GONE}
        except ValueError as error:
            log.warning("act_refused %s", error)
            answer = {"ok": False, "problem": f"That did not work: {error}."}
        return JSONResponse({"ok": True} | answer)

"""Tables of cases that share one house: for rows that only look, or are refused, and so leave nothing behind.

A house costs more than most of such rows. Rows that change something go into pytest's own `parametrize`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from tests.house import House

Test = Callable[..., Awaitable[None]]


def in_one_house(names: str | Sequence[str], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, with all rows one after the other in one house.

    After each row, forms are closed and private answers gone. A row that fails is named with the failure.
    """
    named = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = list(rows)

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        async def all_rows(**fixtures: Any) -> None:
            [house] = [fixture for fixture in fixtures.values() if isinstance(fixture, House)]
            for row in table:
                values = dict(zip(named, row if len(named) > 1 else (row,), strict=True))
                try:
                    await test(**fixtures, **values)
                except BaseException as error:
                    error.add_note(f"in the row {values}")
                    raise
                await house.clear_screens()

        own = inspect.signature(test)
        left = [parameter for name, parameter in own.parameters.items() if name not in named]
        all_rows.__signature__ = own.replace(parameters=left)  # type: ignore[attr-defined]
        return all_rows

    return decorate

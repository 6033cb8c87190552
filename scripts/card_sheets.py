"""Draws every golden card as Teams would, on sheets to look at: `make cards`, in var/cards.

Drawing all of them makes the two pictures of docs/chats.md anew as well.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Route

from scripts.browser import chromium

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "bot" / "teams" / "golden"
PAGE = ROOT / "practice" / "teams" / "page"
OUT = ROOT / "var" / "cards"
PICTURES = ROOT / "docs" / "pictures"
SHOWN = ("meetings/card", "actions/nudge_several", "pulses/card", "introductions/ask", "networks/person_form")
"""Cards of each kind, for docs/chats.md."""
THEMES = ("light", "dark")
WIDTHS = {"phone": 328, "desk": 672}
"""Pixels of a card in Teams, on a telephone 360 wide and in a channel 720 wide."""
COLUMNS = {"phone": 5, "desk": 3}
ON_A_SHEET = {"phone": 15, "desk": 12}
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="600">'
    '<rect width="1000" height="600" fill="#dde3ea"/></svg>'
)


async def main(names: Sequence[str]) -> None:
    """names: of the features to draw, or parts of cards' names; none: all."""
    OUT.mkdir(parents=True, exist_ok=True)
    cards = [path for path in sorted(GOLDEN.rglob("*.json")) if not names or any(name in str(path) for name in names)]
    async with chromium() as browser:
        for width in WIDTHS:
            for theme in THEMES:
                size = ON_A_SHEET[width]
                for number, at in enumerate(range(0, len(cards), size), 1):
                    file = OUT / f"{width}-{theme}-{number:02}.png"
                    await _draw(browser, cards[at : at + size], width, theme, file)
                    print(file)
        for theme in THEMES if not names else ():
            shown = [GOLDEN / f"{name}.json" for name in SHOWN]
            await _draw(browser, shown, "phone", theme, PICTURES / f"teams-cards-{theme}.png", columns=3)


async def _draw(
    browser: Browser, cards: Sequence[Path], width: str, theme: str, file: Path, columns: int | None = None
) -> None:
    columns = columns or COLUMNS[width]
    page = await browser.new_page(viewport={"width": (WIDTHS[width] + 24) * columns, "height": 400})
    await page.route("https://bot.example/**", _picture)
    await page.set_content(_html(width, theme, columns))
    for script in (
        PAGE / "vendor" / "adaptivecards.min.js",
        PAGE / "vendor" / "markdown-it.min.js",
        PAGE / "static" / "cards.js",
    ):
        await page.add_script_tag(path=script)
    config = json.loads((PAGE / "vendor" / f"teams-{theme}.json").read_text(encoding="utf-8"))
    named = [[f"{path.parent.name}/{path.stem}", json.loads(path.read_text(encoding="utf-8"))] for path in cards]
    await page.evaluate(
        """([named, config]) => {
          for (const [name, card] of named) {
            const figure = document.createElement("figure");
            const caption = document.createElement("figcaption");
            caption.textContent = name;
            figure.append(caption, drawCard(card, config));
            document.body.append(figure);
          }
        }""",
        [named, config],
    )
    await page.wait_for_timeout(100)
    await page.screenshot(path=file, full_page=True)
    await page.close()


async def _picture(route: Route) -> None:
    await route.fulfill(content_type="image/svg+xml", body=PICTURE)


def _html(width: str, theme: str, columns: int) -> str:
    ground = {"light": "#f5f5f5", "dark": "#141414"}[theme]
    style = (PAGE / "static" / "cards.css").read_text(encoding="utf-8")
    return f"""<!doctype html><html class="{theme}"><style>{style}
      body {{ margin: 12px; background: {ground}; columns: {columns}; column-gap: 24px; }}
      figure {{ margin: 0 0 18px; break-inside: avoid; width: {WIDTHS[width]}px; }}
      figcaption {{ font: 12px sans-serif; color: #888; }}
    </style><body></body></html>"""


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

"""The part of standard Markdown that a `markdown` block is likely to hold, as safe HTML.

Headings, paragraphs, lists (one level), quotes, fences, rules, tables, and inline bold, italic, strike,
code and links. Anything else is shown as text.
"""

import re

from markupsafe import Markup, escape

from practice.page.pictures import PICTURED, pictured

from .mrkdwn import is_safe_url

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*$")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d+)[.)])\s+(.*)")
_TABLE_LINE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^()\s]+)\)")
_STYLES = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__"), "strong"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)"), "em"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), "s"),
)


def render(text: str) -> Markup:
    """Markdown to HTML. Headings start at h3, because the page and its dialogs own h1 and h2."""
    html, lines = Markup(), text.replace("\r\n", "\n").split("\n")
    while lines:
        html += _block(lines)
    return html


def _block(lines: list[str]) -> Markup:
    """Takes one block's lines off the front and gives its HTML."""
    line = lines.pop(0)
    if not line.strip():
        return Markup()
    if line.lstrip().startswith("```"):
        return _fence(lines)
    if heading := _HEADING.match(line):
        level = min(len(heading[1]) + 2, 6)
        return Markup("<h{0}>{1}</h{0}>").format(level, _inline(heading[2].rstrip("# ")))
    if _RULE.match(line):
        return Markup("<hr>")
    if line.startswith(">"):
        return _quote(line, lines)
    if item := _ITEM.match(line):
        return _list(item, lines)
    if "|" in line and lines and "-" in lines[0] and _TABLE_LINE.match(lines[0]):
        return _table(line, lines)
    return _paragraph(line, lines)


def _fence(lines: list[str]) -> Markup:
    body = []
    while lines and not lines[0].lstrip().startswith("```"):
        body.append(lines.pop(0))
    if lines:
        lines.pop(0)
    return Markup("<pre>{}</pre>").format("\n".join(body))


def _quote(first: str, lines: list[str]) -> Markup:
    body = [first]
    while lines and lines[0].startswith(">"):
        body.append(lines.pop(0))
    return Markup("<blockquote>{}</blockquote>").format(
        Markup("<br>").join(_inline(line.lstrip("> ")) for line in body)
    )


def _list(first: re.Match[str], lines: list[str]) -> Markup:
    items, tag = [first[2]], "ol" if first[1] else "ul"
    while lines and (item := _ITEM.match(lines[0])) and bool(item[1]) == (tag == "ol"):
        items.append(item[2])
        lines.pop(0)
    rows = Markup().join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    start = Markup(' start="{}"').format(first[1]) if first[1] and first[1] != "1" else ""
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), start, rows)  # noqa: S704 - "ol" or "ul"


def _table(first: str, lines: list[str]) -> Markup:
    lines.pop(0)
    rows = []
    while lines and "|" in lines[0]:
        rows.append(_cells(lines.pop(0), "td"))
    return Markup(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Table">'
        "<table><thead>{}</thead><tbody>{}</tbody></table></div>"
    ).format(_cells(first, "th"), Markup().join(rows))


def _cells(line: str, tag: str) -> Markup:
    cells = (_inline(cell.strip()) for cell in line.strip().strip("|").split("|"))
    opening = Markup("<th scope='col'>") if tag == "th" else Markup("<td>")
    closing = Markup("</th>") if tag == "th" else Markup("</td>")
    return Markup("<tr>{}</tr>").format(Markup().join(opening + cell + closing for cell in cells))


def _paragraph(first: str, lines: list[str]) -> Markup:
    body = [first]
    while lines and lines[0].strip() and not re.match(r"\s*(```|#{1,6}\s|>|[-*+]\s|\d+[.)]\s)", lines[0]):
        body.append(lines.pop(0))
    return Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in body))


def _inline(text: str) -> Markup:
    pieces: list[Markup] = []

    def aside(piece: Markup) -> str:
        pieces.append(piece)
        return f"\ue000{len(pieces) - 1}\ue001"

    def anchor(found: re.Match[str]) -> str:
        if not is_safe_url(found[2]):
            return found[0]
        return aside(Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(found[2], found[1]))

    text = re.sub("[\ue000\ue001]", "", text)
    text = _CODE.sub(lambda found: aside(Markup("<code>{}</code>").format(found[1])), text)
    text = _LINK.sub(anchor, text)
    text = PICTURED.sub(lambda found: aside(pictured(found)), text)
    html = str(escape(text))
    for pattern, tag in _STYLES:
        html = pattern.sub(
            lambda found, tag=tag: f"<{tag}>{next(filter(None, found.groups()))}</{tag}>",  # type: ignore[misc]
            html,
        )
    # Escaped above; the only tags in it are those written here.
    restored = re.sub("\ue000(\\d+)\ue001", lambda found: str(pieces[int(found[1])]), html)
    return Markup(restored)  # noqa: S704

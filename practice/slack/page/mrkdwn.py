"""Slack's mrkdwn, as it travels on the wire, turned into safe HTML.

Whatever is not recognised is escaped and shown as it was typed. Pieces that are finished (code, links,
mentions, emoji) are set aside behind private-use characters, so later rules cannot touch them.
"""

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from practice.page.pictures import PICTURED, pictured

from .dates import fill_tokens
from .reader import Reader

_PRE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_CONTROL = re.compile(r"<([^<>\n]+)>")
_BARE_URL = re.compile(r"\bhttps?://[^\s<>\"'\ue000\ue001]+[^\s<>\"'.,;:!?)\]\ue000\ue001]")
_SET_ASIDE = re.compile("\ue000(\\d+)\ue001")
_QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
# A mark opens or closes a style only where no letter, digit or same mark stands outside it.
_STYLES = tuple(
    (re.compile(rf"(?<![^\W_])(?<!{m})(?:{m})(?=\S)((?:(?!{m}).)*?)(?<=\S)(?:{m})(?!{m})(?![^\W_])"), tag)
    for m, tag in ((r"\*", "strong"), ("_", "em"), ("~", "s"))
)
_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
_BROADCASTS = {"here", "channel", "everyone"}


def decode(text: str) -> str:
    """The characters behind the three entities that Slack's wire format knows."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def encode(text: str) -> str:
    """What a person typed, in the wire format: nothing in it can come alive."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_safe_url(url: str) -> bool:
    """Whether a link may be followed: web, mail and telephone alone, so no `javascript:`."""
    try:
        return urlsplit(url.strip()).scheme.lower() in _SAFE_SCHEMES
    except ValueError:
        return False


def link(url: str, label: str) -> Markup:
    """A link to another site, or its label alone when the address is not a safe one."""
    if not is_safe_url(url):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def render(text: str, reader: Reader, *, verbatim: bool = False) -> Markup:
    """mrkdwn to HTML for one reader. `verbatim` leaves bare addresses alone, as Slack's flag does."""
    return _Rendering(reader, verbatim).blocks(re.sub("[\ue000\ue001]", "", text))


def plain(text: str, reader: Reader) -> str:
    """mrkdwn to one line of plain text, for previews and screen readers."""
    text = _CONTROL.sub(lambda found: _control_label(found[1], reader), text)
    text = re.sub(r"[*`~]|(?<!\w)_|_(?!\w)", "", text)
    return " ".join(decode(text).split())


class _Rendering:
    def __init__(self, reader: Reader, verbatim: bool) -> None:
        self.reader = reader
        self.verbatim = verbatim
        self.pieces: list[Markup] = []

    def aside(self, piece: Markup) -> str:
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def blocks(self, text: str) -> Markup:
        """The whole text: preformatted parts, quotes, and lines between them."""
        html = Markup()
        for number, part in enumerate(_PRE.split(text)):
            if number % 2:
                html += Markup("<pre>{}</pre>").format(self.code(part))
            elif part.strip():
                html += self.quotes(part.strip("\n"))
        return html

    def quotes(self, text: str) -> Markup:
        html, lines = Markup(), text.split("\n")
        while lines:
            if re.match(r"(?:&gt;|>){3}", lines[0]):
                quoted = [re.sub(r"^(?:&gt;|>){3} ?", "", lines[0]), *lines[1:]]
                return html + Markup("<blockquote>{}</blockquote>").format(self.lines(quoted))
            in_quote = bool(_QUOTE.match(lines[0]))
            run = []
            while lines and bool(_QUOTE.match(lines[0])) == in_quote:
                run.append(_QUOTE.sub("", lines.pop(0)) if in_quote else lines.pop(0))
            shown = self.lines(run)
            html += Markup("<blockquote>{}</blockquote>").format(shown) if in_quote else shown
        return html

    def lines(self, lines: list[str]) -> Markup:
        return Markup("<br>").join(self.line(line) for line in lines)

    def line(self, text: str) -> Markup:
        text = _CODE.sub(lambda m: self.aside(Markup("<code>{}</code>").format(self.code(m[1]))), text)
        text = _CONTROL.sub(lambda m: self.aside(self.control(m[1])), text)
        if not self.verbatim:
            text = _BARE_URL.sub(lambda m: self.aside(link(decode(m[0]), decode(m[0]))), text)
        text = PICTURED.sub(lambda m: self.aside(pictured(m)), text)
        html = str(escape(decode(text)))
        for pattern, tag in _STYLES:
            html = pattern.sub(rf"<{tag}>\1</{tag}>", html)
        # The text was escaped above and the only tags in it are the three written here.
        return Markup(_SET_ASIDE.sub(self.restore, html))  # noqa: S704

    def restore(self, found: re.Match[str]) -> str:
        return _SET_ASIDE.sub(self.restore, str(self.pieces[int(found[1])]))

    def code(self, text: str) -> Markup:
        return escape(decode(_CONTROL.sub(lambda found: _control_label(found[1], self.reader), text)))

    def control(self, inner: str) -> Markup:
        """What stands between < and >: a mention, a date, or a link."""
        target, _, label = inner.partition("|")
        if target.startswith("@"):
            return user_mention(target[1:], self.reader)
        if target.startswith("#"):
            return channel_mention(target[1:], self.reader)
        if target.startswith("!date^"):
            return date(target, label, self.reader)
        if target.startswith("!"):
            return Markup('<span class="mention broadcast">{}</span>').format(_control_label(inner, self.reader))
        if "\ue000" not in target and is_safe_url(decode(target)):
            return link(decode(target), decode(label or target.removeprefix("mailto:")))
        return escape(decode(f"<{inner}>"))


def user_mention(user_id: str, reader: Reader) -> Markup:
    """`@Anna Kovac`, marked when it is the reader."""
    me = " me" if user_id == reader.user_id else ""
    return Markup('<span class="mention{}">@{}</span>').format(me, reader.user_name(user_id))


def channel_mention(channel_id: str, reader: Reader) -> Markup:
    """`#name` as a link; a channel the reader cannot see has neither name nor link."""
    if channel_id not in reader.channel_names:
        return Markup('<span class="mention">#{}</span>').format(reader.channel_name(channel_id))
    return Markup('<a class="mention" href="{}">#{}</a>').format(
        reader.channel_link(channel_id), reader.channel_name(channel_id)
    )


def date(target: str, fallback: str, reader: Reader) -> Markup:
    """`!date^epoch^template[^link]` in the reader's zone, or its fallback when it makes no sense."""
    parts = target.split("^")
    try:
        shown = fill_tokens(decode(parts[2]), int(parts[1]), reader.now)
    except (IndexError, ValueError, OverflowError, OSError):
        return escape(decode(fallback))
    html = Markup('<time title="{}">{}</time>').format(decode(fallback), shown)
    if len(parts) > 3 and is_safe_url(decode(parts[3])):
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(decode(parts[3]), html)
    return html


def _control_label(inner: str, reader: Reader) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + reader.user_name(target[1:])
    if target.startswith("#"):
        return "#" + reader.channel_name(target[1:])
    if target.startswith("!date^"):
        parts = target.split("^")
        try:
            return fill_tokens(decode(parts[2]), int(parts[1]), reader.now)
        except (IndexError, ValueError, OverflowError, OSError):
            return decode(label)
    if target.startswith("!"):
        name = target[1:].split("^")[0]
        return "@" + name if name in _BROADCASTS else decode(label) or f"<{inner}>"
    return decode(label or target) if is_safe_url(decode(target)) else decode(f"<{inner}>")

"""mrkdwn and Markdown become HTML in which only what Slack would show comes alive."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from practice.page import pictures
from practice.page.emoji import EMOJI
from practice.page.files import SHARED
from practice.page.templating import MARKS
from practice.slack.page import markdown, mrkdwn
from practice.slack.page.dates import fill_tokens
from practice.slack.page.reader import Reader

MELBOURNE = ZoneInfo("Australia/Melbourne")
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=MELBOURNE)
TWO_PM = int(datetime(2026, 5, 15, 14, 0, tzinfo=MELBOURNE).timestamp())

READER = Reader(
    "U1",
    NOW,
    {"U1": "Anna Kovac", "U2": "Ben <i>Wu</i>"},
    {"C1": "merri"},
    lambda channel_id: f"/as/U1/c/{channel_id}",
)


def test_every_emoji_and_icon_of_the_page_has_its_picture() -> None:
    pages = [SHARED, *(SHARED.parent / chat / "page" for chat in ("slack", "teams"))]
    static = SHARED / "static"
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (static / "emoji.svg").read_text(encoding="utf-8")))
    wanted = set(re.findall(r"emoji\.svg#([0-9a-f-]+)", "".join(pictures.emoji(name) for name in EMOJI)))
    assert wanted == drawn
    icons = set(re.findall(r'<symbol id="([^"]+)"', (static / "icons.svg").read_text(encoding="utf-8")))
    sources = [file for page in pages for kind in ("static/*.js", "templates/*.html") for file in page.glob(kind)]
    used = {name for file in sources for name in re.findall(r"icon\('([a-z-]+)'", file.read_text(encoding="utf-8"))}
    assert used | set(MARKS.values()) <= icons


@pytest.mark.parametrize(
    ("text", "html", "reason"),
    [
        ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>", "the three styles"),
        ("_*both*_", "<em><strong>both</strong></em>", "styles nest"),
        ("2 * 3 * 4", "2 * 3 * 4", "a lone star is a star"),
        ("snake_case_name", "snake_case_name", "no style inside a word"),
        ("`*code*`", "<code>*code*</code>", "no style inside code"),
        ("```a *b*\n&lt;c&gt;```", "<pre>a *b*\n&lt;c&gt;</pre>", "preformatted text stays as it is"),
        ("a\nb", "a<br>b", "a new line"),
        ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three", "a quote of two lines"),
        ("&gt;&gt;&gt; one\ntwo", "<blockquote>one<br>two</blockquote>", "a quote to the end"),
        (":tada: 🎉 :no_such_one:", "emoji.svg#1f389", "a known emoji is a picture, named or typed"),
        ("see :no_such_one:", "see :no_such_one:", "an unknown emoji keeps its name, underscores and all"),
        ("R&amp;D &lt;3", "R&amp;D &lt;3", "entities of the wire are not escaped twice"),
        ("hi <@U1>", '<span class="mention me">@Anna Kovac</span>', "a mention of the reader"),
        ("hi <@U2>", "@Ben &lt;i&gt;Wu&lt;/i&gt;", "a name is never HTML"),
        ("<#C1>", '<a class="mention" href="/as/U1/c/C1">#merri</a>', "a channel the reader sees"),
        ("<#C9|secret-plans>", "#private-channel", "a channel the reader does not see keeps its name to itself"),
        ("<!channel>", '<span class="mention broadcast">@channel</span>', "a broadcast"),
        ("<https://a.example/x_y_z|the *page*>", ">the *page*</a>", "a label is plain"),
        ("https://a.example/x_y_z.", 'href="https://a.example/x_y_z"', "a bare address, without the full stop"),
        ("<mailto:a@b.example>", 'href="mailto:a@b.example"', "a mail address"),
        (f"<!date^{TWO_PM}^{{date_long_pretty}} at {{time}}|x>", ">tomorrow at 2:00 pm</time>", "a date"),
        ("<!date^nonsense^{date}|the fallback>", "the fallback", "a date that makes no sense"),
    ],
)
def test_mrkdwn_reads_as_in_slack(text: str, html: str, reason: str) -> None:
    assert html in mrkdwn.render(text, READER), reason


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "<javascript:alert(1)|click>",
        "<JaVaScRiPt:alert(1)>",
        "<data:text/html,<script>alert(1)</script>|x>",
        '<https://a.example/" onmouseover="alert(1)|x>',
        '<https://a.example|"><script>alert(1)</script>>',
        "`<script>alert(1)</script>`",
        "```<script>alert(1)</script>```",
        '<https://a.example/`x" onload=y`|z>',
        ':tada" onload=alert(1):',
        '<@U9|" onload="x>',
        "\ue0000\ue001 <b>*x*</b>",
        '<!date^1778731500^<b>{date}</b>^javascript:alert(1)|"><b>>',
    ],
)
def test_nothing_that_somebody_types_becomes_markup(text: str) -> None:
    for html in (str(mrkdwn.render(text, READER)), str(markdown.render(text))):
        lowered = html.lower()
        assert "<script" not in lowered
        assert "<img" not in lowered
        assert "<b>" not in lowered
        assert 'href="javascript' not in lowered
        assert 'href="data' not in lowered
        assert not any(f'" {event}=' in lowered for event in ("onerror", "onload", "onmouseover"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Title\n\nText", "<h3>Title</h3><p>Text</p>"),
        ("- one\n- **two**", "<ul><li>one</li><li><strong>two</strong></li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("> quoted\n> more", "<blockquote>quoted<br>more</blockquote>"),
        ("```py\nx < 1\n```", "<pre>x &lt; 1</pre>"),
        ("[page](https://a.example/)", 'href="https://a.example/"'),
        ("[page](javascript:alert)", "[page](javascript:alert)"),
        ("*it* and ~~no~~ and `co*d*e`", "<em>it</em> and <s>no</s> and <code>co*d*e</code>"),
        ("| A | B |\n|---|---|\n| 1 | *2* |", "<td>1</td><td><em>2</em></td>"),
        ("---", "<hr>"),
    ],
)
def test_a_markdown_block_reads_as_markdown(text: str, html: str) -> None:
    assert html in markdown.render(text)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{date_num}", "2026-05-15"),
        ("{date_short}", "15 May 2026"),
        ("{date_long}", "Friday 15 May 2026"),
        ("{date_pretty}", "tomorrow"),
        ("{time_secs}", "2:00:00 pm"),
        ("{ago}", "in 1 day"),
        ("{unknown}", "{unknown}"),
    ],
)
def test_date_tokens_read_as_in_australia(template: str, text: str) -> None:
    assert fill_tokens(template, TWO_PM, NOW) == text


def test_a_date_follows_the_zone_of_the_reader() -> None:
    perth = NOW.astimezone(ZoneInfo("Australia/Perth"))
    assert fill_tokens("{time}", TWO_PM, perth) == "12:00 pm"


def test_plain_text_for_previews_has_no_marks() -> None:
    assert mrkdwn.plain("*Hi* <@U1>,\n_see_ <https://a.example|this> `now`", READER) == "Hi @Anna Kovac, see this now"

"""Rich text blocks, as far as bots write them."""

from practice.checks import Check, Shape, any_value, boolean, by_type, integer, items, string, url

_STYLE = Shape(
    {},
    {"bold": boolean, "italic": boolean, "strike": boolean, "code": boolean, "underline": boolean},
)
_TYPE: dict[str, Check] = {"type": any_value}
_STYLED: dict[str, Check] = {"style": _STYLE}

INLINE = by_type(
    {
        "text": Shape({**_TYPE, "text": string(12000)}, _STYLED),
        "link": Shape({**_TYPE, "url": url}, {**_STYLED, "text": string(3000), "unsafe": boolean}),
        "user": Shape({**_TYPE, "user_id": string(255)}, _STYLED),
        "usergroup": Shape({**_TYPE, "usergroup_id": string(255)}, _STYLED),
        "channel": Shape({**_TYPE, "channel_id": string(255)}, _STYLED),
        "emoji": Shape({**_TYPE, "name": string(255)}, {**_STYLED, "unicode": string(50)}),
        "broadcast": Shape({**_TYPE, "range": string(20)}, _STYLED),
        "date": Shape(
            {**_TYPE, "timestamp": integer(0, 10**10), "format": string(255)},
            {**_STYLED, "url": url, "fallback": string(255)},
        ),
        "color": Shape({**_TYPE, "value": string(20)}, _STYLED),
    }
)

_INLINES = items(INLINE, 1000, 0)
_SECTION = Shape({**_TYPE, "elements": _INLINES})
_BORDER: dict[str, Check] = {"border": integer(0, 1)}

ELEMENTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": Shape({**_TYPE, "elements": _INLINES}, {**_BORDER, "language": string(50)}),
        "rich_text_quote": Shape({**_TYPE, "elements": _INLINES}, _BORDER),
        "rich_text_list": Shape(
            {
                **_TYPE,
                "style": string(10),
                "elements": items(by_type({"rich_text_section": _SECTION}), 1000),
            },
            {**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10000)},
        ),
    }
)

RICH_TEXT = Shape({**_TYPE, "elements": items(ELEMENTS, 1000)}, {"block_id": string(255)})

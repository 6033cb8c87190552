"""Text objects, options and confirmation dialogs."""

from practice.checks import Check, Shape, any_value, boolean, by_type, items, one_of, string, url


def plain(most: int) -> Check:
    """A plain_text object of up to this many characters."""
    return by_type({"plain_text": _plain_shape(most)})


def either(most: int) -> Check:
    """A text object of either kind."""
    return by_type(text_shapes(most))


def text_shapes(most: int) -> dict[str, Check]:
    """Both kinds of text, for places that also hold other things."""
    mrkdwn = Shape({"type": any_value, "text": string(most)}, {"verbatim": boolean})
    return {"plain_text": _plain_shape(most), "mrkdwn": mrkdwn}


def _plain_shape(most: int) -> Shape:
    return Shape({"type": any_value, "text": string(most)}, {"emoji": boolean})


STYLE = one_of("primary", "danger")

CONFIRM = Shape({"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE})

#: Select menus take plain text, radio buttons and checkboxes mrkdwn as well, overflow menus an address.
OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
MARKDOWN_OPTION = Shape({"text": either(75), "value": string(150)}, {"description": either(75)})
URL_OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url})

OPTION_GROUP = Shape({"label": plain(75), "options": items(OPTION, 100)})

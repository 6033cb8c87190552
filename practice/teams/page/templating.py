"""The templates of this page."""

from pathlib import Path

from markupsafe import Markup

from practice.page import pictures
from practice.page.templating import environment

HERE = Path(__file__).parent
REACTIONS = {"like": "+1", "heart": "heart", "laugh": "smile"}
"""Teams' reactions that the page offers, and the picture of each."""

_ENVIRONMENT = environment(HERE / "templates")
_ENVIRONMENT.globals |= {"emoji": pictures.emoji, "REACTIONS": REACTIONS}


def template(name: str, /, **context: object) -> Markup:
    """One template of this page, filled in."""
    # Templates escape everything that is not already safe HTML.
    return Markup(_ENVIRONMENT.get_template(name).render(**context))  # noqa: S704

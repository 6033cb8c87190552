"""Who is reading: names, zone and time that rendering needs, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reader:
    """One person's view: their id, `now` in their zone, and the names they may see.

    `user_names` and `channel_names` map ids to what is shown; an id that is missing reads as itself.
    `channel_link` gives the page's address of a channel, for `<#C…>` mentions.
    `file_link` gives the address of an uploaded file by its id, or None when there is no such file.
    """

    user_id: str
    now: datetime
    user_names: Mapping[str, str]
    channel_names: Mapping[str, str]
    channel_link: Callable[[str], str]
    file_link: Callable[[str], str | None] = lambda _file_id: None

    def user_name(self, user_id: str) -> str:
        return self.user_names.get(user_id, user_id)

    def channel_name(self, channel_id: str) -> str:
        return self.channel_names.get(channel_id, "private-channel")

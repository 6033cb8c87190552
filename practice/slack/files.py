"""Files: uploaded, processed a little later, then shown."""

from dataclasses import dataclass, field
from typing import Any

#: Seconds of workspace time that Slack needs before an uploaded picture can be shown.
PROCESSING_SECONDS = 2.0


@dataclass
class File:
    """One file; `ready_at` is the workspace time (epoch seconds) from which blocks may show it."""

    id: str
    name: str
    title: str
    user: str
    created: int
    mimetype: str = "application/octet-stream"
    content: bytes = b""
    expected_size: int = 0
    upload_token: str = ""
    uploaded: bool = False
    completed: bool = False
    ready_at: float = 0.0
    alt_text: str = ""
    shares: list[tuple[str, str]] = field(default_factory=list)  # (channel id, message ts)

    @property
    def is_image(self) -> bool:
        """Say whether the file is a picture that an image block can show."""
        return self.mimetype in ("image/png", "image/jpeg", "image/gif")

    def as_slack(self, base_url: str, team_id: str, private_channels: set[str], now: float) -> dict[str, Any]:
        """Give the file as Slack's files.info does, with addresses below `base_url`.

        Until it is processed (`now` before `ready_at`) its type is not known yet and it has no thumbnails.
        """
        private = f"{base_url}/files-pri/{team_id}-{self.id}/{self.name}"
        extension = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else ""
        channels = [channel for channel, _ in self.shares]
        shares: dict[str, dict[str, list[dict[str, str]]]] = {}
        for channel, ts in self.shares:
            side = "private" if channel in private_channels else "public"
            shares.setdefault(side, {}).setdefault(channel, []).append({"ts": ts})
        ready = now >= self.ready_at
        thumbnail = {"thumb_360": private, "thumb_720": private} if ready and self.is_image else {}
        return {
            **thumbnail,
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype if ready else "",
            "filetype": (extension or "binary") if ready else "",
            "pretty_type": extension.upper() or "Binary",
            "user": self.user,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(set(channels) - private_channels),
            "alt_txt": self.alt_text,
            "url_private": private,
            "url_private_download": f"{base_url}/files-pri/{team_id}-{self.id}/download/{self.name}",
            "permalink": f"{base_url}/files/{self.user}/{self.id}/{self.name}",
            "channels": [c for c in channels if c not in private_channels],
            "groups": [c for c in channels if c in private_channels],
            "ims": [],
            "shares": shares,
        }

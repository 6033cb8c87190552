"""Pictures within what Teams shows: at most 1,024 pixels a side, and a megabyte."""

from __future__ import annotations

from io import BytesIO

MOST_PIXELS = 1024
MOST_BYTES = 1_000_000


def shrunk(png: bytes) -> bytes:
    """The PNG, smaller where it has to be; it takes some milliseconds of the processor, so call it in a thread."""
    from PIL import Image  # only where there is a picture to look at

    with Image.open(BytesIO(png)) as picture:
        side = max(picture.size)
        if side <= MOST_PIXELS and len(png) <= MOST_BYTES:
            return png
        most = min(side, MOST_PIXELS)
        while True:
            smaller = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
            smaller.thumbnail((most, most), Image.Resampling.LANCZOS)
            written = BytesIO()
            smaller.save(written, "PNG", optimize=True)
            if written.tell() <= MOST_BYTES:
                return written.getvalue()
            most = most * 3 // 4

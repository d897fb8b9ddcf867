"""Whether a file is a picture that can stand as a logo: told by its bytes alone.  [pure]

Only the size is read, from the places where the formats keep it (PNG: W3C PNG 3, 11.2.1 IHDR; JPEG:
ITU-T T.81, B.2.2 frame header). Nothing is decoded here, so nothing can blow up.
"""

import struct
from dataclasses import dataclass

MOST_BYTES = 1024 * 1024
SMALLEST, LARGEST = 16, 4_000
"""Pixels of a side. A report shows it at three centimetres: 400 are sharp on paper."""
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers that begin a frame, with its height and width."""
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


class LogoRefusedError(ValueError):
    """This cannot be a logo; the message says why."""


@dataclass(frozen=True, slots=True)
class Logo:
    """``width`` and ``height`` in pixels."""

    suffix: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return "image/png" if self.suffix == "png" else "image/jpeg"


def read_logo(content: bytes) -> Logo:
    """The picture in ``content``. LogoRefusedError where it is none we take."""
    if len(content) > MOST_BYTES:
        raise LogoRefusedError("This picture is larger than 1 MB. Save it smaller.")
    if content.startswith(PNG):
        suffix, size = "png", _png_size(content)
    elif content.startswith(JPEG):
        suffix, size = "jpg", _jpeg_size(content)
    else:
        raise LogoRefusedError("This is no PNG and no JPEG. Save the logo as one of them.")
    if size is None:
        raise LogoRefusedError("This picture is damaged: it does not say how large it is.")
    if not all(SMALLEST <= side <= LARGEST for side in size):
        raise LogoRefusedError(
            f"This picture is {size[0]} × {size[1]} pixels. "
            f"Each side has to have {SMALLEST} to {LARGEST:,}."
        )
    return Logo(suffix, *size)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF or marker in STANDALONE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if marker in FRAMES:
            if place + 9 > len(content):
                return None
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        if length < 2:
            return None
        place += 2 + length
    return None

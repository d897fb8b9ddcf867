"""QR codes are read back from both pictures, module by module."""

import re
import struct
import zlib

import pytest

from personas.qr_pictures import BORDER, PIXELS, pattern_of, qr_png, qr_svg

ADDRESS = "https://copy.example/s/" + "Ab1-_" * 8 + "xyz/?from=paper"
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def modules_of_svg(picture: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", picture)}


def modules_of_png(picture: bytes) -> set[tuple[int, int]]:
    """Read by the format's own rules, checksums too."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", picture[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + data)
        chunks[kind], at = data, at + 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (width, depth, colour) == (height, 1, 0)
    raw, stride = zlib.decompress(chunks[b"IDAT"]), width // 8 + 1
    assert len(raw) == stride * height
    middle = PIXELS // 2
    return {
        (x // PIXELS, y // PIXELS)
        for y in range(middle, height, PIXELS)
        for x in range(middle, width, PIXELS)
        if not raw[y * stride + 1 + x // 8] >> (7 - x % 8) & 1
    }


def test_it_works() -> None:
    dark = {
        (x, y)
        for y, row in enumerate(pattern_of(ADDRESS))
        for x, is_dark in enumerate(row)
        if is_dark
    }
    assert modules_of_svg(qr_svg(ADDRESS)) == dark
    assert modules_of_png(qr_png(ADDRESS)) == dark


def test_the_pattern_is_a_qr_code_with_its_quiet_border() -> None:
    rows = pattern_of(ADDRESS)
    size = len(rows) - 2 * BORDER
    assert (size - 17) % 4 == 0, "Versions 1 to 40 are 21, 25, 29 ... modules wide."
    for x, y in ((0, 0), (size - 7, 0), (0, size - 7)):
        corner = tuple(
            "".join("01"[rows[BORDER + y + down][BORDER + x + right]] for right in range(7))
            for down in range(7)
        )
        assert corner == FINDER
    edge = [*rows[:BORDER], *rows[-BORDER:]]
    assert not any(any(row) for row in edge)
    assert not any(any((*row[:BORDER], *row[-BORDER:])) for row in rows)


@pytest.mark.parametrize("other", ["https://copy.example/s/other/", ADDRESS + "x"])
def test_another_address_is_another_code(other: str) -> None:
    assert pattern_of(ADDRESS) != pattern_of(other)


def test_an_address_is_not_written_into_the_picture() -> None:
    assert "copy.example" not in qr_svg('https://copy.example/"><script>')

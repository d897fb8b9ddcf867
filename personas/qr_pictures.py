"""An address as a QR code, for paper: drawn as SVG and as PNG, black on white.  [pure]

The library finds the pattern; the two pictures are made here, for its own PNG takes a package more.
"""

import struct
import zlib
from functools import lru_cache

import qrcode

BORDER = 4
"""Quiet modules around the pattern, as the standard (ISO/IEC 18004) asks for."""
PIXELS = 16
"""Of a module in the PNG: sharp on paper up to about 6 cm at 300 dots an inch."""
Pattern = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=64)
def pattern_of(address: str) -> Pattern:
    """Rows of modules, dark ones True, with the quiet border."""
    code = qrcode.QRCode(border=BORDER, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    return tuple(tuple(row) for row in code.get_matrix())


def qr_svg(address: str) -> str:
    """One module is one unit; scale it as you like."""
    pattern = pattern_of(address)
    size = len(pattern)
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(pattern)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'width="300" height="300" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )


def qr_png(address: str) -> bytes:
    """Black and white, one bit a pixel."""
    pattern = pattern_of(address)
    size = len(pattern) * PIXELS
    lines = b"".join(_line(row) * PIXELS for row in pattern)
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _line(row: tuple[bool, ...]) -> bytes:
    """One line of pixels: no filter, then eight pixels a byte, white is 1."""
    bits = "".join(("0" if is_dark else "1") * PIXELS for is_dark in row)
    return b"\x00" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

"""In which encoding a text file was written: told by its bytes, since nobody knows it by heart.

What is UTF-8 is so beyond doubt. Of the old encodings of one byte a letter each reading is
possible; the one is taken whose letters stand where letters stand. Windows-1252 is the usual one,
and another must read clearly better.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO

from personas.listening.tables import UnreadableFileError

CHUNK = 256 * 1024
USUAL = "cp1252"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# By likelihood: of readings that are equally good, the first is taken.
ONE_BYTE = (USUAL, "mac_roman", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253")
# Words with letters beyond A to Z that are looked at, and by how many of their letters another
# encoding must read better than the usual one.
WORDS_LOOKED_AT = 4_000
CLEARLY = 3
CLEARLY_SHARE = 0.2
UNKNOWN = -3.0
"""Points of a byte that means nothing in an encoding."""
ODD_BYTES = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")
NUL_SHARE = 4
SAMPLE_BYTES = 2_000


def tell_encoding(file: IO[bytes]) -> str:
    """The name Python knows the encoding by. Reads the whole file, and goes back to its start."""
    start = file.read(SAMPLE_BYTES)
    encoding = _by_its_start(start)
    if not encoding:
        file.seek(0)
        encoding = "utf-8" if _is_utf_8(file) else ""
    if not encoding:
        file.seek(0)
        encoding = _one_byte_encoding(file)
    file.seek(0)
    return encoding


def _by_its_start(start: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    # Every second byte of Latin letters in UTF-16 is zero.
    if start[1::2].count(0) > len(start) // NUL_SHARE:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // NUL_SHARE:
        return "utf-16-be"
    if b"\x00" in start:
        raise UnreadableFileError(
            "This is no text and no spreadsheet we can read. Save it as CSV or XLSX first."
        )
    return ""


def _is_utf_8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte_encoding(file: IO[bytes]) -> str:
    words = list(_odd_words(file))
    if not any(0x80 <= byte <= 0x9F for word in words for byte in word) and any(
        b"\xa4" in word for word in words
    ):
        return "iso8859_15"  # its sign of the euro; nobody writes the one for any currency
    points = {encoding: sum(_points(word, encoding) for word in words) for encoding in ONE_BYTE}
    best = max(ONE_BYTE, key=lambda encoding: points[encoding])
    odd = sum(byte >= 0x80 for word in words for byte in word)
    needed = points[USUAL] + max(CLEARLY, CLEARLY_SHARE * odd)
    return best if points[best] >= needed else USUAL


def _odd_words(file: IO[bytes]) -> Iterator[bytes]:
    """Words with letters beyond A to Z, as they stand in the file, each with its neighbours."""
    left = WORDS_LOOKED_AT
    while left and (chunk := file.read(CHUNK)):
        for match in ODD_BYTES.finditer(chunk):
            yield match[0][:60]
            left -= 1
            if not left:
                return


def _points(word: bytes, encoding: str) -> float:
    """How many of the odd letters of a word stand where such letters stand."""
    text = word.decode(encoding, errors="replace")
    points = 0.0
    for place, letter in enumerate(text):
        if letter.isascii():
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        points += _fits(before, letter, after)
    return points


def _fits(before: str, letter: str, after: str) -> float:
    if letter == "\ufffd":
        return UNKNOWN
    inside = before.isalpha() and after.isalpha()
    if letter.isalpha():
        if before.islower() and letter.isupper():
            return -1.0  # a capital within a word
        latin = letter < "\u0370"
        near = [one for one in (before, after) if one.isalpha()]
        if not near:
            return 0.2 if latin else 0.0  # "à", "é", "ø" stand alone, and so do odd signs
        alike = sum((one < "\u0370") == latin for one in near)
        if latin and all(not one.isascii() for one in near):
            return 0.3  # a word of nothing but accents
        return 1.0 if alike == len(near) else -1.0
    if letter in "’'" and inside:
        return 1.0
    if letter in "¿¡":
        return -1.0 if before.isalpha() else 0.8
    if letter in "‘’‚“”„–—…«»€°§™®£•\u00a0´":
        return -1.0 if inside else 0.8
    return -1.0

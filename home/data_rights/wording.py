"""Finding words in texts however they were typed, and taking them out. Pure."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

ERASED = "[erased]"
LONG_ENOUGH = 12
"""Characters from which on a quote is told apart from what anybody might write."""

_LOOSE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_SAME = {"'": "['’‘]", '"': '["“”]', "-": "[-–—]"}


class Words:
    """Terms to look for: whole words, whatever the case, white space and kind of quotation mark."""

    def __init__(self, terms: Iterable[str]) -> None:
        written = sorted({term for term in map(_form, terms) if term}, key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(rf"(?<!\w){_loosely(term)}(?!\w)" for term in written) or r"(?!)",
            re.IGNORECASE,
        )

    def in_text(self, text: str) -> bool:
        return bool(self._pattern.search(unicodedata.normalize("NFC", text)))

    def found_in(self, value: Any) -> bool:
        """In a text, or anywhere in a JSON value, keys included."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, Mapping):
            return any(self.in_text(str(k)) or self.found_in(v) for k, v in value.items())
        if isinstance(value, (list, tuple)):
            return any(map(self.found_in, value))
        return False

    def taken_out(self, value: Any, instead: Mapping[str, str] | None = None) -> Any:
        """``value`` without them; a text that is one of ``instead`` becomes what that says."""
        if isinstance(value, str):
            if instead and value in instead:
                return instead[value]
            if not self.in_text(value):
                return value
            return self._pattern.sub(ERASED, unicodedata.normalize("NFC", value))
        if isinstance(value, Mapping):
            return {
                self.taken_out(str(k), instead): self.taken_out(v, instead)
                for k, v in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.taken_out(inner, instead) for inner in value]
        return value


def fingerprint(term: str, key: bytes) -> str:
    """What a report keeps of a term. Keyed, so that nobody else can try addresses out."""
    return hmac.new(key, _form(term).casefold().encode(), hashlib.sha256).hexdigest()[:16]


def _form(term: str) -> str:
    return unicodedata.normalize("NFC", " ".join(term.split())).translate(_LOOSE)


def _loosely(term: str) -> str:
    words = term.split(" ")
    return r"\s+".join("".join(_SAME.get(c, re.escape(c)) for c in word) for word in words)

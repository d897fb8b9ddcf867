"""When are two quotes the same quote, and how a person is kept without their name."""

import hashlib
import hmac
import re
import unicodedata

SPACES = re.compile(r"\s+")
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
EDGES = " \t\"'.,;:!-…"


def normal_form(text: str) -> str:
    """The text without what people and programs change by accident.

    Letter case, kinds of quotes and dashes, white space and the punctuation at both ends do not
    tell two quotes apart.
    """
    if text.isascii():  # which most quotes are, and then there is less to do
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(STRAIGHT)
    return " ".join(folded.split()).strip(EDGES)


def text_hash(text: str, source: str, person_hash: str, question: str = "") -> str:
    """64 hexadecimal digits: equal for the same words from the same source by the same person.

    "No" to one question is another thing said than "no" to the next.
    """
    parts: tuple[str, ...] = (normal_form(text), source, person_hash)
    if asked := normal_form(question):
        parts = (*parts, asked)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def person_hash(person: str, key: bytes) -> str:
    """A pseudonym of 64 hexadecimal digits, or the empty text for nobody in particular.

    Keyed (HMAC-SHA256), so that nobody without the key can try out e-mail addresses.
    """
    name = SPACES.sub(" ", unicodedata.normalize("NFKC", person).casefold()).strip()
    if not name:
        return ""
    return hmac.digest(key, name.encode(), "sha256").hex()

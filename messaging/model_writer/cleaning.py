"""Making a text that strangers may have typed fit to stand in a prompt.

Pure. This is the first of several fences, not the one that holds: what an answer may contain is
checked again when it comes back (``answer``), and a person approves (ADR 20).
"""

import re
import unicodedata

from messaging.model_writer.orders import ORDERS
from personas.listening.personal_data import mask

LONGEST_WORD = 40
"""A longer run without a blank is no word: an address, a key, something packed."""
URL = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}:/{1,3}|www\.|data:|javascript:|mailto:|tel:)\S*"
    r"|\b(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|io|ai|co|app|dev|info|biz|example|test|local"
    r"|[a-z]{2})(?:/\S*|:\d+\S*)"
    r"|\b(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|io|ai|app|dev|info|biz|xyz|ru|cn|example)\b"
)
LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\s{0,2}\([^()]{0,2000}\)")
TAG = re.compile(r"<[^<>]{0,2000}>")
SPECIAL = re.compile(r"(?i)\[/?(?:inst|sys|system|user|assistant|data|end)\]|</?s>")
ROLE = re.compile(
    r"(?im)^[\s>*#\-\"'“„«]*(?:system|assistant|user|human|developer|tool|function|ai|bot|model"
    r"|instruction|instructions|prompt|anweisung|système|sistema|usuario|asistente|utente"
    r"|система|系统|用户|助手|システム)"
    r"(?:\s+(?:prompt|message|note|override))?[\s*\"'”]*[:：=]+"
)
MARKS = re.compile(r"[`{}<>|\\\^~⟦⟧]+|#{2,}|={3,}|-{3,}|\*{2,}|_{2,}|\"{3,}|'{3,}")
LEET = str.maketrans("013457@$", "oieastas")
SPACED = re.compile(r"\b(?:\w[ ._*-]){4,}\w\b")


def clean(text: str, longest: int = 0) -> str:
    """``text`` on one line: no address, no personal data, no markup, nothing that cannot be seen.

    ``longest`` is the most characters that are sent; a text is cut at a word, since it is read
    and not shown.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_visible(each) for each in text)
    text, _ = mask(ROLE.sub(" ", text))
    text = LINK.sub(r"\1", text)
    text = SPECIAL.sub(" ", TAG.sub(" ", text))
    text = URL.sub(" ", text)
    text = MARKS.sub(" ", text)
    words = [word for word in text.split() if len(word) <= LONGEST_WORD]
    if longest:
        while words and sum(map(len, words)) + len(words) - 1 > longest:
            words.pop()
    return " ".join(words)


def speaks_to_machine(text: str) -> bool:
    """Whether ``text`` talks to a machine rather than of a life. Such a quote is not sent at all.

    Looked for as typed, with look-alike signs read as letters, and with letters that stand apart
    joined. It finds the usual ways in sixteen languages, and never all: see ADR 20.
    """
    seen = "".join(_visible(each) for each in unicodedata.normalize("NFKC", text)).casefold()
    seen = seen.replace("’", "'")
    if ROLE.search(seen) or SPECIAL.search(seen):
        return True
    joined = SPACED.sub(lambda match: re.sub(r"[ ._*-]", "", match[0]), seen)
    plain = "".join(
        each for each in unicodedata.normalize("NFD", seen) if not unicodedata.combining(each)
    )
    ways = (seen, plain, seen.translate(LEET), joined)
    return any(order.search(" ".join(way.split())) for way in ways for order in ORDERS)


def _visible(character: str) -> str:
    """The character, a line end or blank for what is one, nothing for what cannot be seen."""
    if character in "\n\r\t\u2028\u2029\v\f":
        return "\n" if character != "\t" else " "
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cf", "Co", "Cs", "Cn") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return " " if kind.startswith("Z") else character

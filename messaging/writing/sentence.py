"""Small matters of a sentence: its capital, its end, quotation inside quotation, a/an."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from personas.grammar.abbreviations import ends_in_abbreviation
from personas.grammar.lexicon import lemmas
from personas.grammar.word_lists import words

if TYPE_CHECKING:
    import inflect

# Words that begin a phrase with a capital only because somebody typed a sentence.
FUNCTION_WORDS = words("function_words")
# Words of the dictionary that are names as well: their capital may mean something.
ALSO_NAMES = words("also_names")
NOUN_ENDINGS = re.compile(r"[\s.,;:…!]+$")


def capitalise(text: str) -> str:
    """The first letter as a capital; words with a case of their own (iPhone) are left alone."""
    if text[:1].isalpha() and text[0].isupper():
        return text
    first = text.split(" ", 1)[0]
    if first.isalpha() and first.islower():
        return text[0].upper() + text[1:]
    match = re.search(r"\w", text)
    if match is None:
        return text
    index = match.start()
    word = re.split(r"[^\w]", text[index:], maxsplit=1)[0]
    if any(letter.isupper() for letter in word) or not text[index].isalpha():
        return text
    return text[:index] + text[index].upper() + text[index + 1 :]


def embed(text: str) -> str:
    """``text`` fit for the middle of a sentence: no end mark, no sentence capital.

    The capital goes only where it can mean nothing: on function words and on plain words of
    the dictionary that are no name as well.
    """
    text = text.strip()
    if not ends_in_abbreviation(text):
        text = NOUN_ENDINGS.sub("", text)
    word = re.split(r"[\s,]", text, maxsplit=1)[0]
    if (
        not word
        or not word[0].isupper()
        or not word[1:].replace("'", "").replace("’", "").islower()
    ):
        # One-letter words: "A pan" is lowered, "I" never.
        return f"a{text[1:]}" if word == "A" else text
    low = word.lower()
    if re.split("['’]", low)[0] in FUNCTION_WORDS or (low not in ALSO_NAMES and _plain_word(low)):
        return low + text[len(word) :]
    return text


@lru_cache(maxsize=4096)
def _plain_word(word: str) -> bool:
    return bool(lemmas(word).keys() & {"NOUN", "VERB", "ADJ", "ADV"})


def end_sentence(text: str) -> str:
    """``text`` with a full stop unless it already ends as a sentence does."""
    stripped = text.rstrip()
    bare = stripped.rstrip("\"'”’»)")
    if bare.endswith((".", "!", "?", "…")) or stripped.endswith((".", "!", "?", "…")):
        return stripped
    return f"{stripped.rstrip(',;:')}."


def quote(text: str) -> str:
    """``text`` between double quotation marks; double ones inside it become single."""
    inner = re.sub(r'["“”„«»]', "'", text.strip())
    return f'"{inner}"'


@cache
def _engine() -> "inflect.engine":
    import inflect  # takes seconds, and most processes never write

    return inflect.engine()


@lru_cache(maxsize=2048)
def with_article(noun: str) -> str:
    """``noun`` with a or an as it is spoken, unless it has an article or owner already."""
    first = noun.split(" ", 1)[0].lower()
    if first in ("a", "an", "the", "my", "our", "your", "their", "his", "her", "this", "that"):
        return noun
    vowel = _sounds_as_vowel(noun)
    if vowel is not None:
        return f"{'an' if vowel else 'a'} {noun}"
    plain = unicodedata.normalize("NFKD", noun)
    return str(_engine().a(plain)).split(" ", 1)[0] + f" {noun}"


def _sounds_as_vowel(noun: str) -> bool | None:
    """Whether a number or an abbreviation begins with a vowel when spoken; None for words.

    8, 11 and 18 do, and so do all that begin with 8: an €8 fee, an 11,000-seat hall.
    """
    number = re.match(r"[^\w\s]*\s?(\d+)", noun)
    if number:
        return number[1].startswith("8") or number[1] in ("11", "18")
    first = re.split(r"[^\w]", noun, maxsplit=1)[0]
    if first in words("spelled_out"):
        return first[0] in "AEFHILMNORSX"
    return None


@lru_cache(maxsize=2048)
def plural(noun: str) -> str:
    """The plural of a noun or noun phrase: "team member" -> "team members"."""
    head, space, last = noun.rpartition(" ")
    if last.lower() in words("invariable"):
        return noun
    return f"{head}{space}{_engine().plural_noun(last)}"


def fix_articles(text: str, before: str) -> str:
    """``text`` with a/an agreeing with the word ``before`` wherever it now follows one."""

    def agree(match: re.Match[str]) -> str:
        article = with_article(match[3]).split(" ", 1)[0]
        return (article.capitalize() if match[1][0].isupper() else article) + match[2] + match[3]

    return re.sub(rf"\b(an?)(\s+)({re.escape(before)})\b", agree, text, flags=re.IGNORECASE)

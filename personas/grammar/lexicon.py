"""What the dictionary knows of a word: its parts of speech, whether it is a verb, its forms."""

from functools import lru_cache

from lemminflect import getAllLemmas, getInflection

from personas.grammar.word_lists import words

IRREGULAR_S = {"be": "is", "have": "has", "do": "does", "go": "goes"}
MORE_VERBS = words("more_verbs")
NOT_VERBS = words("not_verbs")


def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """The lemmas of ``word`` by part of speech, as lemminflect's dictionary has them."""
    return _lemmas(word.lower().strip(".,;:!?"))


@lru_cache(maxsize=8192)
def _lemmas(word: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def is_base_verb(word: str) -> bool:
    """Whether ``word`` can be a verb in its base form."""
    low = word.lower()
    if low in ("be", "have", "do") or low in MORE_VERBS:
        return True
    tail = low.rsplit("-", 1)[-1]
    for each in (low, tail):
        verbs = lemmas(each).get("VERB", ())
        if each in verbs and low not in NOT_VERBS:
            return True
    return False


def is_known(word: str) -> bool:
    """Whether the dictionary has the word, or the word after its last hyphen."""
    return bool(lemmas(word)) or bool(lemmas(word.rsplit("-", 1)[-1]))


@lru_cache(maxsize=4096)
def _inflect_word(verb: str, tag: str) -> str | None:
    if verb == "be":
        return "being" if tag == "VBG" else "is"
    if tag == "VBZ" and verb in IRREGULAR_S:
        return IRREGULAR_S[verb]
    forms: tuple[str, ...] = getInflection(verb, tag)
    return forms[0] if forms else None


def inflect(verb: str, tag: str) -> str | None:
    """The form of ``verb`` for a Penn tag (VBG, VBZ): re-type -> re-typing; None if it has none."""
    head, hyphen, tail = verb.rpartition("-")
    if hyphen and is_base_verb(tail):
        form = _inflect_word(tail, tag)
        return None if form is None else f"{head}-{form}"
    return _inflect_word(verb, tag)

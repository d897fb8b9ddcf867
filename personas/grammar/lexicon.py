"""What the dictionary knows of a word: its parts of speech, whether it is a verb, its forms."""

from functools import lru_cache

from personas.grammar.word_lists import words

IRREGULAR_S = {"be": "is", "have": "has", "do": "does", "go": "goes", "redo": "redoes"}
# How a verb of the list of that name doubles its last letter, where the dictionary does not.
DOUBLED = {"c": "ck", "l": "ll", "s": "ss"}
MORE_VERBS = words("more_verbs")
NOT_VERBS = words("not_verbs")


def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """The lemmas of ``word`` by part of speech, as lemminflect's dictionary has them."""
    return _lemmas(word.lower().strip(".,;:!?"))


@lru_cache(maxsize=8192)
def _lemmas(word: str) -> dict[str, tuple[str, ...]]:
    from lemminflect import getAllLemmas  # brings numpy, which processes that only deliver spare

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
    if len(verb) > 1 and verb.isupper():
        return f"{verb}ing" if tag == "VBG" else f"{verb}s"  # "DM customers"
    if verb in words("doubled_verbs"):
        last = "es" if verb.endswith("s") else "s"
        return f"{verb[:-1]}{DOUBLED[verb[-1]]}ing" if tag == "VBG" else verb + last
    from lemminflect import getInflection

    forms: tuple[str, ...] = getInflection(verb, tag)
    return forms[0] if forms else None


def inflect(verb: str, tag: str) -> str | None:
    """The form of ``verb`` for a Penn tag (VBG, VBZ): re-type -> re-typing; None if it has none."""
    head, hyphen, tail = verb.rpartition("-")
    if hyphen and is_base_verb(tail):
        form = _inflect_word(tail, tag)
        return None if form is None else f"{head}-{form}"
    return _inflect_word(verb, tag)

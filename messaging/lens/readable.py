"""Can the lens read this text at all? It reads English in Latin script."""

import re
import unicodedata
from typing import Final

from messaging.lens.text import ParsedText
from messaging.lens.words import word_set
from personas.grammar.languages import name_of, same_language

_OTHER_LANGUAGES: Final[dict[str, frozenset[str]]] = {
    "German": word_set("der die und nicht ist mit für auf ein eine sie wir den das zu von im"),
    "French": word_set("le la les des est une vous pour dans qui que nous avec sur du et votre"),
    "Spanish": word_set("el los las una que para con por su es del como más y tu"),
    "Italian": word_set("il che per una con non di è gli della sono più e tuo"),
    "Portuguese": word_set("não uma para com os as que você seu mais em do da e"),
    "Dutch": word_set("het een van en niet je met voor dat zijn op ook wij de"),
}
_ENGLISH = word_set(
    "the a an and of to in is it that for you your with on are be this not at we our have"
    " by from or as can no my i when what how do does get more all but if so who they"
)
_FEWEST_WORDS = 4
_FOREIGN_WORDS = 3
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")


def why_unreadable(text: ParsedText, language: str = "en") -> str:
    """An empty string if the lens can read the text, otherwise the reason in a sentence.

    ``language`` is the one the text is said to be in, where somebody has said so.
    """
    if not text.text.strip():
        return "There is no text to read."
    if not _LETTER.search(text.text):
        return "There are no words to read."
    if not same_language(language, "en"):
        return f"The lens reads English; this is {name_of(language)}."
    if not text.text.isascii():
        letters = _LETTER.findall(text.text)
        others = [letter for letter in letters if not _LATIN.match(letter)]
        if len(others) > len(letters) / 2:
            script = unicodedata.name(others[0], "another script").split(" ")[0].capitalize()
            return f"The lens reads English; this is written in {script} script."
    words = [word for sentence in text.sentences for word in sentence.core.words]
    if len(words) < _FEWEST_WORDS:
        return ""
    english = sum(map(_ENGLISH.__contains__, words))
    if 3 * english >= len(words):
        return ""
    counts = {name: sum(word in own for word in words) for name, own in _OTHER_LANGUAGES.items()}
    language, most = max(counts.items(), key=lambda item: item[1])
    if most >= _FOREIGN_WORDS and most > 2 * english:
        return f"The lens reads English; this looks like {language}."
    return ""

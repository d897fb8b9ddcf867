"""The gates that come from files: policies of channels, and packs for regulated trades."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from messaging.writing.gates.backing import backing, own_spellings
from messaging.writing.gates.held import Copy, Held, plain
from messaging.writing.gates.rule_files import PolicyRule, RuleBook, packs, policies_for
from messaging.writing.gates.terms import WORD, words_in

LONGEST_SHOWN = 60
"""Characters of a match that its detail repeats; the rest is marked in the text."""
CAPITALS = re.compile(r"\b[A-Z]{4,}\b|\b[A-Z]{2,}(?:[ -]+[A-Z]{2,})+\b")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0f]+")
# Groups of figures as a telephone number has them; neither a date nor thousands set apart.
PHONE = re.compile(
    r"(?<![\w€$£.,-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b)(?!\d{4}-\d\d-\d\d\b)"
    r"(?!\d{1,3}(?: \d{3})+(?![\d -]))"
    r"(?:\+\d{1,3}[ .-]?)?(?:\(0?\d{1,4}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,4}){1,4}\d*(?![\w%])"
)
FEWEST_FIGURES = 7
KNOWN_CAPITALS = frozenset(
    word
    for line in (
        "ASAP FAQS HTML HTTP HTTPS ISBN JPEG NASA UNESCO UNICEF HIPAA GDPR SEPA IBAN ELSTER",
        "PAYE HMRC DATEV JSON HVAC OSHA SAML SCIM",
    )
    for word in line.split()
)


def policy(copy: Copy) -> Iterator[Held]:
    """What the channel's owner would refuse."""
    for book in policies_for(copy.brief.channel.like or copy.brief.channel.key):
        yield from _broken(book, copy)


def legal(copy: Copy) -> Iterator[Held]:
    """What the packs that are switched on do not let anybody say."""
    for key in copy.brief.voice.packs:
        book = packs().get(key)
        if book is not None:
            yield from _broken(book, copy)


def _broken(book: RuleBook, copy: Copy) -> Iterator[Held]:
    looked = [_looked(book, text) for _, text in copy.said]
    if not any(looked) and not any(rule.kind in WHOLE for rule in book.rules):
        return
    for rule in book.rules:
        if rule.kind in WHOLE:
            spans = list(WHOLE[rule.kind](rule, copy))
        else:
            spans = [
                (low + start, low + end)
                for (place, low, _), found in zip(copy.places, looked, strict=True)
                if not rule.parts or place.partition("[")[0] in rule.parts
                for start, end in found.get(rule.key, ())
            ]
        if spans and not (rule.unless is not None and rule.unless.search(copy.plain)):
            yield from _held(book, rule, spans, copy)


def _held(
    book: RuleBook, rule: PolicyRule, spans: list[tuple[int, int]], copy: Copy
) -> Iterator[Held]:
    for start, end in spans:
        said = " ".join(copy.text[start:end].split())
        if rule.backed and said.lower() in backing(copy.brief):
            continue
        if rule.kind == "capitals" and _own(said, copy):
            continue
        named = f"“{said[:LONGEST_SHOWN]}”" if said else rule.key.replace("_", " ")
        detail = f"{book.name}: {named}"
        yield Held(detail, start, end, rule.reason, rule.suggestion, rule.level)


@lru_cache(maxsize=8192)
def _looked(book: RuleBook, text: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Where one text meets the rules of a book, by their keys; drafts of a brief share texts."""
    low = plain(text)
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for rule in book.rules:
        if (
            rule.kind in WHOLE
            or (rule.marks and not any(mark in low for mark in rule.marks))
            or (rule.needs is not None and not rule.needs.search(low))
        ):
            continue
        spans = tuple(FINDERS[rule.kind](rule, text, low))
        if spans:
            found[rule.key] = spans
    return found


def _patterns(rule: PolicyRule, text: str, low: str) -> Iterator[tuple[int, int]]:
    for pattern in rule.patterns:
        for match in pattern.finditer(low):
            yield _trimmed(text, *match.span())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the blanks and line ends at its edges."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _missing(rule: PolicyRule, copy: Copy) -> Iterator[tuple[int, int]]:
    sent = "\n".join((copy.plain, *(part.appended.lower() for part in copy.brief.channel.parts)))
    if copy.plain.strip() and not any(pattern.search(sent) for pattern in rule.patterns):
        yield 0, 0


def _sender(rule: PolicyRule, copy: Copy) -> Iterator[tuple[int, int]]:
    names = [name.lower() for name in (copy.brief.brand, copy.brief.offer.name) if name.strip()]
    if names and copy.plain.strip() and not any(name in copy.plain for name in names):
        yield 0, 0


def _capitals(rule: PolicyRule, text: str, low: str) -> Iterator[tuple[int, int]]:
    for match in CAPITALS.finditer(text):
        yield match.span()


def _own(capitals: str, copy: Copy) -> bool:
    """Whether words in capitals are names or abbreviations, not two that shout as in BUY NOW."""
    said = re.findall(r"\w+", capitals)
    own = own_spellings(copy.brief) | KNOWN_CAPITALS
    shout = len(said) > 1 and not any(word in own for word in said)
    return not shout and all(word in own or len(word) < 4 for word in said)


def _emoji(rule: PolicyRule, text: str, low: str) -> Iterator[tuple[int, int]]:
    if not text.isascii():
        for match in EMOJI.finditer(text):
            yield match.span()


def _phone(rule: PolicyRule, text: str, low: str) -> Iterator[tuple[int, int]]:
    for match in PHONE.finditer(text):
        if sum(letter.isdigit() for letter in match.group()) >= FEWEST_FIGURES:
            yield match.span()


def _repeated_word(rule: PolicyRule, text: str, low: str) -> Iterator[tuple[int, int]]:
    """A word three times in a row."""
    if next(_thrice(words_in(low)), None) is None:
        return
    said = list(WORD.finditer(low))
    for at in _thrice([match.group() for match in said]):
        yield said[at].start(), said[at + 2].end()


def _thrice(words: list[str]) -> Iterator[int]:
    """Where a word begins that comes three times in a row."""
    for at in range(len(words) - 2):
        if words[at] == words[at + 1] == words[at + 2]:
            yield at


Finder = Callable[[PolicyRule, str, str], Iterable[tuple[int, int]]]
FINDERS: dict[str, Finder] = {
    "pattern": _patterns,
    "capitals": _capitals,
    "emoji": _emoji,
    "phone": _phone,
    "repeated_word": _repeated_word,
}
"""What looks through one text, given as it is and in small letters."""
WHOLE: dict[str, Callable[[PolicyRule, Copy], Iterable[tuple[int, int]]]] = {
    "missing": _missing,
    "sender": _sender,
}
"""What looks at the copy as a whole."""

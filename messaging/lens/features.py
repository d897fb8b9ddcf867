"""What can be seen in a sentence: named features a person can check by looking at it.

Each feature is a general property of wording (who is the subject, what kind of verb opens, which
word lists are touched), never a remembered word sequence. Second-person pronouns are taken out
before (see text.py), so no feature can be raised by adding "you".
"""

import re
from typing import Final

from messaging.lens.lexicon import Hit
from messaging.lens.shapes import shapes
from messaging.lens.text import SentenceCore
from messaging.lens.words import word_set

Features = dict[str, float]
TITLE_CASE: Final = 0.6
"""With a larger share of capitals the sentence is a title, and capitals mark no names."""

_BE = word_set("is are was were be been being 's")
_IT = word_set("it it's its this these that's")
_WE = word_set("we our ours us we're we've we'll i my i'm i've")
_ARTICLES = word_set("a an")
_DETERMINERS = word_set(
    "the a an my her his their our some any every each no most many few half all both this that"
    " one two three four five six seven eight nine ten another other what which who nobody someone"
    " everyone nothing everything something there here it he she they we i"
)
_OPENERS = word_set("when if while after before by until once because as")
_ASKING = word_set(
    "do does did are is was have has can could will would what why how who where ever"
    " still which whose"
)
_MODALS = word_set("can could will would should may might must")
_HELP = word_set("help helps helping")
_LET = word_set("lets let allows enables gives enabling allowing letting makes")
_NEGATIONS = word_set(
    "no not never nobody nothing none without don't doesn't didn't can't cannot couldn't"
    " won't isn't aren't wasn't hardly nor"
)
_QUANTIFIED_PEOPLE = word_set("most many half every some few nobody everyone too existing today")
_FUNCTION_WORDS = word_set(
    "of to in on at for and or but with from by as is are was were be it that"
    " this there when if while so than then into over after before not no"
)
_REACHED = frozenset({"outcome_verbs", "outcome_verbs.s", "gain_words"})
_UNITS = re.compile(
    r"\d\s?(?:[-–]\s?)?(?:%|mah|gb|tb|mb|kg|km|cm|mm|ml|w|v|hz|fps|px|k\b|x\b|°|regions|countries"
    r"|languages|integrations|templates|formats|sizes|programmes|models)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|£|dollars|euros|pounds)")
_PERCENT_OFF = re.compile(r"\d+\s?%\s?off|half price|save \d+\s?%|save up to", re.IGNORECASE)
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|io)\b|@\w|#\s?\w", re.IGNORECASE)
_TECHNICAL = re.compile(
    r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}s?\b|\w+\d\w*\b|\.[a-z]{2,4}\b)"
)
_COMPOUND = re.compile(r"\b[a-z]+-[a-z]+\b", re.IGNORECASE)
_YEAR_OR_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)\b"
)
_TIME_SPAN = re.compile(
    r"\b(?:in|within|than|by|spend|spending|waste|save)\s+(?:\w+\s)?(?:\w+\s)?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|half|lunch|noon|monday|friday|tomorrow)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:yourselves|yourself|yours|your|you)\b\s*", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WITHOUT_DIGITS = (("percent_off", _PERCENT_OFF), ("link", _LINK), ("time_span", _TIME_SPAN))
_WITH_DIGITS = (*_WITHOUT_DIGITS, ("units", _UNITS), ("money", _MONEY), ("date", _YEAR_OR_DATE))
_LISTS: Final = (
    "product_nouns",
    "mechanism_words",
    "burden_words",
    "gain_words",
    "people",
    "life_words",
    "self_words",
    "hype",
    "offer_words",
    "slogans",
)


def _first_hits(hits: tuple[Hit, ...], position: int) -> frozenset[str]:
    return frozenset(hit.category for hit in hits if hit.first == position)


def _count(features: Features, name: str, amount: int, ceiling: int = 3) -> None:
    if amount:
        features[name] = min(amount, ceiling) / ceiling
        features[f"{name}?"] = 1.0


def _word_lists(core: SentenceCore, features: Features) -> dict[str, int]:
    counts: dict[str, int] = {}
    for hit in core.hits:
        counts[hit.category] = counts.get(hit.category, 0) + 1
    for name in _LISTS:
        _count(features, name, counts.get(name, 0))
    for name in ("build_verbs", "outcome_verbs"):
        for form in ("", ".s", ".ing", ".ed"):
            if counts.get(name + form):
                features[name + form] = 1.0
    return counts


def _opening(core: SentenceCore, features: Features) -> None:
    words = core.judged_words
    first = words[0]
    # "Confidently ship ..." opens on the verb.
    place = int(len(words) > 1 and first.endswith("ly"))
    opening = _first_hits(core.hits, 0) | _first_hits(core.hits, place)
    for category in (
        "build_verbs",
        "outcome_verbs",
        "outcome_verbs.ing",
        "build_verbs.ing",
        "call_verbs",
        "weak_call_verbs",
        "people",
        "burden_words",
        "mechanism_words",
        "hype",
    ):
        if category in opening:
            features[f"opens:{category}"] = 1.0
    if first in _ARTICLES:
        features["opens:article"] = 1.0
    if first in _IT:
        features["opens:it"] = 1.0
    if first in _OPENERS:
        features["opens:clause"] = 1.0
    if first in _QUANTIFIED_PEOPLE:
        features["opens:quantifier"] = 1.0
    if first in ("with", "using"):
        features["opens:with"] = 1.0
    if first in ("no", "never", "without", "fewer", "less", "more"):
        features["opens:none"] = 1.0
    if first in ("we", "we're", "we've", "our", "at", "i", "founded") and (
        first != "at" or "we" in words
    ):
        features["opens:we"] = 1.0
    if first in _ASKING:
        features["opens:asking"] = 1.0


def _subject(core: SentenceCore, features: Features) -> None:
    """Is the subject a named product ("Fennmark lets ...", "Our engine predicts ...")?"""
    words = core.judged_words
    for position in range(1, min(4, len(words))):
        hits = _first_hits(core.hits, position)
        third = "build_verbs.s" in hits or words[position] in _LET or words[position] in _HELP
        if third or words[position] in _BE:
            named = not _first_hits(core.hits, 0) - {"self_words"}
            subject = core.judged_words[:position]
            if (
                named
                and subject[0] not in _FUNCTION_WORDS
                and subject[0] not in _DETERMINERS
                and subject[0] not in _ASKING
            ):
                features["subject:name"] = 1.0
                if (
                    words[position] in _BE
                    and position + 1 < len(words)
                    and (words[position + 1] in _ARTICLES)
                ):
                    features["subject:name_is_a"] = 1.0
            if any(hit.category == "product_nouns" and hit.first < position for hit in core.hits):
                features["subject:product"] = 1.0
            if any(hit.category == "people" and hit.first < position for hit in core.hits):
                features["subject:people"] = 1.0
            if third:
                features["third_person_verb"] = 1.0
            break
    for position, word in enumerate(words):
        if word in _HELP:
            features["helps"] = 1.0
            rest = [hit.category for hit in core.hits if hit.first > position]
            if not _REACHED.isdisjoint(rest):
                features["helps:outcome"] = 1.0
        elif word in _LET:
            features["lets"] = 1.0
        elif word == "with" and position:
            near = {h.category for h in core.hits if position < h.first <= position + 3}
            if "mechanism_words" in near or "product_nouns" in near:
                features["with:mechanism"] = 1.0
        elif word == "for" and position + 1 < len(words):
            near = {h.category for h in core.hits if position < h.first <= position + 3}
            if "people" in near:
                features["for:people"] = 1.0


def _surface(core: SentenceCore, features: Features) -> None:
    text, words = core.text, core.judged_words
    size = len(words)
    if "?" in text:
        features["question"] = 1.0
    if "!" in text:
        features["exclamation"] = 1.0
    gaps = [
        text[core.ends[left] : core.starts[right]]
        for left, right in zip(core.judged, core.judged[1:], strict=False)
    ]
    _count(features, "commas", sum("," in gap or "&" in gap for gap in gaps))
    initials = [text[core.starts[index]] for index in core.judged[1:]]
    if len(core.judged) < len(core.words):
        text = _PRONOUN.sub("", text)
    _count(features, "technical", len(_TECHNICAL.findall(text)))
    capitals = sum(map(str.isupper, initials))
    if capitals and capitals > TITLE_CASE * len(initials):
        features["title_case"] = 1.0
    else:
        _count(features, "names", capitals)
    _count(features, "compounds", len(_COMPOUND.findall(text)))
    digits = _DIGIT.search(text) is not None
    if digits:
        features["digits"] = 1.0
    for name, pattern in _WITH_DIGITS if digits else _WITHOUT_DIGITS:
        if pattern.search(text):
            features[name] = 1.0
    features["size"] = min(size, 24) / 24
    if size <= 4:
        features["very_short"] = 1.0
    features["letters_a_word"] = min(sum(map(len, words)) / size, 9.0) / 9
    features["function_words"] = sum(map(_FUNCTION_WORDS.__contains__, words)) / size
    if not _NEGATIONS.isdisjoint(words):
        features["negation"] = 1.0
    if not _MODALS.isdisjoint(words):
        features["modal"] = 1.0
    if any(word in ("and", "but") for word in words):
        features["joined"] = 1.0
    if not _WE.isdisjoint(words):
        features["we"] = 1.0
    if not _OPENERS.isdisjoint(words[1:]):
        features["clause"] = 1.0


def _combined(features: Features, counts: dict[str, int]) -> None:
    """Conjunctions that mean more than their parts."""
    product = counts.get("product_nouns", 0) + counts.get("mechanism_words", 0)
    lived = counts.get("life_words", 0) + counts.get("people", 0)
    burden = counts.get("burden_words", 0)
    if not product:
        features["no_product"] = 1.0
        if lived:
            features["no_product:lived"] = 1.0
        if burden:
            features["no_product:burden"] = 1.0
        if counts.get("gain_words") or counts.get("outcome_verbs"):
            features["no_product:gain"] = 1.0
    elif product >= 2:
        features["product_heavy"] = 1.0
    if lived and burden:
        features["lived:burden"] = 1.0
    if "opens:build_verbs" in features and product:
        features["build:product"] = 1.0
    if "opens:outcome_verbs" in features and (lived or counts.get("gain_words")):
        features["outcome:lived"] = 1.0
    if "question" in features and (burden or lived):
        features["question:lived"] = 1.0
    if counts.get("hype") and not product and not lived:
        features["hype:alone"] = 1.0
    if not (product or lived or burden or counts.get("gain_words")):
        features["empty"] = 1.0
    opens_call = "opens:call_verbs" in features or "opens:weak_call_verbs" in features
    if opens_call and counts.get("offer_words"):
        features["call:offer"] = 1.0
    if "we" in features and counts.get("self_words"):
        features["we:self"] = 1.0


def features_of(core: SentenceCore) -> Features:
    """The features of one sentence, each 0 to 1; an absent name is 0. No words: no features."""
    features: Features = {}
    if not core.judged_words:
        return features
    counts = _word_lists(core, features)
    _opening(core, features)
    _subject(core, features)
    _surface(core, features)
    features.update(shapes(core))
    _combined(features, counts)
    return features

"""German slots: their shapes, and the few turns that are safe.

Slots are infinitive phrases ("Belegen hinterherlaufen"), a clause after "wenn" with its verb last
("der Monat zu Ende geht"), noun phrases and an adjective phrase. A German verb changes with its
person, so a phrase with "ich" or "wir" is never turned; objects and owners are ("meinen Kunden" ->
"deinen Kunden").
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from personas.grammar.slot_advice import SlotAdvice

Address = Literal["neutral", "du", "Sie"]
EXAMPLES = {
    "struggle": "Belegen hinterherlaufen",
    "desired_outcome": "den Monat an einem Tag abschließen",
    "why": "pünktlich nach Hause gehen",
    "relief": "jeden Beleg an einem Ort sammeln",
    "trigger": "der Monat zu Ende geht",
    "cost": "zwei Abende im Monat",
    "workaround": "ein gemeinsamer Ordner",
    "feeling": "unter Druck",
    "statement": "Ich laufe jeden Monat den Belegen hinterher.",
}
INFINITIVES = ("struggle", "desired_outcome", "why", "relief")
WORD = re.compile(r"[^\W\d_]+")
SPEECH = re.compile(r"„[^“”]*[“”]|»[^«]*«|\"[^\"]*\"|‚[^‘’]*[‘’]")
OWNERS = re.compile(r"(?i)\b(?:mein|unse?r)(e[mnrs]?|m|n|s)?\b")


@cache
def words(name: str) -> frozenset[str]:
    """The German word list called ``name``."""
    lists = tomllib.loads(Path(__file__).with_name("german.toml").read_text("utf-8"))
    return frozenset(lists[name].split())


@lru_cache(maxsize=4096)
def check_slot(field: str, text: str) -> SlotAdvice:
    """Judge ``text`` as the slot ``field``; light, and silent where it cannot be sure."""
    bare = re.sub(r"[.,;:!\s]+$", "", " ".join(text.split()))
    if not bare or field not in EXAMPLES or field == "statement":
        return SlotAdvice(True)
    if re.search(r"[.!?…]\s+[A-ZÄÖÜ]", SPEECH.sub("x", re.sub(r"\b\w{1,3}\.\s", "x ", bare))):
        return SlotAdvice(False, f"Say it in one phrase, as {EXAMPLES[field]!r}.")
    if field in INFINITIVES:
        return _infinitive_advice(field, bare)
    if field == "trigger":
        return _trigger_advice(bare)
    if field == "feeling":
        return _feeling_advice(bare)
    return _noun_advice(field, bare)


def _infinitive_advice(field: str, text: str) -> SlotAdvice:
    advice = f"End with the verb in its base form, as {EXAMPLES[field]!r}."
    first = _first(text)
    head = _head(text)
    last = (WORD.findall(head) or [""])[-1]
    with_to = re.search(r"(?i)^(?:um\s+)?(.*\S)\s+zu\s+(\S+n)$", head)
    if with_to and first not in words("subjects") and last.islower():
        corrected = f"{with_to[1]} {with_to[2]}{text[len(head) :]}"
        return SlotAdvice(False, f"Leave out “zu”: {corrected!r}.", corrected)
    if first in words("subjects") or first in ("wenn", "dass", "weil"):
        return SlotAdvice(False, advice)
    return SlotAdvice(True) if last.islower() and last.endswith("n") else SlotAdvice(False, advice)


def _trigger_advice(text: str) -> SlotAdvice:
    stripped = re.sub(r"(?i)^(?:immer wenn|jedes mal,? wenn|wenn|sobald)\s+", "", text)
    if _ends_in_verb(stripped):
        if stripped != text:
            return SlotAdvice(False, f"Leave out the word for when: {stripped!r}.", stripped)
        return SlotAdvice(True)
    example = EXAMPLES["trigger"]
    return SlotAdvice(False, f"Say it as after “wenn”, with the verb last: {example!r}.")


def _ends_in_verb(text: str) -> bool:
    """Whether the clause can end in its verb: no noun (a capital), no particle stands last."""
    found = WORD.findall(_head(text))
    if len(found) < 2:
        return False
    last = found[-1]
    return last.islower() and last not in words("not_last") and last[-1] in "tenßls"


def _feeling_advice(text: str) -> SlotAdvice:
    match = re.match(
        r"(?i)(?:ich\s+fühle?\s+mich|ich\s+bin|wir\s+sind|es\s+macht\s+mich)\s+(.+)", text
    )
    if match:
        return SlotAdvice(False, f"Only the feeling itself: {match[1]!r}.", match[1])
    if _first(text) in words("subjects"):
        return SlotAdvice(False, f"Only the feeling, as {EXAMPLES['feeling']!r}.")
    return SlotAdvice(True)


def _noun_advice(field: str, text: str) -> SlotAdvice:
    match = re.match(r"(?i)(?:es|das)\s+kostet\s+(?:mich|uns)\s+(.+)", text)
    if match and field == "cost":
        return SlotAdvice(False, f"Only the cost itself: {match[1]!r}.", match[1])
    names = any(word[0].isupper() for word in WORD.findall(text)) or any(map(str.isdigit, text))
    if not names or _first(text) in words("subjects") | {"dass", "weil", "wenn"}:
        return SlotAdvice(False, f"Name a thing, as {EXAMPLES[field]!r}.")
    return SlotAdvice(True)


def _first(text: str) -> str:
    return text.split(" ", 1)[0].lower()


def _head(text: str) -> str:
    """``text`` up to its first subordinate clause: "nie wissen, wer zahlt" -> "nie wissen"."""
    return re.split(r",\s+(?=[a-zäöü])", text, maxsplit=1)[0]


def denies(text: str) -> bool:
    """Whether the phrase denies something: after "du musst" it would say the opposite."""
    return not words("negative").isdisjoint(word.lower() for word in WORD.findall(text))


@lru_cache(maxsize=4096)
def turn(text: str, address: Address = "du") -> str | None:
    """``text`` said to somebody: "meinen Kunden" -> "deinen Kunden"; None where it is a guess.

    Neutral is what needs no turning at all. Speech in quotation marks is left alone.
    """
    if text.count('"') % 2 or text.count("„") != len(re.findall("[“”]", text)):
        return None
    pieces = SPEECH.split(text)
    if not _has_first(pieces):
        return text
    if address == "neutral":
        return None
    speech = [*SPEECH.findall(text), ""]
    turned = [_turned(piece, address) for piece in pieces]
    if _has_first(turned):
        return None
    return "".join(piece + said for piece, said in zip(turned, speech, strict=True))


def _has_first(pieces: Iterable[str]) -> bool:
    found = (word.lower() for piece in pieces for word in WORD.findall(piece))
    return not words("first_person").isdisjoint(found)


def _turned(text: str, address: Address) -> str:
    owner = "dein" if address == "du" else "Ihr"
    if not _unsafe_owner(text):
        text = OWNERS.sub(lambda match: _owned(match, owner), text)
    if address == "du" and not re.search(r"(?i)\b(?:ich|wir)\b", text):
        # A formal "mich" may be "sich" or "Sie": only the informal one is certain.
        text = re.sub(r"\bmich\b", "dich", text)
        text = re.sub(r"\bmir\b", "dir", text)
    return text


def _unsafe_owner(text: str) -> bool:
    return bool(re.search(r"(?i)\b(?:ich|wir|meins|meiner\s+Meinung)\b", text))


def _owned(match: re.Match[str], owner: str) -> str:
    ending = {"m": "em", "n": "en", "s": "es"}.get(match[1] or "", match[1] or "")
    new = owner + ending
    return new[0].upper() + new[1:] if match[0][0].isupper() else new


def looks_english(text: str) -> bool:
    """Whether ``text`` is English rather than German, by its little words."""
    found = [word.lower() for word in WORD.findall(text)]
    english = sum(word in words("english_words") for word in found)
    german = sum(word in words("function_marks") for word in found)
    return english > german and english >= min(2, len(found) / 4)

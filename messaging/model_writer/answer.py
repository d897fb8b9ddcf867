"""Reading what a model answered: strictly, and never mending a length by cutting.

Pure. An answer is used whole or not at all. What comes back from here still has to pass the gates
every text passes, and a person.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from messaging.channels import Channel, Part, Parts, check_parts, texts_of
from messaging.lens import read
from messaging.lens.readable import why_unreadable
from messaging.lens.text import parse
from messaging.lens.words import word_set
from messaging.model_writer.cleaning import LINK, SPECIAL, TAG, URL
from messaging.model_writer.constants import LEAKED_RUN, LONGEST_ANSWER
from messaging.model_writer.given import Given
from messaging.model_writer.prompt import Prompt
from messaging.model_writer.schema import sentences_of
from messaging.writing.brief import Brief
from messaging.writing.stems import stems
from personas.listening.personal_data import find_personal_data

FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL | re.IGNORECASE)
THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL | re.IGNORECASE)
EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
HEADING = re.compile(r"^\s{0,3}(?:#{1,6}|[-*•])\s+")
BLANK_TO_FILL = re.compile(
    r"\[(?:your|the|insert|name|company|brand|link|first)[^\[\]]{0,40}\]", re.I
)
WORD = re.compile(r"\w+")
LEAST_WORDS_TO_JUDGE = 6


@dataclass(frozen=True, slots=True)
class TracedText:
    """One sentence of one part: the sources it stands on; ``unsupported`` are those it names
    without sharing a word that carries meaning."""

    part: str
    sentence: str
    sources: tuple[Given, ...] = ()
    unsupported: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    parts: Parts
    trace: tuple[TracedText, ...]


class UnfitAnswerError(Exception):
    """``faults`` say what is wrong, for a person and for the one repair. ``parts`` is the copy if
    it could be read at all. What ``leaks`` is not asked for again."""

    def __init__(
        self, faults: Iterable[str], *, parts: Parts | None = None, leaks: bool = False
    ) -> None:
        self.faults = tuple(faults)
        self.parts = parts
        self.leaks = leaks
        super().__init__(" ".join(self.faults))


def read_answer(raw: str, prompt: Prompt, brief: Brief, secrets: Iterable[str] = ()) -> Answer:
    """The copy and its trace in ``raw``. UnfitAnswerError with every fault there is.

    ``secrets`` are texts that must not come back, such as the key the call was made with.
    """
    _refuse_leaks(raw, prompt, secrets)
    document = _object(raw)
    channel = brief.channel
    faults = _wrong_fields(document, channel)
    if faults:
        raise UnfitAnswerError(faults)
    by_id = prompt.material.by_id()
    parts: Parts = {}
    trace: list[TracedText] = []
    for part in channel.parts:
        read_part = _Reader(part, by_id)
        value = read_part.value(document[part.key])
        faults += read_part.faults
        trace += read_part.trace
        if value:
            parts[part.key] = value
    if faults:
        raise UnfitAnswerError(faults)
    faults = [fault.message for fault in check_parts(channel, parts)]
    faults += filter(None, [_wrong_language(parts, brief.language)])
    if faults:
        raise UnfitAnswerError(faults, parts=parts)
    return Answer(parts, tuple(trace))


def _refuse_leaks(raw: str, prompt: Prompt, secrets: Iterable[str]) -> None:
    if len(raw) > LONGEST_ANSWER:
        raise UnfitAnswerError(["The answer is far too long."])
    seen = unicodedata.normalize("NFKC", raw)
    bare = re.sub(r"[\W_]", "", seen).lower()
    for secret in (prompt.nonce, *secrets):
        hidden = re.sub(r"[\W_]", "", secret).lower()
        if len(hidden) >= 8 and (hidden in bare or hidden[::-1] in bare):
            raise UnfitAnswerError(["It repeats what it must not tell."], leaks=True)
    said = WORD.findall(THOUGHT.sub("", seen).lower())
    rules = WORD.findall(prompt.rules.lower())
    runs = {tuple(rules[i : i + LEAKED_RUN]) for i in range(len(rules) - LEAKED_RUN + 1)}
    if any(tuple(said[i : i + LEAKED_RUN]) in runs for i in range(len(said) - LEAKED_RUN + 1)):
        raise UnfitAnswerError(["It repeats our instructions."], leaks=True)


def _object(raw: str) -> Mapping[str, object]:
    """The one JSON object in ``raw``; also from behind a thought or inside a fence of Markdown."""
    text = THOUGHT.sub("", raw).strip()
    fenced = FENCED.match(text)
    try:
        document = json.loads(fenced[1] if fenced else text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UnfitAnswerError(["The answer is not one JSON object."]) from error
    if not isinstance(document, dict):
        raise UnfitAnswerError(["The answer is not one JSON object."])
    return document


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _wrong_fields(document: Mapping[str, object], channel: Channel) -> list[str]:
    wanted = [part.key for part in channel.parts]
    faults = [f"The part {key!r} is missing." for key in wanted if key not in document]
    if set(document) - set(wanted):
        faults.append(f"There are fields nobody asked for; only {', '.join(wanted)} are.")
    return faults


class _Reader:
    """Reads the sentences of one part."""

    def __init__(self, part: Part, by_id: Mapping[str, Given]) -> None:
        self.part = part
        self.by_id = by_id
        self.faults: list[str] = []
        self.trace: list[TracedText] = []

    def value(self, given: object) -> str | list[str]:
        """The part's text, or texts; faults and trace are gathered on the way."""
        name = self.part.name
        if not isinstance(given, list):
            self.faults.append(f"{name} is no list of sentences.")
            return ""
        if len(given) > sentences_of(self.part):
            self.faults.append(f"{name} has {len(given)} texts; {sentences_of(self.part)} at most.")
            return ""
        texts: list[str] = []
        joined = ""
        for each in given:
            text = self._sentence(each)
            if not text:
                continue
            assert isinstance(each, dict)
            texts.append(text)
            begins = self.part.multiline and each.get("paragraph") is True
            joined += ("\n\n" if begins else " ") * bool(joined) + text
        return texts if self.part.is_list else joined

    def _sentence(self, given: object) -> str:
        fields = {"text", "sources"} | ({"paragraph"} if self.part.multiline else set())
        if not isinstance(given, dict) or not {"text", "sources"} <= set(given) <= fields:
            self.faults.append(f"{self.part.name}: each sentence has {', '.join(sorted(fields))}.")
            return ""
        said, named = given["text"], given["sources"]
        if not isinstance(said, str) or not isinstance(named, list):
            self.faults.append(f"{self.part.name}: a sentence is no text with a list of sources.")
            return ""
        unknown = [each for each in named if not isinstance(each, str) or each not in self.by_id]
        if unknown:
            self.faults.append(f"{self.part.name}: a source is named that there is not.")
        text = _plain(said)
        self.faults += [f"{self.part.name}: {fault}" for fault in _not_allowed(text)]
        sources = [self.by_id[each] for each in dict.fromkeys(named) if each not in unknown]
        self.trace += [
            _traced(self.part.key, sentence, sources) for sentence in _split(text, bool(sources))
        ]
        return text


def _plain(text: str) -> str:
    """On one line, without signs of Markdown; a link keeps its words."""
    text = LINK.sub(r"\1", text)
    text = HEADING.sub("", EMPHASIS.sub(r"\2", text))
    return " ".join(text.split())


def _not_allowed(text: str) -> list[str]:
    """What copy of ours never holds: addresses, markup, personal data, signs nobody sees."""
    faults = []
    if URL.search(unicodedata.normalize("NFKC", text)):
        faults.append("it holds a link or an address; leave it out.")
    if TAG.search(text) or SPECIAL.search(text) or "<" in text or "```" in text:
        faults.append("it holds markup; write plain text.")
    if find_personal_data(text):
        faults.append("it holds an e-mail address, a phone number or the like; leave it out.")
    if BLANK_TO_FILL.search(text):
        faults.append("it holds a blank to fill in; write the words themselves.")
    if any(unicodedata.category(each) in ("Cc", "Cf", "Co", "Cs", "Cn") for each in text):
        faults.append("it holds signs that cannot be seen.")
    return faults


def _split(text: str, is_traced: bool) -> list[str]:
    """The sentences of ``text``: what stands on something is looked at one by one."""
    if not text or not is_traced:
        return [text] if text else []
    found = [each.text.strip() for each in read(text).sentences]
    return [each for each in found if each] or [text]


def _traced(part: str, sentence: str, sources: list[Given]) -> TracedText:
    said = stems(sentence)
    shares = [each for each in sources if said & stems(each.text)]
    others = tuple(each for each in sources if each not in shares)
    return TracedText(part, sentence, tuple(shares), others)


def _wrong_language(parts: Parts, language: str) -> str:
    """A fault where the copy is surely in another language than was asked for."""
    text = "\n".join(texts_of(parts))
    reason = why_unreadable(parse(text))
    is_english = not reason
    if language.lower().startswith("en"):
        return "" if is_english else "It is not in English."
    words = WORD.findall(text.lower())
    english = sum(word in ENGLISH for word in words)
    if is_english and len(words) >= LEAST_WORDS_TO_JUDGE and 4 * english >= len(words):
        return f"It is in English, not in the language asked for ({language})."
    return ""


ENGLISH = word_set(
    "the and of to is that for you your with this not our have from they what when how"
)

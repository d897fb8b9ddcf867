"""The phrasings of each move, kept as data so that a copywriter can add one without code.

``en/<move>.toml`` holds groups; a group says for which stages its phrasings are, whether they
are headline lines or sentences, which moves must come right before them, and lists them by
length. docs/how-to/add-a-phrase.md describes the format; ``check_phrases`` judges a folder.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from messaging.writing.brief import STAGE_KINDS
from messaging.writing.languages import known_language
from messaging.writing.languages.language import Language
from personas.grammar.languages import base_code

FOLDER = Path(__file__).parent
GRADES = ("short", "medium", "long")
# The most characters a phrasing's own words may have, slots not counted.
GRADE_LIMITS = {"short": 34, "medium": 68, "long": 140}
# "informal" is every tone but the formal one: languages with two words for "you" need it.
TONES = ("warm", "dry", "plain", "formal", "playful", "informal")
STAGE_GROUPS = {
    "early": ("unaware", "aware"),
    "middle": ("considering", "deciding"),
    "before": ("unaware", "aware", "considering", "deciding"),
    "back": ("at_risk", "left"),
    "any": STAGE_KINDS,
}
Form = Literal["line", "sentence"]

MARKER = re.compile(r"(?<!\{)\{(\w+)(?::(\w+))?\}(?!\})")
MERGE_TAG = re.compile(r"\{\{\w+\|[^{}|]+\}\}")
# Between two sentences: after an end mark, or after a slot that brings its own.
BREAK = re.compile(
    r"(?:(?<=[.!?])|(?<=\{quote\})|(?<=\{objection\})|(?<=\{criterion\})|(?<=\{question\})|(?<=:plain\})|(?<=:said\}))\s+(?=[A-ZÄÖÜ{\"„])"
)
# A slot with an end mark of its own takes none after it.
ENDED = ("{quote}", "{objection}", "{criterion}", "{question}", "{question:plain}", ":said}")


class PhraseError(ValueError):
    """Phrase files that cannot be used; ``faults`` holds one sentence per fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Marker:
    """The place of a slot in a phrasing, and the form it takes there."""

    slot: str
    turning: str


Piece = str | Marker


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to make a move: its sentences as pieces of text and slot markers."""

    move: str
    form: Form
    grade: str
    stages: frozenset[str]
    after: frozenset[str]
    tones: frozenset[str]
    text: str
    sentences: tuple[tuple[Piece, ...], ...]
    markers: frozenset[Marker]
    slots: frozenset[str]


@cache
def phrasings(language: str = "en") -> dict[str, tuple[Phrasing, ...]]:
    """Every phrasing of ``language`` by move; PhraseError if a file is unsound."""
    return load_phrasings(FOLDER / base_code(language))


@cache
def phrasings_for(language: str, stage: str) -> dict[str, tuple[Phrasing, ...]]:
    """The phrasings that may be used at ``stage``, by move."""
    return {
        move: tuple(phrasing for phrasing in each if stage in phrasing.stages)
        for move, each in phrasings(language).items()
    }


def load_phrasings(folder: Path) -> dict[str, tuple[Phrasing, ...]]:
    """The phrasings in ``folder``, a file per move; PhraseError with every fault."""
    faults = check_phrases(folder)
    if faults:
        raise PhraseError(faults)
    loaded: dict[str, tuple[Phrasing, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        groups = tomllib.loads(path.read_text("utf-8"))["group"]
        loaded[path.stem] = tuple(
            phrasing for group in groups for phrasing in _phrasings(path.stem, group)
        )
    return loaded


def _phrasings(move: str, group: dict[str, Any]) -> Iterator[Phrasing]:
    for grade in GRADES:
        for text in group.get(grade, ()):
            sentences = tuple(_pieces(each) for each in BREAK.split(text))
            markers = frozenset(
                piece for pieces in sentences for piece in pieces if isinstance(piece, Marker)
            )
            yield Phrasing(
                move=move,
                form=group["form"],
                grade=grade,
                stages=stages_of(group["stages"]),
                after=frozenset(group.get("after", ())),
                tones=frozenset(group.get("tones", ())),
                text=text,
                sentences=sentences,
                markers=markers,
                slots=frozenset(marker.slot for marker in markers),
            )


def stages_of(names: list[str]) -> frozenset[str]:
    """Stage kinds and names of groups of them, as stage kinds."""
    return frozenset(kind for name in names for kind in STAGE_GROUPS.get(name, (name,)))


def _pieces(text: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    last = 0
    for match in MARKER.finditer(text):
        if match.start() > last:
            pieces.append(text[last : match.start()])
        pieces.append(Marker(match[1], match[2] or ""))
        last = match.end()
    if last < len(text):
        pieces.append(text[last:])
    return tuple(pieces)


def check_phrases(folder: Path) -> list[str]:
    """What is wrong with the phrase files in ``folder``, one sentence per fault; none if sound."""
    faults: list[str] = []
    language = known_language(folder.name)
    moves = {path.stem for path in folder.glob("*.toml")}
    if not moves:
        faults.append(f"{folder.name}: holds no phrase file.")
    for path in sorted(folder.glob("*.toml")):
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{path.name}: is no TOML: {error}.")
            continue
        if not document.get("about") or set(document) - {"about", "group"}:
            faults.append(f"{path.name}: holds about (what the move does) and groups only.")
        seen: set[tuple[str, str, str]] = set()
        for number, group in enumerate(document.get("group", ()), 1):
            place = f"{path.name}, group {number}"
            faults += _group_faults(place, group, moves)
            for text in _texts(group):
                found = _text_faults(text, group, language)
                faults += [f"{place}: {text!r}: {fault}" for fault in found]
                for stage in stages_of(group.get("stages", [])):
                    if (group.get("form", ""), text, stage) in seen:
                        faults.append(f"{place}: {text!r} is there twice for {stage}.")
                    seen.add((group.get("form", ""), text, stage))
    return faults


def _texts(group: dict[str, Any]) -> list[str]:
    return [text for grade in GRADES for text in group.get(grade, ())]


def _group_faults(place: str, group: dict[str, Any], moves: set[str]) -> list[str]:
    faults = [
        f"{place}: there is no key {key!r}."
        for key in group
        if key not in {"stages", "form", "after", "tones", *GRADES}
    ]
    if not _texts(group):
        faults.append(f"{place}: has no phrasing.")
    if group.get("form") not in ("line", "sentence"):
        faults.append(f"{place}: form is line or sentence.")
    if not group.get("stages"):
        faults.append(f"{place}: names no stage.")
    stages = stages_of(group.get("stages", []))
    faults += [f"{place}: {name!r} is no stage." for name in stages - set(STAGE_KINDS)]
    unknown = sorted(set(group.get("after", ())) - moves)
    faults += [f"{place}: {name!r} is no move; nothing can come after it." for name in unknown]
    tones = sorted(set(group.get("tones", ())) - set(TONES))
    faults += [f"{place}: {name!r} is no tone." for name in tones]
    for grade in GRADES:
        for text in group.get(grade, ()):
            own = len(MARKER.sub("", text))
            if own > GRADE_LIMITS[grade]:
                faults.append(f"{place}: {text!r} has {own} characters of its own: not {grade}.")
    return faults


def _text_faults(text: str, group: dict[str, Any], language: Language) -> list[str]:
    faults: list[str] = []
    for slot, turning in MARKER.findall(text):
        if slot not in language.turnings:
            faults.append(f"there is no slot {slot!r}.")
        elif turning not in language.turnings[slot]:
            known = ", ".join(name or "(none)" for name in language.turnings[slot])
            faults.append(f"{slot} has no turning {turning!r}, only {known}.")
    own = MERGE_TAG.sub("", MARKER.sub("", text))
    if "{" in own or "}" in own:
        faults.append("a brace is left over.")
    if "…" in own or "..." in own:
        faults.append("nothing ends in an ellipsis.")
    if re.search(r"\d", own):
        faults.append("a number needs a source, so phrasings hold none.")
    if text != " ".join(text.split()):
        faults.append("it has a blank too many.")
    ended_here = (*ENDED, *(f"{{{slot}}}" for slot in language.as_heard))
    if any(ended + mark in text for ended in ended_here for mark in ".!?,"):
        faults.append("a quoted slot brings its own end mark.")
    ends = text.endswith((".", "!", "?", *ended_here))
    if group.get("form") == "sentence" and not ends:
        faults.append("a sentence ends with a full stop or a question mark.")
    if group.get("form") == "line" and text.endswith(".") and text.count(". ") == 0:
        faults.append("a line of one sentence has no full stop.")
    return faults

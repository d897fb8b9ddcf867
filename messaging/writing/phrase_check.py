"""A whole language's phrase files: what is wrong, and what can never be chosen.

``phrases.check_phrases`` judges each file by itself; this looks at them together with the
frameworks and the channels.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from messaging.channels import all_channels
from messaging.writing.able import frameworks_in
from messaging.writing.brief import STAGE_KINDS
from messaging.writing.choosing import EARLY, UNLIMITED, budgets
from messaging.writing.flow import CORE_MOVES, MORE_MOVES
from messaging.writing.frameworks import frameworks, layouts
from messaging.writing.lists import MORE_LINES, OFFER, OUTCOME, PROBLEM, PROOF, STEP
from messaging.writing.phrases import FOLDER, MARKER, Phrasing, check_phrases, load_phrasings

# How many sentences a framework's move should have at each stage it is made at, and how many
# headlines a move should have that can open a draft.
ENOUGH_SENTENCES, ENOUGH_LINES = 4, 2
EVERYWHERE = ("button", "greeting", "signoff", "aside", "offer")
# A sentence that begins so leans on the one before it.
LEANS = re.compile(r"(?:And|But|Which|Then|Instead|Or|So(?! far\b| that you needn))\b")
ANY_TONE: frozenset[str] = frozenset()
INFORMAL = frozenset(["informal"])
LINE_ROLES = ("hook", "line", "lines", "button")


@dataclass(frozen=True, slots=True)
class PhraseReport:
    """``faults`` have to be mended; ``remarks`` are where another phrasing would do most good.

    ``counts`` says how many phrasings there are at each stage.
    """

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    counts: dict[str, int]


def check_language(code: str) -> PhraseReport:
    """The report on the phrase files of the language ``code``; LookupError if it has none."""
    folder = FOLDER / code
    if not folder.is_dir():
        there = ", ".join(sorted(each.name for each in FOLDER.iterdir() if each.is_dir()))
        raise LookupError(f"there are no phrases in {code!r}; there are {there}")
    faults = check_phrases(folder)
    if faults:
        return PhraseReport(tuple(faults), (), {})
    known = load_phrasings(folder)
    found = [*_never_chosen(known), *_nearly_twice(known)]
    if code == "en":
        found += _leaning(known)
    counts = {
        stage: sum(stage in each.stages for every in known.values() for each in every)
        for stage in STAGE_KINDS
    }
    return PhraseReport(tuple(found), tuple(_too_few(known, code)), counts)


def moves_at(stage: str) -> frozenset[str]:
    """The moves that can be made at ``stage`` at all."""
    early = stage in EARLY
    moves = {*EVERYWHERE, *CORE_MOVES, *MORE_MOVES, *MORE_LINES[early], *STEP}
    for subject in (PROBLEM, OUTCOME) if early else (PROBLEM, OUTCOME, OFFER, PROOF):
        moves.update(subject)
    for framework in frameworks().values():
        moves.update(framework.moves.get(stage, ()))
    return frozenset(moves)


def _never_chosen(known: dict[str, tuple[Phrasing, ...]]) -> Iterator[str]:
    used = {stage: moves_at(stage) for stage in STAGE_KINDS}
    said = {
        stage: {
            move
            for move, every in known.items()
            if any(each.form == "sentence" and stage in each.stages for each in every)
        }
        for stage in STAGE_KINDS
    }
    longest = _longest()
    for move, every in known.items():
        for each in every:
            place = f"{move}.toml: {each.text!r}"
            unused = sorted(stage for stage in each.stages if move not in used[stage])
            if unused:
                yield f"{place} is never chosen: nothing makes this move at {', '.join(unused)}."
            alone = sorted(
                stage
                for stage in each.stages
                if each.after and not each.after & said[stage] & used[stage]
            )
            if alone:
                yield f"{place} can follow nothing at {', '.join(alone)}."
            own = len(MARKER.sub("x", each.text))
            if own > longest[each.form]:
                yield f"{place} is longer than any channel takes."


def _longest() -> dict[str, int]:
    """The most room any channel has for a line and for a sentence."""
    room = {"line": 0, "sentence": 0}
    for key, layout in layouts().items():
        channel = all_channels()[key]
        for place in layout.parts:
            form = "line" if place.role in LINE_ROLES else "sentence"
            seen, _ = budgets(channel.part(place.part))
            room[form] = max(room[form], min(seen, UNLIMITED))
    return room


def _nearly_twice(known: dict[str, tuple[Phrasing, ...]]) -> Iterator[str]:
    """Phrasings of one move, form and stage that differ in marks and capitals only."""
    for move, every in known.items():
        seen: dict[tuple[str, str, str], str] = {}
        for each in every:
            bare = " ".join(re.findall(r"\w+", each.text.casefold()))
            for stage in sorted(each.stages):
                key = (each.form, stage, bare)
                other = seen.setdefault(key, each.text)
                if other != each.text and other.endswith("?") == each.text.endswith("?"):
                    yield f"{move}.toml: {each.text!r} is nearly {other!r}, at {stage}."
                    break


def _leaning(known: dict[str, tuple[Phrasing, ...]]) -> Iterator[str]:
    for move, every in known.items():
        for each in every:
            if move != "next" and each.form == "sentence" and not each.after:
                match = LEANS.match(each.text)
                if match:
                    yield (
                        f"{move}.toml: {each.text!r} leans on a sentence before it:"
                        " name the moves it can follow as `after`."
                    )


def _too_few(known: dict[str, tuple[Phrasing, ...]], code: str) -> Iterator[str]:
    wanted: dict[tuple[str, str, str], int] = defaultdict(int)
    for key in frameworks_in(code):
        for stage, moves in frameworks()[key].moves.items():
            for move in moves:
                wanted[stage, move, "sentence"] = ENOUGH_SENTENCES
            if moves[0] != "next":
                wanted[stage, moves[0], "line"] = ENOUGH_LINES
    for (stage, move, form), least in sorted(wanted.items()):
        there = sum(
            each.form == form and stage in each.stages and (each.tones in (ANY_TONE, INFORMAL))
            for each in known.get(move, ())
        )
        if there < least and not (stage == "unaware" and move == "outcome"):
            kind = "sentences" if form == "sentence" else "headlines"
            yield f"{move}.toml has {there} {kind} at {stage}; {least} keep drafts apart."

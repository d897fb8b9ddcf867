"""Drafts that differ from one draft in exactly one factor, so that a test of both teaches which
pain, framework or proof wins rather than which wording."""

import random
from collections.abc import Iterable
from typing import Literal

from messaging.channels import Part, Parts, measure, texts_of
from messaging.writing import gates
from messaging.writing.brief import Brief
from messaging.writing.candidate import Candidate
from messaging.writing.candidates import candidates_of
from messaging.writing.choosing import budgets
from messaging.writing.draft import Draft, Trace
from messaging.writing.flow import CORE_MOVES
from messaging.writing.frameworks import frameworks
from messaging.writing.phrase_writer import PhraseWriter
from messaging.writing.phrases import phrasings_for
from messaging.writing.recognise import Piece, Recogniser
from messaging.writing.steering import Given, likeness, parts_of

Factor = Literal["pain", "framework", "proof"]
FACTORS: tuple[Factor, ...] = ("pain", "framework", "proof")

# How many drafts of another framework are written to find the one nearest to the given draft.
TRIES = 24
# Moves with facts that belong to a factor of their own: they stay when another factor changes.
FACTS = frozenset(["proof", "quote", "criteria", "feature"])


def change_one(
    brief: Brief, given: Given, factor: Factor, *, other: Brief | None = None
) -> list[Draft]:
    """Drafts like ``given`` in all but ``factor``; the nearest first, none where there is no
    other pain, framework or proof to change to. Each has passed the gates.

    ``brief`` is the one ``given`` was written for. ``pain``: the same phrasings and framework with
    the pain of ``other``, a brief for the same persona, stage, channel and offer (at most one
    draft; ValueError without ``other``). ``framework``: a draft for every other framework, each
    the one of many that shares most wording. ``proof``: the same text with nothing but the proof
    changed, a draft for every other proof that fits the pain; none where ``given`` names none.
    Words a person changed stay as they are, except where they speak of the old pain.
    """
    parts = parts_of(given)
    framework = given.framework if isinstance(given, Draft) else ""
    if factor == "pain":
        if other is None:
            raise ValueError("another pain needs the brief of that pain: give `other`.")
        return _passing(_with_pain(brief, other, parts, framework), other)
    if factor == "framework":
        return _with_frameworks(brief, parts, framework)
    return _passing(_with_proofs(brief, parts, framework), brief)


def _passing(drafts: Iterable[Draft], brief: Brief) -> list[Draft]:
    return [draft for draft in drafts if gates.first_fault(draft.parts, brief) is None]


def _made(brief: Brief, parts: Parts, framework: str) -> Draft:
    """``parts`` as a draft of ``brief``, its sentences traced."""
    recogniser = Recogniser(brief)
    trace = [
        Trace(key, said.text, source)
        for key, value in parts.items()
        for text in ([value] if isinstance(value, str) else value)
        for piece in recogniser.pieces(text)
        for said in (piece.candidates[0].said if piece.candidates else ())
        for source in said.sources
    ]
    return Draft(
        parts=parts,
        framework=framework,
        stage=brief.stage.kind,
        channel=brief.channel.key,
        trace=tuple(trace),
        opening=next(iter(recogniser.opening(parts)), ""),
    )


# -- the pain --------------------------------------------------------------------------------


def _with_pain(brief: Brief, other: Brief, parts: Parts, framework: str) -> list[Draft]:
    recogniser = Recogniser(brief)
    changed: Parts = {}
    used: set[str] = set()
    for key, value in parts.items():
        part = brief.channel.part(key)
        if isinstance(value, str):
            new = _retold(recogniser, other, part, value, used)
            if new:
                changed[key] = new
        else:
            told = (_retold(recogniser, other, part, text, used) for text in value)
            changed[key] = list(dict.fromkeys(text for text in told if text))
    if texts_of(changed) == texts_of(parts):
        return []
    return [_made(other, changed, framework)]


def _retold(recogniser: Recogniser, other: Brief, part: Part, text: str, used: set[str]) -> str:
    """``text`` with each phrasing about the other pain; "" where nothing of it can be said."""
    pieces = recogniser.pieces(text)
    seen, _ = budgets(part)
    room = max(seen, measure(part, text).length) - sum(len(piece.gap) for piece in pieces)
    told = ""
    for number, piece in enumerate(pieces):
        later = sum(len(each.text) for each in pieces[number + 1 :])
        new = _said_of(piece, other, room - later, used)
        if not new and len(pieces) == 1:
            new = _said_otherwise(piece, other, room, used)
        if new:
            told += (piece.gap if told else "") + new
            room -= len(new)
    return "" if measure(part, told).over_hard else told


def _said_of(piece: Piece, other: Brief, room: int, used: set[str]) -> str:
    if not piece.candidates:
        return piece.text
    old = piece.candidates[0]
    if not old.core and old.move not in FACTS and not old.slots:
        return piece.text
    able = [
        each
        for each in candidates_of(other).of(old.move, old.form)
        if each.phrasing not in used and (each.after == old.after or not each.after)
    ]
    same = [each for each in able if each.phrasing == old.phrasing]
    # The very same fact where it fits the other pain as well.
    same.sort(key=lambda each: each.text != old.text)
    near = sorted(able, key=lambda each: (each.slots != old.slots, abs(each.length - old.length)))
    for each in (*same, *near):
        if each.length <= room or each.length <= old.length:
            used.add(each.phrasing)
            return each.text
    return ""


def _said_otherwise(piece: Piece, other: Brief, room: int, used: set[str]) -> str:
    """What a part cannot do without, made by another move about the pain."""
    old = piece.candidates[0]
    every = candidates_of(other)
    able = [
        each
        for move in CORE_MOVES
        for each in every.of(move, old.form)
        if each.core and not each.after and each.phrasing not in used and each.length <= room
    ]
    if not able:
        return ""
    best = min(able, key=lambda each: (each.slots != old.slots, abs(each.length - old.length)))
    used.add(best.phrasing)
    return best.text


# -- the framework ---------------------------------------------------------------------------


def _with_frameworks(brief: Brief, parts: Parts, framework: str) -> list[Draft]:
    writer = PhraseWriter(brief)
    if not framework:
        recogniser = Recogniser(brief)
        keys = [each.key for each in writer.available()]
        own = set(recogniser.frameworks(recogniser.opening(parts), keys))
    else:
        own = {framework}
    facts = _facts(brief, parts)
    found: list[tuple[float, Draft]] = []
    for key, each in frameworks().items():
        if key in own or each not in writer.available():
            continue
        chance = random.Random(f"{brief.seed}/{key}/{brief.pain.about or brief.pain.ref}")
        drafts = [writer.write(each, chance) for _ in range(TRIES)]
        passed = _passing((draft for draft in drafts if draft is not None), brief)
        if passed:
            near = [(_nearness(brief, draft, parts, facts), draft) for draft in passed]
            found.append(max(near, key=lambda pair: pair[0]))
    found.sort(key=lambda pair: -pair[0])
    return [draft for _, draft in found]


def _facts(brief: Brief, parts: Parts) -> frozenset[str]:
    said = "\n".join(texts_of(parts)).casefold()
    facts = (*brief.offer.proofs, *brief.offer.reliefs)
    return frozenset(each.ref for each in facts if each.text.casefold().rstrip(".") in said)


def _nearness(brief: Brief, draft: Draft, parts: Parts, facts: frozenset[str]) -> float:
    """Shared wording, and the same facts: another proof would be a second factor."""
    return likeness(draft.parts, parts) - len(facts ^ _facts(brief, draft.parts))


# -- the proof -------------------------------------------------------------------------------


def _with_proofs(brief: Brief, parts: Parts, framework: str) -> list[Draft]:
    named = {
        move: [
            each for form in ("line", "sentence") for each in candidates_of(brief).of(move, form)
        ]
        for move in phrasings_for(brief.language, brief.stage.kind)
    }
    proving = [each for every in named.values() for each in every if "proof" in each.slots]
    recogniser = Recogniser(brief)
    found: list[Draft] = []
    for index in sorted({_index(each) for each in proving}):
        changed: Parts = {}
        for key, value in parts.items():
            part = brief.channel.part(key)
            if isinstance(value, str):
                changed[key] = _proved(recogniser, proving, part, value, index)
            else:
                changed[key] = [_proved(recogniser, proving, part, each, index) for each in value]
        if texts_of(changed) != texts_of(parts) and all(texts_of(changed)):
            found.append(_made(brief, changed, framework))
    return found


def _index(candidate: Candidate) -> str:
    return candidate.key.rpartition("/")[2]


def _proved(
    recogniser: Recogniser, proving: list[Candidate], part: Part, text: str, index: str
) -> str:
    """``text`` with its proofs replaced by proof number ``index``; "" if that does not fit."""
    told = ""
    for piece in recogniser.pieces(text):
        old = next((each for each in piece.candidates if "proof" in each.slots), None)
        new = piece.text
        if old is not None:
            same = [
                each.text
                for each in proving
                if each.phrasing == old.phrasing and _index(each) == index
            ]
            if not same:
                return ""
            new = same[0]
        told += piece.gap + new
    return "" if measure(part, told).over_hard else told

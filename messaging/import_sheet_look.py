"""A look at rows that came back: what taking each would do, before anything is written.

The same look is taken once more when the rows are applied, so that what changed in between is a
conflict then, and nobody's words are lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from messaging.channels_here import channels_of
from messaging.import_sheet_judge import Judged, Wanted, judge_all
from messaging.import_sheet_match import Match
from messaging.models import SheetImportRow, Variant
from messaging.pins import PinsError, follow, tidy_pins
from messaging.sharing.sheet_differences import (
    THEIRS,
    Cell,
    Difference,
    compare,
    is_taken,
    merged,
    merged_pins,
    same_texts,
    undecided,
)
from messaging.sharing.sheet_rows import Fault
from workspaces.access import APPROVE, EDIT, Access

State = Variant.State
Kind = SheetImportRow.Kind
STEPS: dict[tuple[str, str], str] = {
    (State.DRAFT, State.SUBMITTED): EDIT,
    (State.DRAFT, State.APPROVED): APPROVE,
    (State.SUBMITTED, State.APPROVED): APPROVE,
    (State.SUBMITTED, State.REJECTED): APPROVE,
}
"""(state now, state in the sheet) -> what whoever applies it has to be allowed. Any other is no
wish: it says how things stood when the file left."""
KNOWN = "We have this text already: {key}."
TWICE = "The same new text stands in row {number} of “{sheet}”, too. It is taken once."
NO_STATE = "“{state}” is no state we know, so the state stays as it is."
STAYS_APPROVED = (
    "“{state}” stands in its state, but this text is approved here and stays so. "
    "Whoever may decide can retire it on its page."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """One row beside ours. ``judged`` is the text as it would be with all that is taken of it;
    None where nothing is taken. ``pins`` are those it would have."""

    match: Match
    kind: str
    cells: tuple[Cell, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    judged: Judged | None = None
    pins: Mapping[str, Mapping[str, int]] | None = None
    wanted_state: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def blocking(self) -> list[Fault]:
        """The faults for which it cannot be taken as it stands."""
        return [each for each in self.faults if each.blocks]

    @property
    def open_cells(self) -> int:
        return undecided(self.cells, self.choices) + len(self.blocking)


def look_at(
    *,
    access: Access,
    matches: Sequence[Match],
    choices: Sequence[Mapping[str, str]] | None = None,
) -> list[Looked]:
    """What each row would do, given what was chosen. Some queries however many rows there are."""
    chosen = choices or [{}] * len(matches)
    found = [kind_of(match) for match in matches]
    wanted: list[Wanted] = []
    places: list[int] = []
    for number, (match, difference) in enumerate(zip(matches, found, strict=True)):
        if difference.kind in ("same", "fault") or match.message is None:
            continue
        given = _given(match, difference.cells, _taken(difference.cells, chosen[number]))
        wanted.append(Wanted(match.message, match.pain, given))
        places.append(number)
    judged = dict(zip(places, judge_all(access=access, wanted=wanted), strict=True))
    asked = dict(zip(places, wanted, strict=True))
    looked = [
        _looked(access, match, found[number], chosen[number], judged.get(number), asked.get(number))
        for number, match in enumerate(matches)
    ]
    return _without_known(access, looked)


def kind_of(match: Match) -> Difference:
    """Of which kind a row is, and the cells it would change; the texts are not judged."""
    row = match.row
    if any(each.blocks for each in (*match.faults, *row.faults)) and match.message is None:
        return Difference("fault")
    if any(each.blocks and not each.part for each in (*match.faults, *row.faults)):
        return Difference("fault")
    if match.ours is None:
        return Difference("new")
    theirs = row.parts_beside(match.ours.parts)
    return compare(theirs, row.pins, match.ours, left_alone=match.left_alone)


def _taken(cells: Iterable[Cell], choices: Mapping[str, str]) -> dict[str, str]:
    """What is chosen; theirs where nobody has chosen yet, so that it is judged before."""
    return {cell.place: choices.get(cell.place, THEIRS) for cell in cells}


def _given(match: Match, cells: Iterable[Cell], taken: Mapping[str, str]) -> dict[str, Any]:
    return merged(match.ours.parts, cells, taken) if match.ours else dict(match.row.parts)


def _looked(
    access: Access,
    match: Match,
    difference: Difference,
    choices: Mapping[str, str],
    judged: Judged | None,
    wanted: Wanted | None,
) -> Looked:
    faults = [*match.faults, *match.row.faults]
    kind: str = difference.kind
    state, told = _wanted_state(match)
    faults += told
    if difference.cells and match.ours is not None and not match.ours.is_editable:
        state = ""  # it was a wish for the words as they were
    if kind == "same" and state:
        kind = "changed"
    pins = None
    if judged is not None and wanted is not None:
        pins, refused = _pins(access, match, difference, choices, wanted, judged)
        unread = {(each.part, each.index) for each in match.row.faults if each.blocks}
        said = _of_what_changed(judged, difference)
        faults += refused + [each for each in said if (each.part, each.index) not in unread]
    open_faults = [each for each in faults if each.blocks and is_in(each, difference, choices)]
    faults = [each for each in faults if each in open_faults or not each.blocks]
    if open_faults:
        kind = "fault"
    return Looked(match, kind, difference.cells, dict(choices), judged, pins, state, tuple(faults))


def _of_what_changed(judged: Judged, difference: Difference) -> list[Fault]:
    """What is said of cells that would change, and of the whole; ours stays what it is."""
    if difference.kind == "new":
        return list(judged.faults)
    touched = {(cell.part, cell.index) for cell in difference.cells if not cell.is_pin}
    parts = {part for part, _ in touched}
    return [
        each
        for each in judged.faults
        if not each.part
        or (each.part, each.index) in touched
        or (each.index is None and each.part in parts)
    ]


def is_in(fault: Fault, difference: Difference, choices: Mapping[str, str]) -> bool:
    """Whether a fault is in what would be taken: a cell of which ours stays has none."""
    if not fault.part or difference.kind in ("new", "fault"):
        return True
    return any(
        choices.get(cell.place, THEIRS) == THEIRS
        for cell in difference.cells
        if cell.part == fault.part and fault.index in (None, cell.index)
    )


def _wanted_state(match: Match) -> tuple[str, list[Fault]]:
    state = match.row.state
    if not state or match.source is not None:
        return "", []
    if state not in State.values:
        text = NO_STATE.format(state=state[:40])
        return "", [Fault("", None, "no_state", text, blocks=False)]
    now = match.variant.state if match.variant is not None else State.DRAFT
    if now == State.APPROVED and state in (State.REJECTED, State.RETIRED):
        text = STAYS_APPROVED.format(state=State(state).label)
        return "", [Fault("", None, "no_step", text, blocks=False)]
    return (state if (now, state) in STEPS else ""), []


def _pins(
    access: Access,
    match: Match,
    difference: Difference,
    choices: Mapping[str, str],
    wanted: Wanted,
    judged: Judged,
) -> tuple[Mapping[str, Mapping[str, int]] | None, list[Fault]]:
    channel = channels_of(access)[wanted.message.placement.channel]
    theirs = match.row.pins
    if match.ours is None:
        said: Mapping[str, Mapping[str, int]] | None = theirs
        kept: Mapping[str, Mapping[str, int]] = {}
    else:
        cells = difference.cells
        said = merged_pins(match.ours.pins, theirs, cells, _taken(cells, choices))
        kept = follow(match.ours.pins, match.ours.parts, judged.parts)
    if said is None:
        return {**kept, **_pins_beside(access, match, wanted)}, []
    try:
        return tidy_pins(channel, wanted.parts, said), []
    except PinsError as error:
        part = next((cell.part for cell in difference.cells if cell.is_pin), "")
        return kept, [Fault(part, None, "pins", str(error)[:300], blocks=True)]


def _pins_beside(access: Access, match: Match, wanted: Wanted) -> Mapping[str, Mapping[str, int]]:
    """Our pins of the parts for which the sheet has columns of pins, which say what they said: a
    text that was reworded beside one stays pinned."""
    pinned = match.ours.pins if match.ours is not None else {}
    said = {part: places for part, places in pinned.items() if part in match.row.pins}
    try:
        return tidy_pins(channels_of(access)[wanted.message.placement.channel], wanted.parts, said)
    except PinsError:
        return {}


def _without_known(access: Access, looked: Sequence[Looked]) -> list[Looked]:
    """Rows that would make a draft of what is there already change nothing. One query."""
    makers = [each for each in looked if makes_draft(each)]
    messages = {each.match.message.pk for each in makers if each.match.message}
    if not messages:
        return list(looked)
    there: dict[int, list[Variant]] = {}
    rows = Variant.objects.for_workspace(access.workspace).filter(message__in=messages)
    for variant in rows.exclude(state=State.RETIRED).order_by("pk"):
        there.setdefault(variant.message_id, []).append(variant)
    return [_known(each, there) if makes_draft(each) else each for each in looked]


def makes_draft(looked: Looked) -> bool:
    """Whether taking it makes a new draft, rather than changing one."""
    if looked.judged is None:
        return False
    ours = looked.match.ours
    return ours is None or not ours.is_editable or looked.match.source is not None


def _known(looked: Looked, there: Mapping[int, Sequence[Variant]]) -> Looked:
    match, judged = looked.match, looked.judged
    assert match.message is not None
    assert judged is not None
    for variant in there.get(match.message.pk, ()):
        if match.variant is not None and variant.pk == match.variant.pk:
            continue
        if same_texts(variant.parts, judged.parts):
            text = KNOWN.format(key=variant.key)
            told = Fault("", None, "known", text, blocks=False)
            return Looked(match, "same", faults=(told,))
    return looked


def taken(looked: Looked) -> bool:
    """Whether something of it is taken: it is new, changes a cell, or takes a step."""
    if looked.kind in ("same", "fault"):
        return False
    if looked.match.ours is None or looked.wanted_state:
        return True
    return any(is_taken(cell, looked.choices) for cell in looked.cells)

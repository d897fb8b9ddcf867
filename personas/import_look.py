"""A look at all rows of an import before anything is written: what would happen to each."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from django.utils import timezone

from personas.import_files import rows_numbered, stored_rows
from personas.import_sizes import EXAMPLES, FAULTY_KEPT, ROWS_A_STEP, ROWS_AT_ONCE
from personas.keep_evidence import Identity, identity_of_row, known_among
from personas.listening.personal_data import find_personal_data, mask
from personas.listening.rows import FaultyRow, LeftOut, Outcome, ParsedRow, parse_rows
from personas.listening.tables import FileFacts, Row
from personas.listening.transcripts import quotes_by
from personas.models import EvidenceImport
from personas.person_keys import person_key
from workspaces.access import Access

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at all rows found. Only counts and numbers of rows: no words of customers.

    ``personal`` counts quotes by the kind of personal data in them; ``personal_rows``,
    ``first_rows`` and ``faulty_rows`` are numbers of rows as a spreadsheet shows them.
    """

    to_add: int = 0
    known: int = 0
    repeated: int = 0
    left_out: int = 0
    faulty: int = 0
    personal_quotes: int = 0
    personal: Mapping[str, int] = field(default_factory=dict)
    personal_rows: tuple[int, ...] = ()
    first_rows: tuple[int, ...] = ()
    faulty_rows: tuple[int, ...] = ()

    @property
    def duplicates(self) -> int:
        return self.known + self.repeated


def decisions(batch: EvidenceImport) -> str:
    """Changes when anything a person decided does; a look is of these decisions."""
    decided = [
        batch.mapping,
        batch.defaults,
        batch.corrections,
        batch.masking,
        batch.rows_file.name,
        *([batch.speakers] if batch.speakers else []),
    ]
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:32]


def kept_look(batch: EvidenceImport) -> Look | None:
    """The look that is kept with the import, unless something was decided since."""
    told = dict(batch.counted)
    if told.pop("of", "") != decisions(batch):
        return None
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Look(**told | lists)


def to_keep(batch: EvidenceImport, look: Look) -> dict[str, Any]:
    """As ``counted`` keeps it."""
    return asdict(look) | {"of": decisions(batch)}


def is_small(batch: EvidenceImport) -> bool:
    """Whether it is looked at and applied while a person waits."""
    return batch.total_rows <= ROWS_AT_ONCE


def current_look(*, access: Access, batch: EvidenceImport) -> Look | None:
    """What applying would do now. None where a job has yet to look at the many rows."""
    if is_small(batch):
        return look_through(access=access, batch=batch)
    return kept_look(batch)


def outcomes(batch: EvidenceImport, facts: FileFacts, rows: Iterable[Row]) -> Iterator[Outcome]:
    """The rows as the decisions about this import make them."""
    if batch.speakers:
        rows = quotes_by(rows, batch.speakers)
    return parse_rows(
        rows,
        facts.header,
        batch.mapping,
        defaults=batch.defaults,
        corrections=batch.corrections,
        masking=batch.masking == EvidenceImport.Masking.MASK,
        today=timezone.localdate(),
        month_first=facts.month_first,
    )


def look_through(*, access: Access, batch: EvidenceImport, tell: Told | None = None) -> Look:
    """Look at all rows, some at a time; ``tell`` hears how many of how many."""
    counting = _Counting(access, batch)
    with stored_rows(batch) as (facts, rows):
        done = 0
        while chunk := list(islice(rows, ROWS_A_STEP)):
            counting.take(outcomes(batch, facts, chunk))
            done += len(chunk)
            if tell is not None:
                tell(min(done, facts.rows), facts.rows)
    return counting.look()


def outcomes_of(batch: EvidenceImport, numbers: Iterable[int]) -> list[Outcome]:
    """What becomes of the rows with these numbers."""
    wanted = dict.fromkeys(numbers)
    rows = rows_numbered(batch, wanted)
    with stored_rows(batch) as (facts, _):
        return list(outcomes(batch, facts, rows))


def faulty_rows(batch: EvidenceImport, look: Look | None = None) -> Iterator[FaultyRow]:
    """The rows with faults: those ``look`` numbers, or else all, found by reading every row."""
    if look is not None and look.faulty <= len(look.faulty_rows):
        yield from faulty_rows_numbered(batch, look.faulty_rows)
        return
    with stored_rows(batch) as (facts, rows):
        for one in outcomes(batch, facts, rows):
            if isinstance(one, FaultyRow):
                yield one


def faulty_rows_numbered(batch: EvidenceImport, numbers: Iterable[int]) -> list[FaultyRow]:
    """Those of these rows that have faults."""
    return [one for one in outcomes_of(batch, numbers) if isinstance(one, FaultyRow)]


def quotes_of(batch: EvidenceImport, numbers: Iterable[int]) -> list[ParsedRow]:
    """The quotes in these rows."""
    return [one for one in outcomes_of(batch, numbers) if isinstance(one, ParsedRow)]


def personal_examples(batch: EvidenceImport, look: Look) -> list[list[tuple[str, bool]]]:
    """Some quotes with personal data, in pieces: text, and whether it stands for what was found."""
    as_it_is = copy(batch)
    as_it_is.masking = EvidenceImport.Masking.KEEP
    examples = []
    for row in quotes_of(as_it_is, look.personal_rows)[:EXAMPLES]:
        pieces, last = [], 0
        for found in find_personal_data(row.text, row.language):
            pieces += [(row.text[last : found.start], False), (f"[{found.kind}]", True)]
            last = found.end
        if pieces:
            examples.append([*pieces, (row.text[last:], False)])
    return examples


def look_again_at(
    *,
    access: Access,
    batch: EvidenceImport,
    look: Look,
    number: int,
    before: Mapping[str, Mapping[str, str]],
) -> Look:
    """``look`` after one row was mended; ``before`` are the corrections there were.

    Whether the mended row is also in another row of the file is left to the import itself.
    """
    then = copy(batch)
    then.corrections = before
    was, now = _Counting(access, batch), _Counting(access, batch)
    was.take(outcomes_of(then, [number]))
    now.take(outcomes_of(batch, [number]))
    counts = {
        name: max(0, getattr(look, name) + now.counts[name] - was.counts[name])
        for name in ("to_add", "known", "left_out", "faulty", "personal_quotes")
    }
    faulty = tuple(one for one in look.faulty_rows if one != number or now.faulty)
    return replace(look, **counts, faulty_rows=faulty)


class _Counting:
    """What was found so far."""

    def __init__(self, access: Access, batch: EvidenceImport) -> None:
        self.access = access
        self.key = person_key(access.workspace)
        self.is_masked = batch.masking == EvidenceImport.Masking.MASK
        self.seen: set[bytes] = set()
        self.counts: Counter[str] = Counter()
        self.personal: Counter[str] = Counter()
        self.personal_rows: list[int] = []
        self.first: list[int] = []
        self.faulty: list[int] = []

    def take(self, found: Iterable[Outcome]) -> None:
        new: dict[Identity, ParsedRow] = {}
        for one in found:
            if isinstance(one, FaultyRow):
                self.counts["faulty"] += 1
                if len(self.faulty) < FAULTY_KEPT:
                    self.faulty.append(one.number)
            elif isinstance(one, LeftOut):
                self.counts["left_out"] += 1
            elif self._is_new(identity := identity_of_row(one, self.key)):
                new[identity] = one
            else:
                self.counts["repeated"] += 1
        known = known_among(access=self.access, identities=new.keys())
        for identity, row in new.items():
            if identity in known:
                self.counts["known"] += 1
                continue
            self.counts["to_add"] += 1
            self._look_for_people(row)
            if len(self.first) < EXAMPLES and row.number not in self.first:
                self.first.append(row.number)

    def _is_new(self, identity: Identity) -> bool:
        """Was no such quote before? It is remembered by 16 bytes, as a file may have a million."""
        told = "\x1f".join(identity).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(told, digest_size=16).digest()
        before = len(self.seen)
        self.seen.add(digest)
        return len(self.seen) > before

    def _look_for_people(self, row: ParsedRow) -> None:
        kinds = row.masked.split(", ") if row.masked else []
        if not self.is_masked:
            kinds = list(mask(row.text, row.language)[1])
        if not kinds:
            return
        self.counts["personal_quotes"] += 1
        self.personal.update(kinds)
        if len(self.personal_rows) < EXAMPLES and row.number not in self.personal_rows:
            self.personal_rows.append(row.number)

    def look(self) -> Look:
        return Look(
            **self.counts,
            personal=dict(self.personal.most_common()),
            personal_rows=tuple(self.personal_rows),
            first_rows=tuple(self.first),
            faulty_rows=tuple(self.faulty),
        )

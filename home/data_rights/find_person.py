"""Where a person is in a workspace: every column that can hold words is looked through.

Rows are read in pages by number and compared here, not in SQL: the databases know no whole words,
and SQLite no capitals beyond A to Z.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from experiments.delivery.persons import as_hash, hash_address, is_address
from experiments.models import Event, VisitorAlias, VisitorStage
from home.data_rights.constants import ROWS_AT_ONCE
from home.data_rights.kept_files import kept_files
from home.data_rights.personal_data import PERSONAL_DATA, Eraser, columns
from home.data_rights.wording import LONG_ENOUGH, Words
from messaging.models import VariantSource
from personas.import_files import cells_of
from personas.listening.normalise import person_hash
from personas.listening.tables import UnreadableFileError
from personas.models import Evidence, EvidenceImport
from personas.person_keys import person_key
from workspaces.models import Invitation, Job, Workspace

FIND, ERASE = "home.find_person", "home.erase_person"
Told = Callable[[str], None]
Place = tuple[str, int]
"""The label of a model and the number of a row."""


@dataclass
class Found:
    """What belongs to a person, by numbers of rows.

    ``scrub``: rows with words or quotes that are taken out. ``decide``: rows whose text quotes
    them, which people wrote and people must change. ``visitors`` and ``persons``, the hashes of an
    address, with the number of events that name them, of a person those that name no visitor.
    ``exports`` and ``kept`` (label -> rows): files that left or came, which are not looked through.
    """

    terms: tuple[str, ...] = ()
    quotes: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list, repr=False)
    marks: list[str] = field(default_factory=list, repr=False)
    visitors: dict[str, int] = field(default_factory=dict, repr=False)
    persons: dict[str, int] = field(default_factory=dict, repr=False)
    files: list[int] = field(default_factory=list)
    invitations: list[int] = field(default_factory=list)
    exports: list[int] = field(default_factory=list)
    kept: dict[str, list[int]] = field(default_factory=dict)
    scrub: dict[str, list[int]] = field(default_factory=dict)
    decide: list[Place] = field(default_factory=list)
    standing_on: list[int] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """What is told to people: numbers only."""
        return {
            "quotes": len(self.quotes),
            "visitors": len(self.visitors),
            "addresses": len(self.persons),
            "events": sum(self.visitors.values()) + sum(self.persons.values()),
            "files": len(self.files),
            "invitations": len(self.invitations),
            "exports": len(self.exports) + sum(map(len, self.kept.values())),
            "texts": sum(map(len, self.scrub.values())),
            "decide": len(self.decide),
        }

    @property
    def is_nobody(self) -> bool:
        here = {name: many for name, many in self.counts().items() if name != "exports"}
        return not any(here.values())


def find_person(workspace: Workspace, terms: tuple[str, ...], told: Told) -> Found:
    """Everything of the person that ``terms`` stand for: references, visitor ids, words."""
    found = Found(terms=terms)
    words = Words(terms)
    told("Looking through quotes")
    _find_quotes(workspace, found, words)
    told("Looking through events")
    _find_visitors(workspace, found)
    rows = Invitation.objects.filter(workspace=workspace)
    addresses = {term.casefold() for term in terms}
    found.invitations = [
        pk for pk, email in rows.values_list("pk", "email") if email.casefold() in addresses
    ]
    told("Looking through imported files")
    both = Words([*terms, *found.said, *found.marks])
    _find_files(workspace, found, both)
    quoted = Words(found.said)
    for label in PERSONAL_DATA:
        told(f"Looking through {apps.get_model(label)._meta.verbose_name_plural}")
        _look_through(workspace, label, found, words, both, quoted)
    return found


def _find_quotes(workspace: Workspace, found: Found, words: Words) -> None:
    key = person_key(workspace)
    hashes = {person_hash(term, key) for term in found.terms} - {""}
    names = columns("personas.evidence", Eraser.GOES)
    for row in pages(Evidence, workspace, ["evidence_import_id", *names]):
        said = {name: row[name] for name in names} | {"contact": row["contact"].open()}
        if said["person_hash"] in hashes or words.found_in(list(said.values())):
            found.quotes.append(row["pk"])
            if len(said["text"]) >= LONG_ENOUGH:
                found.said.append(said["text"])
            found.marks += [said[name] for name in ("person_hash", "text_hash") if said[name]]
            found.marks += [said[name] for name in ("link", "external_id") if len(said[name]) > 5]
            if row["evidence_import_id"] is not None:
                found.files.append(row["evidence_import_id"])
    # The page of all reviews is not theirs alone, and would lead to other people's files.
    others = Evidence.objects.filter(workspace=workspace).exclude(pk__in=found.quotes)
    for name in ("link", "external_id"):
        shared = set(others.filter(**{f"{name}__in": found.marks}).values_list(name, flat=True))
        found.marks = [mark for mark in found.marks if mark not in shared]
    rows = VariantSource.objects.filter(workspace=workspace, evidence__in=found.quotes)
    found.standing_on = sorted(set(rows.values_list("variant_id", flat=True)))


def _find_visitors(workspace: Workspace, found: Found) -> None:
    """Visitors that were named, or known to be the person; and the hashes of the person's address.

    Whoever gives the id of one browser means the person: the other visitors of the same address
    are found with it.
    """
    here = {"workspace": workspace}
    named = sorted({*found.terms, *(term.lower() for term in found.terms)})
    aliases = VisitorAlias.objects.filter(**here)
    persons = {hash_address(term) for term in found.terms if is_address(term)}
    persons |= {hashed for term in found.terms if (hashed := as_hash(term))}
    persons |= set(aliases.filter(visitor__in=named).values_list("person", flat=True))
    visitors = {*named, *aliases.filter(person__in=persons).values_list("visitor", flat=True)}
    for visitor in sorted(visitors):
        many = Event.objects.filter(visitor=visitor, **here).count()
        if (
            many
            or aliases.filter(visitor=visitor).exists()
            or VisitorStage.objects.filter(visitor=visitor, **here).exists()
        ):
            found.visitors[visitor] = many
    for person in sorted(persons):
        many = Event.objects.filter(person=person, visitor="", **here).count()
        known = Event.objects.filter(person=person, **here).exists()
        if many or known or aliases.filter(person=person).exists():
            found.persons[person] = many
    found.marks += sorted(persons)


def _find_files(workspace: Workspace, found: Found, both: Words) -> None:
    batches = EvidenceImport.objects.filter(workspace=workspace).exclude(file="")
    holding = set(found.files)
    for batch in batches.order_by("pk"):
        if batch.pk not in holding and _holds(batch, both):
            holding.add(batch.pk)
    found.files = sorted(holding & set(batches.values_list("pk", flat=True)))
    jobs = Job.objects.filter(workspace=workspace).exclude(result_file="").exclude(kind=ERASE)
    found.exports = list(jobs.order_by("pk").values_list("pk", flat=True))
    found.kept = kept_files(workspace)


def _holds(batch: EvidenceImport, words: Words) -> bool:
    """Whether the file names the person; one that cannot be read any more might."""
    try:
        return any(words.in_text(cell) for cell in cells_of(batch))
    except FileNotFoundError:
        return False
    except UnreadableFileError:
        return True


def _look_through(
    workspace: Workspace, label: str, found: Found, words: Words, both: Words, quoted: Words
) -> None:
    scrubbed, authored = columns(label, Eraser.SCRUBBED), columns(label, Eraser.AUTHORED)
    flagged = columns(label, Eraser.FLAGGED)
    if not scrubbed + authored + flagged:
        return
    known = {str(pk) for pk in found.quotes}
    for row in pages(apps.get_model(label), workspace, _with_target(label, scrubbed)):
        if label == "workspaces.job" and row["kind"] in (FIND, ERASE):
            continue
        if (
            any(both.found_in(row[name]) for name in scrubbed)
            or any(words.found_in(row[name]) for name in authored)
            or (row.get("target_type") == "evidence" and row["target_id"] in known)
        ):
            found.scrub.setdefault(label, []).append(row["pk"])
        if any(quoted.found_in(row[name]) for name in authored) or any(
            both.found_in(row[name]) for name in flagged
        ):
            _note(workspace, label, row["pk"], found)


def _with_target(label: str, names: Iterable[str]) -> list[str]:
    more = columns(label, Eraser.AUTHORED, Eraser.FLAGGED)
    if label == "workspaces.auditrecord":
        more += ["target_type", "target_id"]
    if label == "workspaces.job":
        more += ["kind"]
    return [*names, *more]


def _note(workspace: Workspace, label: str, pk: int, found: Found) -> None:
    """A sentence is no place of its own: it stands in a text."""
    place = (label, pk)
    if label == "messaging.variantsource":
        variant = VariantSource.objects.filter(workspace=workspace, pk=pk).values_list(
            "variant_id", flat=True
        )
        place = ("messaging.variant", variant[0])
    if place not in found.decide:
        found.decide.append(place)


def pages(
    model: type[Model], workspace: Workspace, names: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """Columns of all rows of a workspace, by pages, with ``pk``."""
    rows = model._default_manager.filter(workspace=workspace).order_by("pk").values("pk", *names)
    last = 0
    while page := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        yield from page
        last = page[-1]["pk"]

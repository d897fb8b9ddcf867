"""Rows of an archive become rows of a workspace: each checked, its keys led to the new rows."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import DataError, IntegrityError, models, transaction

from experiments.models import Experiment
from home.data_rights.archive import ArchiveReader, UnusableArchiveError
from home.data_rights.constants import ROWS_AT_ONCE
from home.data_rights.encoding import UnfitValueError, file_member
from home.data_rights.portable import brought, by_label
from home.data_rights.portable_model import Portable
from home.data_rights.row_plan import plan_of, target_of
from messaging.models import AskTest
from personas.models import EvidenceImport, Survey
from workspaces.jobs import JobRun
from workspaces.models import SampleRow, User, Workspace

ROWS_A_STATEMENT = 500
UPDATES_A_STATEMENT = 100


@dataclass
class Taken:
    """What came in. ``paused``: tests that ran and stand still now; ``undated``: drafts whose start
    was planned and is not any more."""

    counts: dict[str, int] = field(default_factory=dict)
    paused: int = 0
    undated: int = 0


class TakeIn:
    """Takes the rows of one archive into one new workspace, in transactions of some thousand rows.

    Nobody sees the workspace meanwhile, so no state in between is ever shown. Raises
    UnusableArchiveError with file and line of what does not fit.
    """

    def __init__(self, run: JobRun, workspace: Workspace, reader: ArchiveReader) -> None:
        self.run = run
        self.workspace = workspace
        self.reader = reader
        self.person: User | None = run.job.created_by
        self.taken = Taken()
        self.total = sum(reader.manifest.rows(each.label) for each in brought())
        self._done = 0
        # Numbers in the file -> numbers here, of the models that others point to.
        self._numbers: dict[str, dict[int, int]] = {each.label: {} for each in brought()}
        self._pointed_at = {
            target.label
            for each in brought()
            for column in [*each.fields(), *each.several()]
            if (target := target_of(column)) is not None
        } | {each.label for each in brought() if not each.is_log}
        self._later: list[tuple[Portable, str, int, int]] = []

    def everything(self) -> Taken:
        for portable in brought():
            self.taken.counts[portable.label] = self._model(portable)
        self._set_later()
        return self.taken

    def settings_of_workspace(self) -> dict[str, Any]:
        """The language, time zone and so on that the workspace had."""
        portable = by_label()["workspaces.workspace"]
        rows = list(islice(self.reader.read_rows(portable.member), 2))
        if len(rows) != 1:
            raise UnusableArchiveError("The file should hold exactly one workspace.")
        values = self._values(portable, rows[0], 1)
        return {name: value for name, value in values.items() if name not in portable.made_anew}

    def _model(self, portable: Portable) -> int:
        rows = self.reader.read_rows(portable.member)
        count = 0
        while page := list(islice(rows, ROWS_AT_ONCE)):
            instances = [
                self._instance(portable, row, line) for line, row in enumerate(page, count + 1)
            ]
            try:
                with transaction.atomic():
                    self.run.hold()
                    self._store(portable, page, instances, count)
            except (IntegrityError, DataError) as error:
                raise UnusableArchiveError(
                    f"{portable.member}, lines {count + 1} to {count + len(page)}: a row is there "
                    "twice, or contradicts another."
                ) from error
            count += len(page)
            self._done += len(page)
            self.run.progress(
                min(self._done, self.total - 1), self.total, f"Bringing {portable.title.lower()}"
            )
        return count

    def _store(
        self,
        portable: Portable,
        page: list[dict[str, Any]],
        instances: list[models.Model],
        before: int,
    ) -> None:
        automatic = [
            each.name
            for each in portable.fields()
            if getattr(each, "auto_now", False) or getattr(each, "auto_now_add", False)
        ]
        kept = [[getattr(each, name) for name in automatic] for each in instances]
        manager = portable.model._default_manager
        manager.bulk_create(instances, batch_size=ROWS_A_STATEMENT)
        if automatic:  # the moments they had, not that of their coming
            for instance, values in zip(instances, kept, strict=True):
                for name, value in zip(automatic, values, strict=True):
                    setattr(instance, name, value)
            manager.filter(workspace=self.workspace).bulk_update(
                instances, automatic, batch_size=UPDATES_A_STATEMENT
            )
        if portable.label not in self._pointed_at:
            return
        numbers = self._numbers[portable.label]
        for line, (row, instance) in enumerate(zip(page, instances, strict=True), before + 1):
            if row["#"] in numbers:
                raise _fault(portable, line, "#", "is a number that another row has")
            numbers[row["#"]] = instance.pk
            self._note_later(portable, row, instance.pk)
        self._link_several(portable, page, instances, before)

    def _instance(self, portable: Portable, row: dict[str, Any], line: int) -> models.Model:
        values = self._values(portable, row, line)
        if portable.model is Experiment:
            self._hold_still(values)
        if portable.model is EvidenceImport:
            values["token"] = secrets.token_hex(16)
        if portable.model in (Survey, AskTest):
            values["token"] = secrets.token_urlsafe(32)
        if portable.model is SampleRow:
            values["row_id"] = self._sampled(portable, values, line)
        instance = portable.model(workspace_id=self.workspace.pk, **values)
        for column in portable.fields():
            if isinstance(column, models.FileField):
                self._take_file(portable, instance, column.name, row, line)
        return instance

    def _values(self, portable: Portable, row: dict[str, Any], line: int) -> dict[str, Any]:
        """The checked values of a row's columns, by the name that the model takes them under."""
        plan = plan_of(portable)
        if row.keys() != plan.names:
            odd = ", ".join(sorted(map(str, row.keys() ^ plan.names)))[:200]
            raise UnusableArchiveError(
                f"{portable.member}, line {line}: these columns are missing or unknown: {odd}."
            )
        name = "#"
        if type(row["#"]) is not int or not 0 < row["#"] < 2**63:
            raise _fault(portable, line, name, "is no number of a row")
        values: dict[str, Any] = {}
        try:
            for name, decode in plan.decoders:
                values[name] = decode(row[name])
            for name, check in plan.checks:
                check(values[name])
            for name, attname, target, nullable in plan.keys:
                values[attname] = self._led(row[name], target, nullable)
            for name, attname in plan.people:
                values[attname] = self._known_person(row[name])
        except UnfitValueError as error:
            raise _fault(portable, line, name, str(error)) from error
        return values

    def _led(self, number: Any, target: str, nullable: bool) -> int | None:
        if number is None:
            if not nullable:
                raise UnfitValueError("may not be empty")
            return None
        led = self._numbers[target].get(number) if type(number) is int else None
        if led is None:
            raise UnfitValueError("names a row that is not in the file")
        return led

    def _known_person(self, address: Any) -> int | None:
        """People do not come along; whoever brings the workspace is known by their address."""
        if address is not None and not isinstance(address, str):
            raise UnfitValueError("is no address")
        if address is None or self.person is None:
            return None
        is_theirs = address.casefold() == self.person.email.casefold()
        return self.person.pk if is_theirs else None

    def _hold_still(self, values: dict[str, Any]) -> None:
        """No test of a copy splits visitors by itself, now or at a time that was planned."""
        if values["state"] == Experiment.State.RUNNING:
            values["state"] = Experiment.State.PAUSED
            self.taken.paused += 1
        waits = values["state"] in (Experiment.State.DRAFT, Experiment.State.PLANNED)
        if waits and values["starts_at"] is not None:
            values["starts_at"] = None
            self.taken.undated += 1

    def _sampled(self, portable: Portable, values: dict[str, Any], line: int) -> int:
        target = by_label().get(values["model"])
        led = self._numbers.get(values["model"], {}).get(values["row_id"]) if target else None
        if led is None:
            raise _fault(portable, line, "row_id", "names a row that is not in the file")
        return led

    def _take_file(
        self, portable: Portable, instance: models.Model, name: str, row: dict[str, Any], line: int
    ) -> None:
        if row[name] is None:
            return
        member = file_member(portable, row["#"])
        if row[name] != member:
            raise _fault(portable, line, name, "names another file than its own")
        if not self.reader.has(member):
            return
        shown = str(getattr(instance, "file_name", ""))
        suffix = shown.rpartition(".")[2].lower()
        plain = suffix if suffix.isascii() and suffix.isalnum() and len(suffix) <= 8 else "txt"
        with self.reader.open_file(member) as source:
            content = File(source, name=f"file.{plain}")
            content.size = self.reader.size(member)
            if content.size > settings.UPLOAD_LIMIT_BYTES:
                raise _fault(portable, line, name, "is larger than a file may be here")
            getattr(instance, name).save(f"file.{plain}", content, save=False)

    def _note_later(self, portable: Portable, row: dict[str, Any], pk: int) -> None:
        for name in portable.later:
            number = row[name]
            if number is None:
                continue
            if type(number) is not int:
                raise _fault(portable, 0, name, "is no number of a row")
            self._later.append((portable, name, pk, number))

    def _set_later(self) -> None:
        """Set the keys that point to rows further on in the file."""
        noted = iter(self._later)
        while page := list(islice(noted, ROWS_AT_ONCE)):
            with transaction.atomic():
                self.run.hold()
                for portable, name, pk, number in page:
                    target = target_of(portable.model._meta.get_field(name))
                    assert target is not None
                    led = self._numbers[target.label].get(number)
                    if led is None:
                        raise UnusableArchiveError(
                            f"{portable.member}: {name} names a row that is not in the file."
                        )
                    rows = portable.model._default_manager.filter(workspace=self.workspace, pk=pk)
                    rows.update(**{name: led})

    def _link_several(
        self,
        portable: Portable,
        page: list[dict[str, Any]],
        instances: list[models.Model],
        before: int,
    ) -> None:
        for column in portable.several():
            target = target_of(column)
            assert target is not None
            for line, (row, instance) in enumerate(zip(page, instances, strict=True), before + 1):
                numbers = row[column.name]
                try:
                    if not isinstance(numbers, list):
                        raise UnfitValueError("is no list of rows")
                    led = [self._led(number, target.label, False) for number in numbers]
                except UnfitValueError as error:
                    raise _fault(portable, line, column.name, str(error)) from error
                getattr(instance, column.name).set(led)


def _fault(portable: Portable, line: int, name: str, why: str) -> UnusableArchiveError:
    where = f"{portable.member}, line {line}" if line else portable.member
    return UnusableArchiveError(f"{where}: {name} {why}.")


def clear(run: JobRun, workspace: Workspace) -> Iterator[str]:
    """Remove what an earlier attempt left, last model first; yields what is being removed."""
    for portable in brought():
        rows = portable.model._default_manager.filter(workspace=workspace)
        for name in portable.later:
            with transaction.atomic():
                run.hold()
                rows.filter(**{f"{name}__isnull": False}).update(**{name: None})
    for portable in reversed(brought()):
        rows = portable.model._default_manager.filter(workspace=workspace).order_by("-pk")
        while numbers := list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
            with transaction.atomic():
                run.hold()
                rows.filter(pk__in=numbers).order_by().delete()
            yield portable.title

"""Taking in what is live today: a page, an e-mail or a sheet becomes rows for a person to confirm.

Nothing becomes a text of ours here (``bring_in_apply`` does that).
"""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from messaging.bring_in_guess import guessed
from messaging.bringing.found import MOST_TEXTS, Found, NothingFoundError, once
from messaging.bringing.mail import mail_of
from messaging.bringing.mail_apart import read_mail_apart
from messaging.bringing.page import texts_of_page
from messaging.bringing.sheet import PART, guess_columns, texts_of_rows
from messaging.channels_here import channel_for, channels_of
from messaging.conflicts import WrongStateError
from messaging.fetch_page import fetch_page
from messaging.models import BroughtIn, BroughtText
from messaging.models.brought_in import brought_rows_path
from personas.listening.apart import convert_apart
from personas.listening.header_names import by_name, by_number, fingerprint
from personas.listening.stored_rows import read_facts, read_stored
from personas.listening.tables import UnreadableFileError
from personas.models import Persona, RememberedColumns
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, record
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

READ: Final = "messaging.read_brought_in"
ROWS_AT_ONCE = 200
LONGEST_NAME = 120
SHOWN_ROWS = 5
State, Source = BroughtIn.State, BroughtIn.Source


def bring_page(
    *, access: Access, url: str = "", html: str = "", persona: Persona | None = None
) -> BroughtIn:
    """The copy of a page, fetched or pasted. NothingFoundError or PageRefusedError (both
    ValueErrors), with a sentence for whoever gave it, where there is none."""
    access.require(EDIT)
    source = Source.HTML if html else Source.PAGE
    found, said = texts_of_page(html or fetch_page(url))
    name = url.removeprefix("https://").removeprefix("http://").rstrip("/") or found[0].name
    batch = _batch(access, source, name, persona)
    batch.url = url[:500] if "://" in url else ""
    batch.where, batch.place = "website", name[:LONGEST_NAME] if url else ""
    batch.mapping = {"said": said} if said else {}
    return _keep(access, batch, found)


def bring_mail(
    *,
    access: Access,
    subject: str = "",
    preheader: str = "",
    body: str = "",
    file: "File[bytes] | None" = None,
    persona: Persona | None = None,
) -> BroughtIn:
    """An e-mail that was pasted or saved as .eml. NothingFoundError where there is no text."""
    access.require(EDIT)
    if file is not None:
        with TemporaryFile() as content:
            for chunk in file.chunks():
                content.write(chunk)
            content.seek(0)
            mail = read_mail_apart(content)
        found, where = mail.found, mail.where
    else:
        found, where = mail_of(subject=subject, preheader=preheader, body=body), ""
    batch = _batch(access, Source.EMAIL, found.name, persona)
    batch.where = where
    return _keep(access, batch, [found])


def bring_sheet(
    *, access: Access, file: "File[bytes]", persona: Persona | None = None
) -> BroughtIn:
    """A sheet, taken apart; its columns are to be named next. UnreadableFileError where it is none
    that can be read."""
    access.require(EDIT)
    title = (file.name or "sheet").rsplit("/", 1)[-1][-LONGEST_NAME:]
    batch = _batch(access, Source.SHEET, title, persona)
    batch.file.save(title, file, save=False)
    rows = brought_rows_path(batch, title)
    target = Path(default_storage.path(rows))
    try:
        facts = convert_apart(Path(batch.file.path), title, target)
        if not facts.rows:
            raise UnreadableFileError("This file has a header at most: there is no row in it.")
    except ValueError:
        target.unlink(missing_ok=True)
        batch.file.delete(save=False)
        raise
    batch.rows_file.name = rows
    guess = guess_columns(facts.header, channels_of(access))
    known = remembered(access, facts.header)
    batch.mapping = {"columns": dict(guess.mapping)}
    batch.channel, batch.where = guess.channel, guess.where
    if known is not None:
        batch.mapping = {"columns": by_number(known.mapping, facts.header), "remembered": True}
        batch.channel = known.defaults.get("channel", batch.channel)
        batch.where = known.defaults.get("where", batch.where)
    create_row(access=access, instance=batch, action="handed in")
    return batch


def remembered(access: Access, header: Sequence[str]) -> RememberedColumns | None:
    """What was said the last time for a deck with this header."""
    names = _fingerprint(header)
    mine = RememberedColumns.objects.for_workspace(access.workspace)
    found: RememberedColumns | None = mine.filter(fingerprint=names).first() if names else None
    return found


def map_columns(
    *, access: Access, batch: BroughtIn, channel: str, columns: Mapping[str, str]
) -> Job:
    """Say which column holds what, and have the rows read. NothingFoundError where no column holds
    a part; WrongStateError where they are read already."""
    access.require(EDIT)
    here = channel_for(access=access, key=channel)
    if not any(field.startswith(PART) for field in columns.values()):
        raise NothingFoundError("Say of at least one column which part of the copy it holds.")
    known = {PART + part.key for part in here.parts}
    if any(field.startswith(PART) and field not in known for field in columns.values()):
        raise NothingFoundError(f"{here.name} has no such part. Choose the columns once more.")
    with transaction.atomic():
        if batch.source != Source.SHEET or not _moved(
            batch, State.OPEN, state=State.READING, channel=channel, mapping={"columns": columns}
        ):
            raise WrongStateError("This is being read, or has been dealt with already.")
        BroughtText.objects.for_workspace(access.workspace).filter(batch=batch).delete()
        job = enqueue(access=access, kind=READ, arguments={"batch": batch.pk, "title": batch.name})
        _moved(batch, State.READING, job=job)
        _remember(access, batch, channel, columns)
    batch.refresh_from_db()
    return job


def read_brought_in(run: JobRun) -> dict[str, Any]:
    """The job: the rows of a sheet become rows to confirm. Read twice, they are the same."""
    access = run.access
    mine = BroughtIn.objects.for_workspace(access.workspace)
    batch = mine.filter(pk=run.arguments["batch"], state=State.READING).first()
    if batch is None:
        raise JobFailed("This was discarded meanwhile.")
    try:
        found = _found(access, batch)
    except FileNotFoundError as error:
        raise JobFailed("The file of this sheet is gone. Hand it in once more.") from error
    except ValueError as error:
        _moved(batch, State.READING, state=State.REFUSED, refusal=str(error)[:500])
        raise JobFailed(str(error)) from error
    rows: list[BroughtText] = []
    for at in range(0, len(found), ROWS_AT_ONCE):
        rows += guessed(access, batch, found[at : at + ROWS_AT_ONCE], at + 1)
        run.progress(len(rows), len(found), "Reading texts")
    with transaction.atomic():
        run.hold()
        if not _moved(batch, State.READING, state=State.OPEN):
            raise JobFailed("This was discarded meanwhile.")
        BroughtText.objects.for_workspace(access.workspace).filter(batch=batch).delete()
        BroughtText.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return {"title": batch.name, "rows": len(rows)}


def sample_of(batch: BroughtIn) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header of a sheet and its first rows; both empty where its file is gone."""
    try:
        with _stored(batch).open("rb") as stored:
            facts, rows = read_stored(stored)
            first = [row.cells for row, _ in zip(rows, range(SHOWN_ROWS), strict=False)]
            return facts.header, first
    except (OSError, ValueError):
        return (), []


def discard(*, access: Access, batch: BroughtIn) -> None:
    """Put it away with its files. WrongStateError once it is in."""
    access.require(EDIT)
    with transaction.atomic():
        mine = BroughtIn.objects.for_workspace(access.workspace).filter(pk=batch.pk)
        open_ones = (State.OPEN, State.READING, State.REFUSED)
        if not mine.filter(state__in=open_ones).update(state=State.DISCARDED):
            raise WrongStateError("This is in, or has been put away already.")
        BroughtText.objects.for_workspace(access.workspace).filter(batch=batch).delete()
        record(access=access, action="discarded", target=batch)
    for file in (batch.file, batch.rows_file):
        if file and file.name:
            file.storage.delete(file.name)


def _found(access: Access, batch: BroughtIn) -> list[Found]:
    channel = channel_for(access=access, key=batch.channel)
    with _stored(batch).open("rb") as stored:
        _, rows = read_stored(stored)
        found: list[Found] = []
        for each in texts_of_rows(rows, batch.mapping["columns"], channel):
            found.append(each)
            if len(found) > 2 * MOST_TEXTS:
                break
    found = once(found)
    if not found:
        raise NothingFoundError("No row has words in the columns you chose.")
    if len(found) > MOST_TEXTS:
        raise NothingFoundError(
            f"Up to {MOST_TEXTS:,} texts are brought in at once. Split the sheet, or leave out "
            "what does not run any more."
        )
    return found


def _stored(batch: BroughtIn) -> Path:
    """The rows of a sheet; FileNotFoundError where they were never read, as after a move."""
    if not batch.rows_file:
        raise FileNotFoundError
    return Path(batch.rows_file.path)


def _batch(access: Access, source: str, name: str, persona: Persona | None) -> BroughtIn:
    return BroughtIn(
        workspace=access.workspace,
        token=secrets.token_hex(16),
        source=source,
        name=name[:LONGEST_NAME],
        persona=persona,
        created_by=access.user,
    )


def _keep(access: Access, batch: BroughtIn, found: Sequence[Found]) -> BroughtIn:
    with transaction.atomic():
        create_row(access=access, instance=batch, action="handed in")
        BroughtText.objects.bulk_create(guessed(access, batch, found))
    return batch


def _moved(batch: BroughtIn, was: str, **changes: Any) -> bool:
    """A guarded write: whether the batch was in that state still."""
    mine = BroughtIn.objects.filter(workspace=batch.workspace_id, pk=batch.pk, state=was)
    return bool(mine.update(**changes))


def _remember(access: Access, batch: BroughtIn, channel: str, columns: Mapping[str, str]) -> None:
    with _stored(batch).open("rb") as stored:
        header = read_facts(stored).header
    names = _fingerprint(header)
    if names:
        RememberedColumns.objects.update_or_create(
            workspace=access.workspace,
            fingerprint=names,
            defaults={
                "name": batch.name[:LONGEST_NAME],
                "mapping": by_name(columns, header),
                "defaults": {"channel": channel, "where": batch.where},
            },
        )


def _fingerprint(header: Sequence[str]) -> str:
    """Not that of quotes with the same header: a column holds something else there."""
    names = fingerprint(header)
    return f"copy{names}"[:64] if names else ""

"""What is guessed of a transcript that was just read: its customers and its day."""

import re

from django.utils import timezone

from personas.import_files import stored_rows
from personas.listening.dates import parse_date
from personas.listening.speakers import likely_customers, speakers_of
from personas.listening.tables import FileFacts
from personas.listening.transcripts import TRANSCRIPT
from personas.models import EvidenceImport

DAY = re.compile(r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")


def guess_talk(batch: EvidenceImport, facts: FileFacts) -> None:
    """Set whose turns are quotes, and the day in the name of the file. Nothing for other files."""
    if facts.kind != TRANSCRIPT:
        return
    with stored_rows(batch) as (_, rows):
        batch.speakers = likely_customers(speakers_of(rows))
    found = DAY.search(batch.file_name)
    day = parse_date("-".join(found.groups())) if found else None
    if day is not None and day <= timezone.localdate():
        batch.defaults = {"said_on": day.isoformat()} | batch.defaults

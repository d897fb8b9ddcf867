"""Of a transcript: who speaks in it, and whose turns are customers' words."""

from collections.abc import Mapping, Sequence

from personas.import_evidence import change_mapping
from personas.import_files import stored_rows
from personas.listening.speakers import Speaker, speakers_of
from personas.listening.transcripts import TRANSCRIPT
from personas.models import EvidenceImport, Persona
from workspaces.access import Access


class NobodyChosenError(ValueError):
    """None of the speakers chosen speaks in this transcript."""


def speakers_heard(batch: EvidenceImport) -> list[Speaker]:
    """Everybody in the transcript; nobody where the import is none."""
    with stored_rows(batch) as (facts, rows):
        return speakers_of(rows) if facts.kind == TRANSCRIPT else []


def heard_among(batch: EvidenceImport, names: Sequence[str]) -> list[str]:
    """Those of these names who speak; NobodyChosenError if names were given and none of them."""
    if not names:
        return []
    heard = {one.name for one in speakers_heard(batch)}
    if chosen := [name for name in dict.fromkeys(names) if name in heard]:
        return chosen
    raise NobodyChosenError("Choose at least one of those who speak in this transcript.")


def choose_speakers(
    *,
    access: Access,
    batch: EvidenceImport,
    speakers: Sequence[str],
    defaults: Mapping[str, str],
    persona: Persona | None,
) -> None:
    """Say whose turns are quotes, and what holds for all of them. NobodyChosenError if nobody."""
    change_mapping(
        access=access,
        batch=batch,
        mapping=batch.mapping,
        defaults=defaults,
        persona=persona,
        speakers=heard_among(batch, speakers),
    )

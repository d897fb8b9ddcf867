"""Words that may not come back: consent was withdrawn, or a person erased.

A list of keyed fingerprints of what quotes are known by (``keep_evidence.identity_of``): the same
words of the same person from the same source, and the same record of another system.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence

from personas.models import Evidence, KeptOut
from personas.person_keys import person_key
from workspaces.models import Workspace

ROWS_AT_ONCE = 500
Identity = tuple[str, str]
"""The source with the id of a record there, or nothing with the hash of text and person."""


def keep_out(workspace: Workspace, evidence: Sequence[Evidence]) -> None:
    """From now on these do not come back."""
    key = person_key(workspace)
    known = {("", row.text_hash) for row in evidence}
    known |= {(row.source, row.external_id) for row in evidence if row.external_id}
    KeptOut.objects.bulk_create(
        [KeptOut(workspace=workspace, mark=_mark(each, key)) for each in sorted(known)],
        ignore_conflicts=True,
        batch_size=ROWS_AT_ONCE,
    )


def kept_out_among(workspace: Workspace, identities: Collection[Identity]) -> set[Identity]:
    """Which of these were taken away. One query where nobody ever took anything away."""
    here = KeptOut.objects.for_workspace(workspace).order_by()
    if not identities or not here.exists():
        return set()
    key = person_key(workspace)
    by_mark = {_mark(each, key): each for each in identities}
    marks = list(by_mark)
    found: set[Identity] = set()
    for at in range(0, len(marks), ROWS_AT_ONCE):
        some = here.filter(mark__in=marks[at : at + ROWS_AT_ONCE])
        found |= {by_mark[mark] for mark in some.values_list("mark", flat=True)}
    return found


def _mark(identity: Identity, key: bytes) -> str:
    source, name = identity
    return hmac.new(key, f"{source}\x1f{name}".encode(), hashlib.sha256).hexdigest()

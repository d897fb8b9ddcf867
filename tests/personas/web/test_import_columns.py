"""The columns of a file: remembered from the last one like it, until somebody says forget."""

from typing import Any

import pytest

from personas.import_apply import apply_import
from personas.import_evidence import change_mapping, start_import
from personas.models import EvidenceImport, RememberedColumns
from tests.conftest import Cast

FILE = b"quote,wish\nI waited for a week,Faster answers would do\n"
CHOSEN = {"1": "text"}


def begin(cast: Cast, content: bytes = FILE) -> EvidenceImport:
    return start_import(access=cast.access, file_name="q.csv", content=content)


def said_before(cast: Cast) -> None:
    """A file whose quotes are in another column than one would guess was imported."""
    batch = begin(cast)
    change_mapping(
        access=cast.access,
        batch=batch,
        mapping=CHOSEN,
        defaults={"source": "survey"},
        persona=None,
    )
    apply_import(access=cast.access, batch=batch)


def test_it_works(cast: Cast) -> None:
    said_before(cast)
    batch = begin(cast, b"Wish,Quote\nCall me back,It broke\n")
    assert (batch.mapping, batch.defaults) == ({"0": "text"}, {"source": "survey"})
    page = cast.client(cast.editor).get(cast.url(f"listen/imports/{batch.pk}/columns/"))
    assert "As you said for q.csv" in page.text


def test_what_is_forgotten_is_guessed_anew(cast: Cast) -> None:
    said_before(cast)
    batch = begin(cast)
    url = cast.url(f"listen/imports/{batch.pk}/")
    page = cast.client(cast.editor).post(f"{url}forget/", follow=True)
    assert "The columns are guessed anew" in page.text
    assert "As you said for" not in page.text
    batch.refresh_from_db()
    assert (batch.mapping, batch.defaults) == ({"0": "text"}, {})
    assert not RememberedColumns.objects.exists()


def test_what_another_workspace_said_is_not_remembered_here(cast: Cast) -> None:
    said_before(cast)
    theirs = start_import(access=cast.other, file_name="q.csv", content=FILE)
    assert theirs.mapping == {"0": "text"}


@pytest.mark.parametrize(("rest", "most"), [("", 8), ("{}/columns/", 8), ("{}/", 9)])
def test_the_queries_do_not_grow_with_imports_rows_or_faults(
    cast: Cast, django_assert_max_num_queries: Any, rest: str, most: int
) -> None:
    lines = [f"I waited {n} days,{'soon' if n % 2 else '2026-02-01'}" for n in range(60)]
    for _ in range(6):
        batch = begin(cast, "\n".join(["quote,date", *lines]).encode())
    client = cast.client(cast.viewer)
    with django_assert_max_num_queries(most):
        answer = client.get(cast.url(f"listen/imports/{rest.format(batch.pk)}"))
    assert answer.status_code == 200

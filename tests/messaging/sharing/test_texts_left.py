"""A job tells which texts left in its file, however many: what changes later changes nothing."""

import json
import random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import exported_texts
from messaging.exported_texts import texts_of_export
from messaging.models import InUse, Variant
from messaging.sharing import texts_left
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import request_export
from messaging.sharing.texts_left import Left, left_in
from messaging.tasks import export_table, export_workbook
from tests import make
from tests.conftest import Cast
from workspaces.models import Job


def exported(cast: Cast, file_format: str = "generic_csv") -> Job:
    job = request_export(access=cast.access, file_format=file_format, selection=Selection())
    (export_workbook if file_format == "workbook" else export_table)(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def held(cast: Cast, job: Job) -> set[Variant]:
    return {text for some in texts_of_export(cast.access, job) for text in some}


@given(st.sets(st.integers(1, 2**62), max_size=40), st.sampled_from((0, 1_000)))
def test_every_id_comes_back(ids: set[int], most_named: int) -> None:
    left = Left()
    for each in ids:
        left.add(each)
    with patch.object(texts_left, "MOST_NAMED", most_named):
        said = json.loads(json.dumps(left.as_json()))
    assert left_in(said) == sorted(ids)


def test_very_many_are_small() -> None:
    chance, left = random.Random(7), Left()
    ids = chance.sample(range(1, 2_000_000), 200_000)
    for each in ids:
        left.add(each)
    said = left.as_json()
    assert left_in(said) == sorted(ids)
    assert len(json.dumps(said)) < 200_000


def test_what_says_nothing() -> None:
    assert left_in({"rows": 3}) is None
    assert left_in({"variants": [3, "x", 1]}) == [1, 3]


@pytest.mark.parametrize("file_format", ["generic_csv", "workbook"])
def test_what_was_approved_since_was_not_in_it(cast: Cast, file_format: str) -> None:
    there = make.make_live(make.make_message(cast.workspace))
    job = exported(cast, file_format)
    make.make_live(make.make_message(cast.workspace))
    assert held(cast, job) == {there}
    address = cast.url(f"share/in-use/of-export/{job.pk}/")
    client = cast.client(cast.editor)
    assert "1 text of this export" in client.get(address).content.decode()
    client.post(address, {"where": "meta"})
    assert {use.variant for use in InUse.objects.select_related("variant")} == {there}


def test_what_went_out_of_use_since_was_in_it(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    live, other = make.make_live(message), make.make_variant(message, state="approved")
    job = exported(cast)
    Variant.objects.filter(pk=other.pk).update(state="retired")
    assert held(cast, job) == {live, other}


def test_many_texts_are_asked_for_in_parts(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    texts = {make.make_variant(message, state="approved") for _ in range(5)}
    with patch.object(texts_left, "MOST_NAMED", 2):
        job = exported(cast)
    assert "variants" not in job.result
    with patch.object(exported_texts, "TEXTS_AT_ONCE", 2):
        parts = [list(some) for some in texts_of_export(cast.access, job)]
    assert [len(some) for some in parts] == [2, 2, 1]
    assert {text for some in parts for text in some} == texts

"""Words are saved, kept apart from other people's, and fixed once submitted."""

import pytest
from django.core.exceptions import PermissionDenied

from messaging.conflicts import EditConflictError
from messaging.models import Variant, VariantSource
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

OTHER = make.HERO | {"headline": "Close the books by the third"}


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Chasing receipts")
    message = make.make_message(cast.workspace)
    variant = write_variant(
        access=cast.access, message=message, wording=Wording(dict(make.HERO), pain)
    )
    assert variant.state == "draft"
    assert variant.key == f"{message.placement.key}-chasing-receipts-1"
    assert variant.created_by == cast.owner
    assert variant.score is not None
    sources = VariantSource.objects.filter(workspace=cast.workspace, variant=variant)
    assert ("pain", "desired_outcome") in {("pain", row.field) for row in sources if row.pain}


def test_keys_are_numbered_on(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Chasing receipts")
    message = make.make_message(cast.workspace)
    wording = Wording(dict(make.HERO), pain)
    keys = [
        write_variant(access=cast.access, message=message, wording=wording).key for _ in range(3)
    ]
    assert [key.rsplit("-", 1)[1] for key in keys] == ["1", "2", "3"]


def test_a_title_in_another_script_gives_a_key(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="待たされる")
    message = make.make_message(cast.workspace)
    variant = write_variant(
        access=cast.access, message=message, wording=Wording(dict(make.HERO), pain)
    )
    assert variant.key == f"{message.placement.key}-pain-1"


def test_an_edit_of_a_draft_stays_one_draft(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message)
    edited = edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    assert (edited.pk, edited.revision, edited.parts) == (variant.pk, 2, OTHER)
    assert Variant.objects.filter(workspace=cast.workspace).count() == 1
    row = AuditRecord.objects.get(workspace=cast.workspace, action="edited")
    assert row.before["parts"] == make.HERO
    assert row.after["parts"] == OTHER


def test_two_people_do_not_overwrite_each_other(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    mine = Variant.objects.get(pk=variant.pk, workspace=cast.workspace)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    with pytest.raises(EditConflictError) as caught:
        edit_variant(access=cast.access, variant=mine, parts=make.HERO, revision=1)
    assert caught.value.revision == 2
    assert mine.parts == OTHER


@pytest.mark.parametrize("state", ["submitted", "approved", "rejected", "retired"])
def test_submitted_words_are_fixed(cast: Cast, state: str) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state=state)
    edited = edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    variant.refresh_from_db()
    assert variant.parts == make.HERO
    assert edited.pk != variant.pk
    assert (edited.state, edited.derived_from, edited.parts) == ("draft", variant, OTHER)


def test_a_kept_sentence_keeps_its_source(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    variant = make.make_variant(make.make_message(cast.workspace), pain=pain)
    VariantSource.objects.create(
        workspace=cast.workspace,
        variant=variant,
        part="headline",
        sentence=make.HERO["headline"],
        pain=pain,
        field="struggle",
    )
    parts = make.HERO | {"subline": "A line of my own."}
    edit_variant(access=cast.access, variant=variant, parts=parts, revision=1, pain=pain)
    rows = VariantSource.objects.filter(workspace=cast.workspace, variant=variant)
    assert [(row.sentence, row.field) for row in rows] == [(make.HERO["headline"], "struggle")]


def test_a_part_the_channel_lacks_is_refused(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    with pytest.raises(KeyError, match="subject"):
        write_variant(access=cast.access, message=message, wording=Wording({"subject": "x"}))


def test_a_viewer_writes_nothing(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    with pytest.raises(PermissionDenied):
        write_variant(
            access=cast.access_of(cast.viewer), message=message, wording=Wording(dict(make.HERO))
        )

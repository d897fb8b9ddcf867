"""Every version of a draft is kept, and can be had back."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.models import Variant, VariantVersion
from messaging.text_versions import version_at, versions_of
from messaging.wording import Wording, edit_variant, restore_version, write_variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

OTHER = make.HERO | {"headline": "Close the books by the third"}


def written(cast: Cast) -> Variant:
    message = make.make_message(cast.workspace)
    return write_variant(access=cast.access, message=message, wording=Wording(dict(make.HERO)))


def test_each_edit_is_a_version(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    kept = versions_of(access=cast.access, variant=variant)
    assert [each.version.number for each in kept] == [2, 1]
    assert kept[0].changed == ["headline"]
    assert kept[1].before is None
    assert kept[0].version.made_by == cast.owner


def test_what_was_there_before_versions_were_kept_is_kept_too(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    first = version_at(access=cast.access, variant=variant, number=1)
    assert first is not None
    assert first.parts == make.HERO


def test_an_old_version_comes_back_and_nothing_is_lost(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    first = version_at(access=cast.access, variant=variant, number=1)
    assert first is not None
    restored = restore_version(access=cast.access, variant=variant, version=first, revision=2)
    assert (restored.pk, restored.parts, restored.revision) == (variant.pk, make.HERO, 3)
    numbers = [each.version.number for each in versions_of(access=cast.access, variant=variant)]
    assert numbers == [3, 2, 1]
    assert AuditRecord.objects.filter(action="version restored", target_id=variant.pk).count() == 1


def test_of_fixed_words_a_version_becomes_a_new_draft(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    Variant.objects.for_workspace(cast.workspace).filter(pk=variant.pk).update(state="approved")
    variant.refresh_from_db()
    first = version_at(access=cast.access, variant=variant, number=1)
    assert first is not None
    made = restore_version(access=cast.access, variant=variant, version=first, revision=2)
    assert made.pk != variant.pk
    assert (made.state, made.parts, made.derived_from_id) == ("draft", make.HERO, variant.pk)


def test_nothing_said_anew_is_no_version(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=dict(make.HERO), revision=1)
    assert VariantVersion.objects.filter(variant=variant).count() == 1


def test_versions_are_read_at_once(cast: Cast) -> None:
    variant = written(cast)
    for number in range(1, 6):
        parts = make.HERO | {"headline": f"Close the books by day {number}"}
        edit_variant(access=cast.access, variant=variant, parts=parts, revision=number)
    with CaptureQueriesContext(connection) as queries:
        kept = versions_of(access=cast.access, variant=variant)
        assert all(each.version.made_by is not None for each in kept)
    assert len(queries) == 1


def test_a_version_comes_back_with_its_pins(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    parts = {"headlines": ["A", "B", "C"], "descriptions": ["x", "y"]}
    wording = Wording(parts, pins={"headlines": {"0": 2}})
    variant = write_variant(access=cast.access, message=message, wording=wording)
    edit_variant(access=cast.access, variant=variant, parts=parts, pins={}, revision=1)
    first = version_at(access=cast.access, variant=variant, number=1)
    assert first is not None
    back = restore_version(access=cast.access, variant=variant, version=first, revision=2)
    assert back.pins == {"headlines": {"0": 2}}


def test_a_version_from_before_its_channel_changed_comes_back_as_far_as_it_can(cast: Cast) -> None:
    variant = written(cast)
    old = dict(make.HERO) | {"eyebrow": "Gone"}
    VariantVersion.objects.filter(variant=variant).update(parts=old, pins={"headlines": {"0": 9}})
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    first = version_at(access=cast.access, variant=variant, number=1)
    assert first is not None
    back = restore_version(access=cast.access, variant=variant, version=first, revision=2)
    assert back.parts == make.HERO

"""Drafts come from the brief and the seed; a kept one is a variant that knows its sources."""

import pytest
from django.core.exceptions import PermissionDenied

from messaging.channels import all_channels, check_parts
from messaging.conflicts import DraftGoneError
from messaging.drafting import Order, fingerprint, generate_drafts, keep_drafts
from messaging.models import Variant, VariantSource
from messaging.writing.compose_brief import compose_brief
from messaging.writing.select import UnknownFrameworkError
from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    order = Order(pain, seed=7)
    offered = generate_drafts(access=cast.access, message=message, order=order).drafts
    assert len(offered) == 6
    assert not Variant.objects.filter(workspace=cast.workspace).exists()
    wanted = {fingerprint(offered[0]), fingerprint(offered[3])}
    kept = keep_drafts(access=cast.access, message=message, order=order, fingerprints=wanted)
    assert [variant.parts for variant in kept] == [offered[0].parts, offered[3].parts]
    assert [variant.key.rsplit("-", 1)[1] for variant in kept] == ["1", "2"]
    assert {variant.framework for variant in kept} == {offered[0].framework, offered[3].framework}
    assert all(variant.seed == 7 and variant.pain == pain for variant in kept)
    sources = VariantSource.objects.filter(workspace=cast.workspace, variant=kept[0])
    assert any(row.pain == pain and row.field for row in sources)


def test_keeping_one_leaves_the_others_as_they_are(cast: Cast) -> None:
    message, order = make.make_message(cast.workspace), Order(make.make_pain(cast.workspace))
    before = generate_drafts(access=cast.access, message=message, order=order).drafts
    names = [fingerprint(before[0])]
    keep_drafts(access=cast.access, message=message, order=order, fingerprints=names)
    after = generate_drafts(access=cast.access, message=message, order=order).drafts
    assert after == before


def test_a_draft_whose_pain_changed_is_not_kept_by_another_text(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    message, order = make.make_message(cast.workspace), Order(pain)
    offered = generate_drafts(access=cast.access, message=message, order=order).drafts
    pain.struggle = "explain the same form to each new client"
    pain.trigger = pain.cost = pain.statement = pain.workaround = ""
    pain.save()
    with pytest.raises(DraftGoneError):
        keep_drafts(
            access=cast.access,
            message=message,
            order=order,
            fingerprints=[fingerprint(draft) for draft in offered],
        )
    assert not Variant.objects.filter(workspace=cast.workspace).exists()


def test_an_unknown_framework_is_named(cast: Cast) -> None:
    order = Order(make.make_pain(cast.workspace), framework="haiku")
    with pytest.raises(UnknownFrameworkError, match="haiku"):
        generate_drafts(access=cast.access, message=make.make_message(cast.workspace), order=order)


@pytest.mark.parametrize("channel", list(all_channels()))
def test_every_channel_gets_drafts_that_fit(cast: Cast, channel: str) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    message = make.make_message(cast.workspace, channel=channel)
    drafts = generate_drafts(access=cast.access, message=message, order=Order(pain)).drafts
    assert drafts
    assert all(not check_parts(all_channels()[channel], draft.parts) for draft in drafts)


def test_a_brief_takes_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: object
) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    for _ in range(12):
        make.make_evidence(cast.workspace, pain, may_quote=True)
    message = make.make_message(cast.workspace)
    message = type(message).objects.with_aims().get(pk=message.pk, workspace=cast.workspace)
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(8):
        brief = compose_brief(access=cast.access, message=message, pain=pain)
    assert len(brief.quotes) == 12
    assert brief.offer.reliefs
    assert brief.persona.name == pain.persona.name


def test_quotes_without_a_person_s_word_stay_out(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, text="junk", junk="empty")
    suggested = make.make_evidence(cast.workspace, pain, text="only suggested")
    suggested.links.update(state="suggested")
    make.make_evidence(cast.workspace, pain, text="meant")
    message = make.make_message(cast.workspace)
    brief = compose_brief(access=cast.access, message=message, pain=pain)
    assert [quote.text for quote in brief.quotes] == ["meant"]


def test_a_viewer_keeps_nothing(cast: Cast) -> None:
    message, order = make.make_message(cast.workspace), Order(make.make_pain(cast.workspace))
    with pytest.raises(PermissionDenied):
        keep_drafts(
            access=cast.access_of(cast.viewer), message=message, order=order, fingerprints=["x"]
        )

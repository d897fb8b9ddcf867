"""Which texts people click, what they land on, and whether both speak of one pain."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from experiments.delivery.context import Context
from experiments.delivery.evaluator import evaluate
from experiments.delivery.registry import registry
from experiments.leads import add_lead, suggested_leads
from experiments.message_match import (
    CONTINUED,
    DIFFERENT,
    NOTHING,
    SAME,
    UNKNOWN,
    landing_for,
    pairs_of,
)
from experiments.message_match_continue import go_on, go_on_no_more
from experiments.models import Continuation, LeadsTo
from experiments.refusals import ExperimentRefusedError
from messaging.being_shown import shown_elsewhere
from messaging.link_of_text import link_of_text
from messaging.models import Campaign, InUse, Message, Variant
from messaging.using_elsewhere import end_use, mark_in_use
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.experiments import scenes

APPROVED = Variant.State.APPROVED


def place(cast: Cast, pain: PainPoint | None, **fields: Any) -> Message:
    """The message of a new placement, live, about a pain."""
    message = make.make_message(cast.workspace, **fields)
    make.make_live(message, pain=pain)
    return message


def lead(cast: Cast, source: Message, landing: Message) -> LeadsTo:
    return add_lead(access=cast.access, source=source.placement, landing=landing.placement)


@pytest.fixture
def pain(cast: Cast) -> PainPoint:
    return make.make_pain(cast.workspace, title="Sundays")


@pytest.fixture
def other(cast: Cast) -> PainPoint:
    return make.make_pain(cast.workspace, title="Receipts")


def test_it_works(cast: Cast, pain: PainPoint, other: PainPoint) -> None:
    ad, page = place(cast, pain), place(cast, other)
    lead(cast, ad, page)

    (pair,) = pairs_of(access=cast.access)

    assert pair.state == DIFFERENT
    assert (pair.source, pair.landing, pair.texts) == (ad.live_variant, page, (page.live_variant,))
    assert pair.carried == f"cuppa_from={ad.live_variant.key}"


def test_mismatches_come_first(cast: Cast, pain: PainPoint, other: PainPoint) -> None:
    page = place(cast, pain)
    empty = make.make_message(cast.workspace)
    for source, landing in (
        (place(cast, pain), page),
        (place(cast, pain), empty),
        (place(cast, None), page),
        (place(cast, other), page),
    ):
        lead(cast, source, landing)

    found = [pair.state for pair in pairs_of(access=cast.access)]

    assert found == [DIFFERENT, UNKNOWN, NOTHING, SAME]


def test_every_text_of_a_running_test_is_a_pair(
    cast: Cast, pain: PainPoint, other: PainPoint
) -> None:
    ad, page = place(cast, pain), place(cast, pain)
    experiment = make.make_experiment(ad)
    rival = experiment.arms.get(position=1).variant
    Variant.objects.filter(pk=rival.pk).update(pain=other)
    scenes.run(experiment)
    lead(cast, ad, page)

    pairs = pairs_of(access=cast.access)

    assert [(pair.state, pair.source) for pair in pairs] == [
        (DIFFERENT, rival),
        (SAME, ad.live_variant),
    ]


def test_an_approved_text_goes_on_with_the_pain(
    cast: Cast, pain: PainPoint, other: PainPoint
) -> None:
    """What is chosen here is what delivery says to whoever comes with the text's key."""
    ad, page = place(cast, pain), place(cast, other)
    lead(cast, ad, page)
    text = make.make_variant(page, pain=pain, state=APPROVED)
    assert pairs_of(access=cast.access)[0].choices == (text,)

    go_on(access=cast.access, message=page, pain=pain, variant=text)

    (pair,) = pairs_of(access=cast.access)
    assert pair.state == CONTINUED
    assert text.pk in shown_elsewhere(cast.workspace)
    assert said(cast, page, ad.live_variant.key) == text.key
    assert said(cast, page, None) == page.live_variant.key
    go_on_no_more(access=cast.access, continuation=Continuation.objects.get())
    assert said(cast, page, ad.live_variant.key) == page.live_variant.key


def said(cast: Cast, page: Message, came_from: str | None) -> str:
    registry.refresh()
    snapshot = registry.snapshot_of(cast.workspace.pk)
    context = Context("v", None, None, None, came_from=came_from)
    return evaluate(snapshot, page.placement.key, context, timezone.now()).variant


def test_another_choice_replaces_the_first(cast: Cast, pain: PainPoint) -> None:
    page = place(cast, None)
    first, second = (make.make_variant(page, pain=pain, state=APPROVED) for _ in range(2))

    for text in (first, second):
        go_on(access=cast.access, message=page, pain=pain, variant=text)

    assert Continuation.objects.get().variant == second


def test_only_approved_texts_of_message_and_pain_go_on(
    cast: Cast, pain: PainPoint, other: PainPoint
) -> None:
    page = place(cast, None)
    draft = make.make_variant(page, pain=pain)
    elsewhere = make.make_variant(place(cast, None), pain=pain, state=APPROVED)
    about_other = make.make_variant(page, pain=other, state=APPROVED)

    with pytest.raises(ExperimentRefusedError, match="approved"):
        go_on(access=cast.access, message=page, pain=pain, variant=draft)
    with pytest.raises(ValidationError, match="another message"):
        go_on(access=cast.access, message=page, pain=pain, variant=elsewhere)
    with pytest.raises(ValidationError, match="does not speak"):
        go_on(access=cast.access, message=page, pain=pain, variant=about_other)
    with pytest.raises(PermissionDenied):
        go_on(
            access=cast.access_of(cast.editor), message=page, pain=other, variant=about_other
        )  # fmt: skip
    assert not Continuation.objects.exists()


def test_a_text_retired_since_goes_on_no_more(
    cast: Cast, pain: PainPoint, other: PainPoint
) -> None:
    ad, page = place(cast, pain), place(cast, other)
    lead(cast, ad, page)
    text = make.make_variant(page, pain=pain, state=APPROVED)
    go_on(access=cast.access, message=page, pain=pain, variant=text)
    Variant.objects.filter(pk=text.pk).update(state=Variant.State.RETIRED)

    assert pairs_of(access=cast.access)[0].state == DIFFERENT


def test_whom_the_first_text_speaks_to_reads_what_delivery_would_say(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    stage = make.make_stage(cast.workspace)
    default = Message(pk=1, language="en")
    for_persona = Message(pk=2, language="en", persona=persona)
    german = Message(pk=3, language="de")
    landings = [default, for_persona, german]

    assert landing_for(Message(language="en"), landings, "en") == default
    assert landing_for(Message(language="en", persona=persona), landings, "en") == for_persona
    assert landing_for(Message(language="de", persona=persona), landings, "en") == german
    assert landing_for(Message(language="fr", stage=stage), landings, "en") == default
    assert landing_for(Message(language="fr"), [for_persona], "en") is None


def test_a_place_leads_elsewhere_and_once(cast: Cast, pain: PainPoint) -> None:
    ad, page = place(cast, pain), place(cast, pain)
    lead(cast, ad, page)

    with pytest.raises(ExperimentRefusedError, match="itself"):
        lead(cast, ad, ad)
    with pytest.raises(ExperimentRefusedError, match="already"):
        lead(cast, ad, page)


def test_places_of_one_campaign_are_asked_about(cast: Cast) -> None:
    spring = Campaign.objects.create(workspace=cast.workspace, name="Spring")
    ad = make.make_message(cast.workspace, channel="google_rsa").placement
    page = make.make_message(cast.workspace).placement
    for each in (ad, page):
        each.campaign = spring
        each.save()

    (found,) = suggested_leads(access=cast.access)
    assert (found.source, found.landing) == (ad, page)
    add_lead(access=cast.access, source=ad, landing=page)
    assert suggested_leads(access=cast.access) == []


def test_the_link_says_which_text_was_clicked(cast: Cast, pain: PainPoint) -> None:
    spring = Campaign.objects.create(
        workspace=cast.workspace, name="Spring", final_url="https://example.org/a?x=1"
    )
    ad, page = place(cast, pain, channel="google_rsa"), place(cast, pain)
    ad.placement.campaign = spring
    ad.placement.save()
    text = Variant.objects.select_related("message__placement__campaign").get(pk=ad.live_variant.pk)
    assert "cuppa_from" not in link_of_text(access=cast.access, variant=text).link

    lead(cast, ad, page)

    link = link_of_text(access=cast.access, variant=text).link
    assert link.startswith("https://example.org/a?x=1&utm_")
    assert link.endswith(f"&cuppa_from={text.key}")
    assert pairs_of(access=cast.access)[0].link == link


def test_texts_in_use_elsewhere_are_read_too(cast: Cast, pain: PainPoint, other: PainPoint) -> None:
    """An ad in somebody's account that leads to a page of ours, and one to a page of others."""
    ad = make.make_message(cast.workspace)
    first, second = make.make_variant(ad, pain=pain), make.make_variant(ad, pain=other)
    page, theirs = place(cast, pain), make.make_message(cast.workspace)
    there = make.make_variant(theirs, pain=other, state=APPROVED)
    lead(cast, ad, page)
    lead(cast, ad, theirs)
    assert pairs_of(access=cast.access) == []

    texts = [first.pk, second.pk, there.pk]
    mark_in_use(access=cast.access, variants=texts, where="google_ads")

    found = {(pair.source, pair.landing): pair for pair in pairs_of(access=cast.access)}
    assert {read: pair.state for read, pair in found.items()} == {
        (first, page): SAME,
        (second, page): DIFFERENT,
        (first, theirs): DIFFERENT,
        (second, theirs): SAME,
    }
    assert found[first, theirs].texts == (there,)
    assert found[first, theirs].choices == ()  # nobody is led on at a page we do not serve

    for use in InUse.objects.exclude(variant=first):
        end_use(access=cast.access, use=use)
    states = {pair.landing: pair.state for pair in pairs_of(access=cast.access)}
    assert states == {page: SAME, None: NOTHING}


def test_a_live_text_in_use_elsewhere_is_one_pair(cast: Cast, pain: PainPoint) -> None:
    ad, page = place(cast, pain), place(cast, pain)
    lead(cast, ad, page)
    assert ad.live_variant is not None
    live = [ad.live_variant.pk, page.live_variant_id or 0]
    mark_in_use(access=cast.access, variants=live, where="website")
    (pair,) = pairs_of(access=cast.access)
    assert (pair.source, pair.texts) == (ad.live_variant, (page.live_variant,))


def test_pairs_take_a_fixed_number_of_queries(
    cast: Cast, pain: PainPoint, other: PainPoint, django_assert_max_num_queries: Any
) -> None:
    page = place(cast, other)
    for _ in range(6):
        lead(cast, place(cast, pain), page)
    with django_assert_max_num_queries(9):
        assert len(pairs_of(access=cast.access)) == 6


def test_another_workspace_stays_out_of_it(cast: Cast, pain: PainPoint) -> None:
    lead(cast, place(cast, pain), place(cast, pain))

    assert pairs_of(access=cast.other) == []

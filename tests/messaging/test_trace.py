"""From a shipped sentence back to what a customer said."""

from pytest_django import DjangoAssertNumQueries

from messaging.channels import get_channel
from messaging.drafting import Order, fingerprint, generate_drafts, keep_drafts
from messaging.explanation import Explanation, explain_variant
from messaging.find_sources import find_sources
from messaging.models import Variant, VariantSource
from messaging.wording import Wording, write_variant
from messaging.writing.brief import Source
from messaging.writing.compose_brief import brief_of_pain
from personas.slot_sources import fill_slot
from tests import make
from tests.conftest import Cast


def explain(cast: Cast, variant: Variant) -> Explanation:
    channel = get_channel(variant.message.placement.channel)
    return explain_variant(access=cast.access, variant=variant, channel=channel)


def test_it_works(cast: Cast) -> None:
    """Every sentence of a kept draft is there once, in order, with what it stands on."""
    pain = make.make_pain(cast.workspace)
    quote = make.make_evidence(cast.workspace, pain, may_quote=True)
    make.make_offer(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    order = Order(pain, count=12)
    drafts = generate_drafts(access=cast.access, message=message, order=order).drafts
    for variant in keep_drafts(
        access=cast.access,
        message=message,
        order=order,
        fingerprints=[fingerprint(draft) for draft in drafts],
    ):
        found = explain(cast, variant)
        for text in found.texts:
            said = " ".join(each.sentence for each in text.sentences)
            assert "".join(said.split()) == "".join(text.placed.text.split())
        backed = [each for text in found.texts for each in text.sentences if each.quotes]
        assert backed
        assert all(each.quotes == (quote,) for each in backed)
        assert 0 < found.share <= 100


def test_a_pain_nobody_confirmed_backs_nothing(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    evidence = make.make_evidence(cast.workspace, pain)
    evidence.links.update(state="suggested")
    message = make.make_message(cast.workspace)
    variant = write_variant(
        access=cast.access, message=message, wording=Wording(dict(make.HERO), pain)
    )
    found = explain(cast, variant)
    rows = [row for text in found.texts for each in text.sentences for row in each.rows]
    assert any(row.pain == pain for row in rows)
    assert found.quoted == 0


def test_a_slot_leads_to_the_words_it_was_marked_in_or_is_assumed(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, statement="")
    make.make_evidence(cast.workspace, pain)
    quote = make.make_evidence(cast.workspace, pain, text="Again I chase people for receipts.")
    words = "chase people for receipts"
    fill_slot(access=cast.access, pain=pain, slot="struggle", words=words, evidence=quote)
    parts = make.HERO | {
        "headline": "Still chase people for receipts?",
        "subline": "Have your Sundays back.",
    }
    message = make.make_message(cast.workspace)
    variant = write_variant(access=cast.access, message=message, wording=Wording(parts, pain))
    headline, subline = (text.sentences[0] for text in explain(cast, variant).texts[:2])
    (end,) = [end for end in headline.ends if end.row.field == "struggle"]
    assert ([source.words for source in end.sources], end.is_assumed) == ([words], False)
    assert headline.quotes[0] == quote
    ends = [end for end in subline.ends if end.row.field == "why"]
    assert [(end.is_assumed, end.confirmed) for end in ends] == [(True, 2)]
    assert (headline.rests_on_quotes, subline.rests_on_quotes) == (True, False)
    page = cast.client(cast.viewer).get(cast.url(f"write/variants/{variant.pk}/")).text
    assert "the pain is confirmed by 2 quotes; these words are ours" in page


def test_words_of_one_s_own_stand_on_nothing(cast: Cast) -> None:
    parts = {"headline": "Something nobody said", "subline": "Nor this.", "button": "Go"}
    message = make.make_message(cast.workspace)
    variant = write_variant(access=cast.access, message=message, wording=Wording(dict(parts)))
    found = explain(cast, variant)
    assert found.total == 3
    assert all(not each.rows for text in found.texts for each in text.sentences)


def test_an_explanation_takes_three_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pain = make.make_pain(cast.workspace)
    for _ in range(5):
        make.make_evidence(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    variant = write_variant(
        access=cast.access, message=message, wording=Wording(dict(make.HERO), pain)
    )
    channel = get_channel("web_hero")
    with django_assert_num_queries(3):
        explain_variant(access=cast.access, variant=variant, channel=channel)


def test_withdrawn_consent_finds_live_copy_by_a_join(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    text = "I lose every Sunday to other people's receipts."
    quote = make.make_evidence(cast.workspace, pain, text=text, may_quote=True)
    message = make.make_message(cast.workspace)
    parts = make.HERO | {"headline": f"“{text}”"}
    variant = write_variant(access=cast.access, message=message, wording=Wording(parts, pain))
    rows = VariantSource.objects.filter(workspace=cast.workspace, evidence=quote)
    assert [row.variant for row in rows] == [variant]


def test_sources_are_found_by_shared_words(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    offer = make.make_offer(cast.workspace, pain)
    brief = brief_of_pain(access=cast.access, pain=pain)
    pain_ref = str(pain.pk)
    cases = {
        "Stop and chase people for receipts?": Source("pain", pain_ref, "struggle"),
        "Have your Sundays back at last.": Source("pain", pain_ref, "why"),
        "We have every receipt asked for.": Source("relief", str(offer.reliefs.get().pk)),
        "Rated 4.7 of 5 from 312 studios.": Source("proof", str(offer.proofs.get().pk)),
    }
    for sentence, source in cases.items():
        assert source in find_sources(sentence, brief), sentence
    assert find_sources("A sentence about the weather.", brief) == []
    assert find_sources("", brief) == []

"""A text in another language: its place, its trace, and whether it is still right."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.channels import Parts
from messaging.conflicts import EditConflictError
from messaging.models import Message, Variant
from messaging.publishing import set_live
from messaging.trace import stored_trace
from messaging.translations import (
    NotATranslationError,
    SameLanguageError,
    UnevenError,
    confirm_translation,
    edit_translation,
    open_translation,
    translate_variant,
    translations_of,
)
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.conftest import Cast

GERMAN: Parts = {
    "headline": "Schluss mit Belegsuche",
    "subline": "Jeder Beleg kommt von selbst. Und der Sonntag gehört wieder dir.",
    "button": "So geht es",
}


def source_of(cast: Cast) -> Variant:
    pain = make.make_pain(cast.workspace, struggle="chase people for receipts")
    message = make.make_message(cast.workspace, persona=pain.persona)
    parts: Parts = {
        "headline": "No more receipts to chase",
        "subline": "You chase people for receipts. Your Sunday is yours again.",
        "button": "See how",
    }
    wording = Wording(parts, pain)
    return write_variant(access=cast.access, message=message, wording=wording)


def test_it_works(cast: Cast) -> None:
    """A translation has its own message of the same place, and stands on what its source does."""
    source = source_of(cast)
    made = translate_variant(
        access=cast.access,
        source=source,
        language="de",
        parts=GERMAN,
        same=["subline"],
    )
    assert made.translation_of == source
    assert made.translated_revision == source.revision
    assert made.language == made.message.language == "de"
    assert made.message.placement == source.message.placement
    assert made.message.persona == source.message.persona
    assert made.pain == source.pain
    assert made.score is None
    stands_on = {
        each.sentence: each.sources for each in stored_trace(access=cast.access, variant=made)
    }
    theirs = {
        each.sentence: each.sources for each in stored_trace(access=cast.access, variant=source)
    }
    first = "You chase people for receipts."
    assert theirs[first]
    assert stands_on["Jeder Beleg kommt von selbst."] == theirs[first]


def test_a_second_translation_uses_the_same_message(cast: Cast) -> None:
    source = source_of(cast)
    one = translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    two = translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    assert one.message == two.message
    assert Message.objects.filter(language="de").count() == 1
    assert open_translation(access=cast.access, source=source, language="de-AT") == two
    assert open_translation(access=cast.access, source=source, language="fr") is None


def test_sentences_that_do_not_correspond_are_told(cast: Cast) -> None:
    source = source_of(cast)
    uneven: Parts = {**GERMAN, "subline": "Jeder Beleg kommt von selbst."}
    with pytest.raises(UnevenError) as caught:
        translate_variant(
            access=cast.access, source=source, language="de", parts=uneven, same=["subline"]
        )
    assert "2 sentences" in caught.value.parts["subline"]
    assert not Message.objects.filter(language="de").exists()


def test_a_text_is_not_translated_into_its_own_language(cast: Cast) -> None:
    with pytest.raises(SameLanguageError):
        translate_variant(
            access=cast.access, source=source_of(cast), language="en-GB", parts=GERMAN
        )


def test_what_has_changed_since_is_told_until_somebody_has_looked(cast: Cast) -> None:
    source = source_of(cast)
    made = translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    assert [each.older for each in translations_of(access=cast.access, variant=source)] == [""]
    changed = {**source.parts, "headline": "Receipts, without the chase"}
    source = edit_variant(access=cast.access, variant=source, parts=changed, revision=1)
    (found,) = translations_of(access=cast.access, variant=source)
    assert "edited after" in found.older
    assert found.name == "German"
    made.refresh_from_db()
    confirm_translation(access=cast.access, translation=made)
    (found,) = translations_of(access=cast.access, variant=source)
    assert found.older == ""


def test_a_source_that_was_replaced_is_told(cast: Cast) -> None:
    source = source_of(cast)
    translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    Variant.objects.filter(pk=source.pk).update(state=Variant.State.APPROVED)
    source.refresh_from_db()
    newer = edit_variant(
        access=cast.access,
        variant=source,
        parts={**source.parts, "headline": "Receipts, done"},
        revision=1,
    )
    Variant.objects.filter(pk=newer.pk).update(state=Variant.State.APPROVED)
    newer.refresh_from_db()
    set_live(access=cast.access, message=source.message, variant=newer)
    for page in (source, newer):
        (found,) = translations_of(access=cast.access, variant=page)
        assert "has been replaced" in found.older


def test_a_translation_is_edited_beside_its_source(cast: Cast) -> None:
    source = source_of(cast)
    made = translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    other: Parts = {**GERMAN, "headline": "Belege ohne Suche"}
    saved = edit_translation(
        access=cast.access, translation=made, parts=other, revision=1, same=["subline"]
    )
    assert saved.pk == made.pk
    assert stored_trace(access=cast.access, variant=saved)
    with pytest.raises(EditConflictError):
        edit_translation(access=cast.access, translation=saved, parts=GERMAN, revision=1)
    Variant.objects.filter(pk=made.pk).update(state=Variant.State.SUBMITTED)
    made.refresh_from_db()
    anew = edit_translation(access=cast.access, translation=made, parts=GERMAN, revision=2)
    assert anew.pk != made.pk
    assert anew.translation_of == source
    with pytest.raises(NotATranslationError):
        confirm_translation(access=cast.access, translation=source)


@pytest.fixture
def site(cast: Cast) -> Client:
    return cast.client(cast.owner)


def typed(parts: Parts, **more: object) -> dict[str, object]:
    return {f"part_{key}": value for key, value in parts.items()} | more


def test_the_pages_lead_from_a_text_to_its_translation_and_back(cast: Cast, site: Client) -> None:
    source = source_of(cast)
    page = cast.url(f"write/variants/{source.pk}/")
    assert "Translate into" in site.get(page).text
    beside = site.get(f"{page}translate/", {"into": "de"}).text
    assert "You chase people for receipts." in beside
    assert "At most" in beside or "are seen" in beside
    answer = site.post(f"{page}translate/", typed(GERMAN, into="de", same="subline"), follow=True)
    made = Variant.objects.get(translation_of=source)
    assert "Translated from" in answer.text
    assert "German" in site.get(page).text
    again = site.get(f"{page}translate/", {"into": "de"})
    assert again.url == cast.url(f"write/variants/{made.pk}/translation/")  # type: ignore[attr-defined]
    edit_variant(
        access=cast.access,
        variant=source,
        parts={**source.parts, "button": "Look"},
        revision=1,
    )
    assert "may be older" in site.get(page).text
    mine = cast.url(f"write/variants/{made.pk}/")
    assert "was edited after" in site.get(f"{mine}translation/").text
    site.post(f"{mine}translation/still-right/")
    assert "may be older" not in site.get(page).text


def test_what_was_typed_stays_beside_what_is_wrong(cast: Cast, site: Client) -> None:
    source = source_of(cast)
    page = cast.url(f"write/variants/{source.pk}/translate/")
    short = typed({**GERMAN, "subline": "Nur ein Satz."}, into="de", same="subline")
    text = site.post(page, short).text
    assert "Nur ein Satz." in text
    assert "make them correspond" in text
    assert "There are no words yet" in site.post(page, {"into": "de"}).text
    assert site.get(page, {"into": "en"}).status_code == 302
    assert site.get(page, {"into": "klingon"}).status_code == 302
    made = translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    mine = cast.url(f"write/variants/{made.pk}/translation/")
    site.post(mine, typed({**GERMAN, "button": "Erste"}, revision=1))
    answer = site.post(mine, typed({**GERMAN, "button": "Zweite"}, revision=1))
    assert answer.status_code == 409
    assert "[&#x27;" not in answer.text
    assert "Zweite" in answer.text
    assert "Erste" in answer.text
    site.post(mine, typed({**GERMAN, "button": "Zweite"}, revision=2))
    made.refresh_from_db()
    assert made.parts["button"] == "Zweite"


def test_the_page_of_a_text_asks_once_for_all_translations(cast: Cast, site: Client) -> None:
    source = source_of(cast)
    page = cast.url(f"write/variants/{source.pk}/")
    translate_variant(access=cast.access, source=source, language="de", parts=GERMAN)
    with CaptureQueriesContext(connection) as one:
        site.get(page)
    for language in ("fr", "es", "it"):
        translate_variant(access=cast.access, source=source, language=language, parts=GERMAN)
    with CaptureQueriesContext(connection) as many:
        site.get(page)
    assert len(many) == len(one)


def test_it_works_over_rest(cast: Cast) -> None:
    source = source_of(cast)
    api = cast.api()
    base = f"/api/v1/variants/{source.pk}/"
    body = {"language": "de", "parts": GERMAN, "same": ["subline"]}
    made = api.post(f"{base}translate/", body)
    assert made.status_code == 201, made.text
    assert made.json()["translation_of"] == source.pk
    assert made.json()["language"] == "de"
    listed = api.get(f"{base}translations/").json()
    assert [(each["id"], each["older"]) for each in listed] == [(made.json()["id"], "")]
    for wrong, field in (
        ({**body, "language": "en"}, "language"),
        ({**body, "language": "klingon"}, "language"),
        ({**body, "parts": {}}, "parts"),
        ({**body, "parts": {"nothing": "x"}}, "parts"),
        ({**body, "parts": {**GERMAN, "subline": "Eins."}}, "same"),
    ):
        answer = api.post(f"{base}translate/", wrong)
        assert answer.status_code == 400, field
        assert field in answer.text
    right = f"/api/v1/variants/{made.json()['id']}/"
    assert api.post(f"{right}still-right/").status_code == 204
    assert api.post(f"{base}still-right/").status_code == 409

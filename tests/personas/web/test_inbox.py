"""The evidence inbox."""

from typing import Any

from personas.models import Evidence, EvidenceLink, PainPoint
from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, text="I lost a Sunday")
    page = cast.client(cast.editor).get(cast.url("listen/"))
    assert page.status_code == 200
    assert "I lost a Sunday" in page.text
    assert pain.title in page.text


def test_an_empty_inbox_teaches(cast: Cast) -> None:
    page = cast.client(cast.editor).get(cast.url("listen/"))
    assert "Start with what you have" in page.text
    assert "listen/imports/paste/" in page.text


def test_filters_narrow_it_down(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    pain = make.make_pain(cast.workspace, persona)
    make.make_evidence(cast.workspace, pain, text="Attached words", source="review")
    make.make_evidence(cast.workspace, text="Loose words", persona=persona)
    client = cast.client(cast.viewer)
    for query, seen, unseen in (
        ("q=loose", "Loose words", "Attached words"),
        ("source=review", "Attached words", "Loose words"),
        (f"persona={persona.pk}", "Loose words", "Attached words"),
        ("attached=attached", "Attached words", "Loose words"),
        ("attached=unattached", "Loose words", "Attached words"),
    ):
        text = client.get(cast.url(f"listen/?{query}")).text
        assert seen in text, query
        assert unseen not in text, query


def test_a_filter_that_makes_no_sense_is_passed_over(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text="I lost a Sunday")
    page = cast.client(cast.viewer).get(cast.url("listen/?source=martian&persona=x&page=99"))
    assert "I lost a Sunday" in page.text


def test_chosen_quotes_are_attached(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    quotes = [make.make_evidence(cast.workspace) for _ in range(3)]
    chosen = [quote.pk for quote in quotes[:2]]
    answer = cast.client(cast.editor).post(
        cast.url("listen/attach/"),
        {"evidence": chosen, "pain": pain.pk, "next": cast.url("listen/?q=sun")},
    )
    assert answer.headers["Location"] == cast.url("listen/?q=sun")
    links = EvidenceLink.objects.filter(pain=pain, state="confirmed")
    assert set(links.values_list("evidence", flat=True)) == set(chosen)


def test_a_pain_can_be_named_on_the_spot(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace)
    persona = make.make_persona(cast.workspace)
    cast.client(cast.editor).post(
        cast.url("listen/attach/"),
        {"evidence": [quote.pk], "title": "Lost Sundays", "persona": persona.pk},
    )
    assert PainPoint.objects.get().title == "Lost Sundays"
    assert EvidenceLink.objects.get().evidence == quote


def test_without_a_pain_or_a_quote_it_is_said(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace)
    client = cast.client(cast.editor)
    page = client.post(cast.url("listen/attach/"), {"evidence": [quote.pk]}, follow=True)
    assert "Choose a pain" in page.text
    page = client.post(cast.url("listen/attach/"), {"title": "x"}, follow=True)
    assert "Choose at least one quote" in page.text


def test_it_never_leads_to_another_site(cast: Cast) -> None:
    answer = cast.client(cast.editor).post(
        cast.url("listen/attach/"), {"next": "https://evil.example.org/"}
    )
    assert answer.headers["Location"] == cast.url("listen/")


def test_the_download_holds_what_is_filtered_and_no_formula(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text="=1+1", source="review")
    make.make_evidence(cast.workspace, text="Something else", source="support")
    answer = cast.client(cast.viewer).get(cast.url("listen/evidence.csv?source=review"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert text.splitlines()[1].startswith("'=1+1,review")
    assert "Something else" not in text


def test_a_viewer_looks_and_does_not_touch(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    quote = make.make_evidence(cast.workspace)
    client = cast.client(cast.viewer)
    assert "listen/attach/" not in client.get(cast.url("listen/")).text
    data = {"evidence": [quote.pk], "pain": pain.pk}
    assert client.post(cast.url("listen/attach/"), data).status_code == 403


def test_other_workspaces_are_not_there(cast: Cast) -> None:
    make.make_evidence(cast.other.workspace, text="Elsewhere said")
    assert "Elsewhere said" not in cast.client(cast.editor).get(cast.url("listen/")).text
    assert cast.client(cast.outsider).get(cast.url("listen/")).status_code == 404


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = cast.client(cast.editor)
    for _ in range(12):
        make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    client.get(cast.url("listen/"))
    with django_assert_max_num_queries(14):
        client.get(cast.url("listen/"))
    assert Evidence.objects.count() == 12

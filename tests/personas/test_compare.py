"""What customers say of us and of the rest, by what they choose by."""

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from personas.compare import comparison_table, keep_comparison, quotes_to_compare
from personas.models import Comparison, Evidence, Persona
from tests import make
from tests.conftest import Cast


def rosa(cast: Cast) -> Persona:
    return make.make_persona(
        cast.workspace,
        choice_criteria=["How soon it is ready", "Price"],
        alternatives=["The whiteboard (doing nothing)", "Caterease"],
    )


def say(cast: Cast, persona: Persona, criterion: str, of: str, leaning: str = "bad") -> Comparison:
    return keep_comparison(
        access=cast.access,
        evidence=make.make_evidence(cast.workspace),
        persona=persona,
        criterion=criterion,
        alternative=of,
        leaning=leaning,
    )


def test_it_works(cast: Cast) -> None:
    persona = rosa(cast)
    say(cast, persona, "price", "caterease")
    say(cast, persona, "Price", "")
    say(cast, persona, "PRICE", "Caterease", "good")
    say(cast, persona, "Looks", "Paper")
    table = comparison_table(access=cast.access, persona=persona)
    assert table.alternatives == ("", "The whiteboard (doing nothing)", "Caterease", "Paper")
    assert [row.criterion for row in table.rows] == ["Price", "Looks", "How soon it is ready"]
    price = table.rows[0].cells
    assert [(cell.good, cell.bad) for cell in price] == [(0, 1), (0, 0), (1, 1), (0, 0)]


def test_said_again_the_newer_leaning_holds(cast: Cast) -> None:
    persona = rosa(cast)
    first = say(cast, persona, "Price", "")
    again = keep_comparison(
        access=cast.access,
        evidence=first.evidence,
        persona=persona,
        criterion="Price",
        alternative="",
        leaning="mixed",
    )
    assert (again.pk, Comparison.objects.get().leaning) == (first.pk, "mixed")


def test_quotes_that_name_something_are_offered_once(cast: Cast) -> None:
    persona = rosa(cast)
    named = make.make_evidence(cast.workspace, text="We went back to the WHITEBOARD.")
    make.make_evidence(cast.workspace, text="Nothing of the kind.")
    assert quotes_to_compare(access=cast.access, persona=persona) == [named]
    keep_comparison(
        access=cast.access,
        evidence=named,
        persona=persona,
        criterion="Price",
        alternative="",
        leaning="good",
    )
    assert quotes_to_compare(access=cast.access, persona=persona) == []


def test_the_page(cast: Cast) -> None:
    persona = rosa(cast)
    page = reverse("map-comparisons", args=[cast.workspace.slug, persona.pk])
    add = reverse("map-comparison-add", args=[cast.workspace.slug, persona.pk])
    client = cast.client(cast.editor)
    quote: Evidence = make.make_evidence(cast.workspace, text="Caterease was cheaper")
    assert "What does this quote judge?" in client.get(page, {"quote": quote.pk}).content.decode()
    body = client.post(add, {"evidence": quote.pk, "alternative": "Caterease", "leaning": "good"})
    assert "This field is required" in body.content.decode()
    assert 'value="Caterease"' in body.content.decode()
    sent = {"evidence": quote.pk, "criterion": "Price", "alternative": "", "leaning": "good"}
    assert client.post(add, sent).status_code == 302
    assert "1 for" in client.get(page).content.decode()
    csv = client.get(reverse("map-comparisons-download", args=[cast.workspace.slug, persona.pk]))
    assert "Price,us,good,Caterease was cheaper" in csv.content.decode()


def test_the_table_costs_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    persona = rosa(cast)
    for number in range(5):
        say(cast, persona, f"Criterion {number}", "")
    with django_assert_num_queries(1):
        assert len(comparison_table(access=cast.access, persona=persona).rows) == 7


def test_a_word_is_one_whatever_its_capitals_and_when_the_profile_spells_it_anew(
    cast: Cast,
) -> None:
    persona = rosa(cast)
    first = say(cast, persona, "looks", "paper")
    say(cast, persona, "Looks", "Paper")
    persona.choice_criteria = ["LOOKS"]
    persona.save()
    again = keep_comparison(
        access=cast.access,
        evidence=first.evidence,
        persona=persona,
        criterion="Looks",
        alternative="PAPER",
        leaning="good",
    )
    assert again.pk == first.pk
    table = comparison_table(access=cast.access, persona=persona)
    (row,) = table.rows
    assert (row.criterion, row.quotes, table.alternatives[-1]) == ("LOOKS", 2, "paper")


def test_a_quote_that_is_none_is_not_found(cast: Cast) -> None:
    client, persona = cast.client(cast.editor), rosa(cast)
    for odd in ("abc", "9" * 30, "-1"):
        answer = client.get(cast.url(f"map/personas/{persona.pk}/comparisons/?quote={odd}"))
        assert answer.status_code == 404
    url = cast.url(f"map/personas/{persona.pk}/comparisons/add/")
    said = {"evidence": "9" * 30, "criterion": "Price", "leaning": "good"}
    assert client.post(url, said).status_code == 404

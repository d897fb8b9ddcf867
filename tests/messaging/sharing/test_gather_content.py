"""What the cover says, and who gets coverage and results."""

from datetime import UTC, date, datetime

from pytest_django import DjangoAssertNumQueries

from messaging.models import Campaign
from messaging.sharing.collect_lines import Selection, collect_lines, selected_variants
from messaging.sharing.gather_content import gather_content
from messaging.sharing.workbook_content import Content
from tests import make
from tests.conftest import Cast

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def gather(cast: Cast, **wanted: object) -> Content:
    selection = Selection(**wanted)  # type: ignore[arg-type]
    return gather_content(
        access=cast.access, selection=selection, job="41", made_at=NOW, made_by="Ines"
    )


def campaign_of_one(cast: Cast) -> Campaign:
    persona = make.make_persona(cast.workspace, name="Nora", role="a bookkeeper")
    pain = make.make_pain(cast.workspace, persona, title="Chasing receipts")
    campaign = Campaign.objects.create(
        workspace=cast.workspace,
        name="Sundays back",
        goal="Trials",
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 1, 31),
    )
    campaign.personas.add(persona)
    message = make.make_message(cast.workspace)
    message.placement.campaign = campaign
    message.placement.save()
    make.make_live(message, pain=pain)
    make.make_evidence(cast.workspace, pain, text="I may be quoted.", may_quote=True)
    make.make_evidence(cast.workspace, pain, text="I may not be quoted.")
    make.make_evidence(
        cast.workspace, pain, text="No longer.", may_quote=True, consent_withdrawn_at=NOW
    )
    return campaign


def test_it_works(cast: Cast) -> None:
    campaign_of_one(cast)
    content = gather(cast)
    facts = dict(content.cover.facts)
    assert content.cover.subject == "Sundays back"
    assert facts["Goal"] == "Trials"
    assert facts["Runs"] == "1 December 2026 to 31 January 2027"
    assert facts["For"] == "Nora, a bookkeeper"
    assert content.origin.slug == cast.workspace.slug
    assert content.states[:2] == ("Draft", "Waiting for approval")
    assert content.coverage is not None
    assert content.coverage.stages[-1] == "Any moment"
    assert content.coverage.rows[0].pain == "Chasing receipts"


def test_only_quotes_of_those_who_agreed_stand_on_the_cover(cast: Cast) -> None:
    campaign_of_one(cast)
    (pain,) = gather(cast).cover.pains
    assert (pain.title, pain.quotes) == ("Chasing receipts", ("I may be quoted.",))


def test_people_outside_get_neither_coverage_nor_results(cast: Cast) -> None:
    campaign_of_one(cast)
    content = gather(cast, consented_only=True)
    assert content.coverage is None
    assert content.results == ()


def test_texts_of_several_campaigns_have_no_subject(cast: Cast) -> None:
    campaign_of_one(cast)
    make.make_live(make.make_message(cast.workspace))
    content = gather(cast)
    assert content.cover.subject == ""
    assert "Campaign" not in dict(content.cover.facts)


def test_drafts_leave_where_they_are_asked_for(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    states = ("draft", "submitted", "approved", "rejected", "retired")
    for state in states:
        make.make_variant(message, state=state)
    rows = selected_variants(cast.workspace, Selection(which="all"))
    assert sorted(rows.values_list("state", flat=True)) == ["approved", "draft", "submitted"]
    texts = dict(gather(cast, which="all").cover.facts)["Texts"]
    assert texts == "3 (drafts, waiting, approved or live)"
    assert {line.revision for line in collect_lines(cast.workspace, Selection(which="all"))} == {1}


def test_it_takes_as_many_queries_for_many_texts_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        message = make.make_message(cast.workspace)
        make.make_live(message, pain=make.make_pain(cast.workspace))
    with django_assert_max_num_queries(18):
        gather(cast)


def test_another_workspaces_words_stay_there(cast: Cast) -> None:
    campaign_of_one(cast)
    theirs = make.make_pain(cast.other.workspace, title="Theirs")
    make.make_live(make.make_message(cast.other.workspace), pain=theirs)
    content = gather(cast)
    assert [pain.title for pain in content.cover.pains] == ["Chasing receipts"]
    assert content.coverage is not None
    assert {row.pain for row in content.coverage.rows} == {"Chasing receipts"}

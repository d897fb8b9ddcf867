"""Quotes and pains find each other, and a person has the last word."""

import pytest
from django.core.exceptions import PermissionDenied

from personas.link_evidence import (
    attach_evidence,
    confirm_links,
    create_pain_from,
    detach_evidence,
    reject_suggestions,
    suggest_links,
)
from personas.models import Evidence, EvidenceLink, PainPoint
from tests import make
from tests.conftest import Cast

State = EvidenceLink.State


def pain_and_quote(cast: Cast) -> tuple[PainPoint, Evidence]:
    pain = make.make_pain(cast.workspace, title="Chasing receipts")
    quote = make.make_evidence(cast.workspace, text="Again I chase people for their receipts")
    return pain, quote


def test_it_works(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    made = suggest_links(access=cast.access)
    assert (made.looked_at, made.suggested) == (1, 1)
    link = EvidenceLink.objects.get()
    assert (link.pain, link.evidence, link.state) == (pain, quote, State.SUGGESTED)
    assert confirm_links(access=cast.access, links=[link.pk]) == 1
    link.refresh_from_db()
    assert link.state == State.CONFIRMED


def test_confirmed_quotes_are_left_alone(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    attach_evidence(access=cast.access, evidence=[quote.pk], pain=pain)
    assert suggest_links(access=cast.access).looked_at == 0


def test_suggesting_again_doubles_nothing(cast: Cast) -> None:
    pain_and_quote(cast)
    suggest_links(access=cast.access)
    suggest_links(access=cast.access)
    assert EvidenceLink.objects.count() == 1


def test_a_rejected_suggestion_is_not_made_again(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    suggest_links(access=cast.access)
    assert reject_suggestions(access=cast.access, evidence=quote) == 1
    assert suggest_links(access=cast.access).suggested == 0
    attach_evidence(access=cast.access, evidence=[quote.pk], pain=pain)
    assert EvidenceLink.objects.get().state == State.CONFIRMED


def test_a_personas_quote_is_compared_with_her_pains_only(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    somebody_else = make.make_persona(cast.workspace)
    Evidence.objects.filter(pk=quote.pk).update(persona=somebody_else)
    assert suggest_links(access=cast.access).suggested == 0
    Evidence.objects.filter(pk=quote.pk).update(persona=pain.persona)
    assert suggest_links(access=cast.access).suggested == 1


def test_suggestions_stay_in_the_workspace(cast: Cast) -> None:
    make.make_pain(cast.other.workspace, title="Chasing receipts")
    make.make_evidence(cast.workspace, text="Again I chase people for their receipts")
    assert suggest_links(access=cast.access).suggested == 0


def test_confirming_settles_the_other_suggestions(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    other = make.make_pain(cast.workspace, pain.persona)
    for found in (pain, other):
        EvidenceLink.objects.create(
            workspace=cast.workspace, evidence=quote, pain=found, state=State.SUGGESTED
        )
    confirm_links(access=cast.access, links=[EvidenceLink.objects.get(pain=pain).pk])
    assert EvidenceLink.objects.get().pain == pain


def test_attaching_gives_a_quote_of_nobody_the_pains_persona(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    attach_evidence(access=cast.access, evidence=[quote.pk], pain=pain)
    quote.refresh_from_db()
    assert quote.persona == pain.persona


def test_a_pain_can_be_made_of_quotes_once(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    quotes = [make.make_evidence(cast.workspace) for _ in range(2)]
    first = create_pain_from(
        access=cast.access, evidence=[quotes[0].pk], title="Waiting", persona=persona
    )
    second = create_pain_from(
        access=cast.access, evidence=[quotes[1].pk], title="Waiting", persona=persona
    )
    assert first == second
    assert first.links.count() == 2


def test_quotes_of_another_workspace_are_passed_over(cast: Cast) -> None:
    pain, _ = pain_and_quote(cast)
    theirs = make.make_evidence(cast.other.workspace)
    assert attach_evidence(access=cast.access, evidence=[theirs.pk], pain=pain) == 0
    assert not EvidenceLink.objects.exists()


def test_a_link_can_be_taken_back(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    attach_evidence(access=cast.access, evidence=[quote.pk], pain=pain)
    detach_evidence(access=cast.access, link=EvidenceLink.objects.get())
    assert not EvidenceLink.objects.exists()


def test_a_viewer_may_not_decide(cast: Cast) -> None:
    pain, quote = pain_and_quote(cast)
    viewer = cast.access_of(cast.viewer)
    with pytest.raises(PermissionDenied):
        attach_evidence(access=viewer, evidence=[quote.pk], pain=pain)
    with pytest.raises(PermissionDenied):
        suggest_links(access=viewer)

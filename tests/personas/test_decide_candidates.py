"""What a person makes of a candidate, and how it is taken back."""

import pytest
from django.core.exceptions import PermissionDenied

from personas.decide_candidates import (
    CandidateStateError,
    accept_candidate,
    last_decided,
    merge_candidates,
    reject_candidate,
    reopen_candidate,
    retitle_candidate,
)
from personas.models import Candidate, EvidenceLink, Mining, PainPoint, SlotSource
from personas.split_candidates import ask_to_split, split_off
from personas.tasks import split_candidate
from tests import make
from tests.conftest import Cast
from tests.personas.mining_rows import HALLS, RECEIPTS, make_candidate, make_mining
from workspaces.models import AuditRecord, Job

State = Candidate.State


def texts(candidate: Candidate) -> set[str]:
    return set(candidate.quotes.values_list("evidence__text", flat=True))


def test_it_works(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    persona = make.make_persona(cast.workspace)
    pain = accept_candidate(
        access=cast.access, candidate=candidate, title="Chasing receipts", persona=persona
    )
    assert (pain.title, pain.persona) == ("Chasing receipts", persona)
    links = EvidenceLink.objects.filter(pain=pain, state="confirmed")
    assert {link.evidence.text for link in links} == texts(candidate)
    assert (candidate.state, candidate.pain, candidate.made_pain) == ("accepted", pain, True)
    assert candidate.mining.__class__.objects.get().state == Mining.State.DONE
    assert AuditRecord.objects.filter(action="candidate accepted").count() == 1


def test_it_may_be_a_pain_there_is(cast: Cast) -> None:
    candidate, pain = make_candidate(cast.workspace), make.make_pain(cast.workspace)
    accept_candidate(access=cast.access, candidate=candidate, pain=pain)
    assert pain.links.count() == 2
    assert not candidate.made_pain
    assert reopen_candidate(access=cast.access, candidate=candidate) == ""
    assert pain.links.count() == 0
    assert PainPoint.objects.filter(pk=pain.pk).exists()


def test_a_new_pain_is_somebodys(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    with pytest.raises(CandidateStateError, match="whose"):
        accept_candidate(access=cast.access, candidate=candidate, title="Receipts")
    candidate.refresh_from_db()
    assert candidate.state == State.OPEN


def test_a_candidate_is_decided_once(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    late = Candidate.objects.get(pk=candidate.pk)
    reject_candidate(access=cast.access, candidate=candidate)
    with pytest.raises(CandidateStateError):
        accept_candidate(
            access=cast.access, candidate=late, persona=make.make_persona(cast.workspace)
        )
    assert not PainPoint.objects.exists()


def test_taking_an_accepted_one_back_takes_its_pain_along(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    accept_candidate(
        access=cast.access, candidate=candidate, persona=make.make_persona(cast.workspace)
    )
    assert reopen_candidate(access=cast.access, candidate=candidate) == ""
    assert not PainPoint.objects.exists()
    assert not EvidenceLink.objects.exists()
    assert candidate.state == State.OPEN
    assert Mining.objects.get().state == Mining.State.REVIEW


def test_a_pain_that_was_worked_on_stays(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    persona = make.make_persona(cast.workspace)
    pain = accept_candidate(access=cast.access, candidate=candidate, persona=persona)
    PainPoint.objects.update(struggle="chase people for receipts")
    quote = candidate.quotes.all()[0].evidence
    SlotSource.objects.create(
        workspace=cast.workspace, pain=pain, slot="struggle", evidence=quote, words="chase people"
    )
    assert "stays" in reopen_candidate(access=cast.access, candidate=candidate)
    assert PainPoint.objects.filter(pk=pain.pk).exists()
    assert not SlotSource.objects.exists()


def test_two_become_one_and_two_again(cast: Cast) -> None:
    mining = make_mining(cast.workspace)
    first = make_candidate(cast.workspace, [RECEIPTS], mining)
    second = make_candidate(cast.workspace, [HALLS], mining)
    merge_candidates(access=cast.access, candidate=first, into=second)
    assert texts(second) == {RECEIPTS, HALLS}
    assert (first.state, first.into, second.size) == ("merged", second, 2)
    reopen_candidate(access=cast.access, candidate=first)
    second.refresh_from_db()
    assert (texts(first), texts(second), second.size) == ({RECEIPTS}, {HALLS}, 1)


def test_a_merge_is_not_taken_back_from_under_a_decision(cast: Cast) -> None:
    mining = make_mining(cast.workspace)
    first, second = (make_candidate(cast.workspace, [text], mining) for text in (RECEIPTS, HALLS))
    merge_candidates(access=cast.access, candidate=first, into=second)
    reject_candidate(access=cast.access, candidate=second)
    with pytest.raises(CandidateStateError, match="first"):
        reopen_candidate(access=cast.access, candidate=first)
    first.refresh_from_db()
    assert first.state == State.MERGED
    with pytest.raises(CandidateStateError):
        merge_candidates(access=cast.access, candidate=second, into=second)


def test_one_becomes_two_and_one_again(cast: Cast) -> None:
    said = [f"Receipts are late, {n}" for n in range(4)] + [f"Hall taken, {n}" for n in range(4)]
    candidate = make_candidate(cast.workspace, said)
    job = ask_to_split(access=cast.access, candidate=candidate)
    assert ask_to_split(access=cast.access, candidate=candidate) == job
    split_candidate(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    candidate.refresh_from_db()
    parts = list(Candidate.objects.filter(split_from=candidate))
    assert candidate.state == State.SPLIT
    assert len(parts) > 1
    assert set().union(*map(texts, parts)) == set(said)
    reopen_candidate(access=cast.access, candidate=candidate)
    assert list(Candidate.objects.all()) == [candidate]


def test_quotes_are_split_off_by_hand(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace, [RECEIPTS, HALLS])
    hall = candidate.quotes.get(evidence__text=HALLS).evidence_id
    taken = split_off(access=cast.access, candidate=candidate, evidence=[hall])
    assert texts(taken) == {HALLS}
    (rest,) = Candidate.objects.filter(split_from=candidate).exclude(pk=taken.pk)
    assert texts(rest) == {RECEIPTS}
    reject_candidate(access=cast.access, candidate=taken)
    with pytest.raises(CandidateStateError, match="parts"):
        reopen_candidate(access=cast.access, candidate=candidate)


def test_splitting_nothing_or_all_off_is_refused(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace, [RECEIPTS, HALLS])
    every = list(candidate.quotes.values_list("evidence_id", flat=True))
    for chosen in ([], every):
        with pytest.raises(CandidateStateError):
            split_off(access=cast.access, candidate=candidate, evidence=chosen)
    single = make_candidate(cast.workspace, [RECEIPTS + " again"])
    with pytest.raises(CandidateStateError, match="single"):
        ask_to_split(access=cast.access, candidate=single)


def test_the_last_decision_is_the_one_to_undo(cast: Cast) -> None:
    assert last_decided(cast.access) is None
    first, second = (make_candidate(cast.workspace, [text]) for text in (RECEIPTS, HALLS))
    for candidate in (second, first):
        reject_candidate(access=cast.access, candidate=candidate)
    assert last_decided(cast.access) == first
    reopen_candidate(access=cast.access, candidate=first)
    assert last_decided(cast.access) == second


def test_a_title_can_be_changed_but_not_taken(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    assert retitle_candidate(access=cast.access, candidate=candidate, title=" Lost  Sundays ")
    assert candidate.title == "Lost Sundays"
    with pytest.raises(CandidateStateError):
        retitle_candidate(access=cast.access, candidate=candidate, title=" ")


def test_a_viewer_decides_nothing(cast: Cast) -> None:
    candidate, viewer = make_candidate(cast.workspace), cast.access_of(cast.viewer)
    for ask in (reject_candidate, ask_to_split, reopen_candidate, accept_candidate):
        with pytest.raises(PermissionDenied):
            ask(access=viewer, candidate=candidate)

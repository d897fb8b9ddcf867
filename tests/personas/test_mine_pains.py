"""A search for pains: what it puts aside, matches and groups, and what it leaves alone."""

import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from personas.decide_candidates import accept_candidate, reject_candidate, reopen_candidate
from personas.mine_pains import MiningStateError, put_back, start_mining
from personas.models import Candidate, CandidateQuote, Evidence, EvidenceLink, Mining
from personas.tasks import mine_pains
from tests import make
from tests.conftest import Cast
from workspaces.jobs import cancel_job
from workspaces.models import AuditRecord, Job

SAID = {
    "receipts": [f"I chase people for receipts every month, number {n}" for n in range(12)],
    "halls": [f"The hall was double booked again on evening {n}" for n in range(12)],
    "payroll": [f"Wages go out late since payroll crashes, week {n}" for n in range(12)],
}


def some_quotes(cast: Cast) -> None:
    for texts in SAID.values():
        for text in texts:
            make.make_evidence(cast.workspace, text=text)


def searched(cast: Cast, **wanted: Any) -> Mining:
    mining = start_mining(access=cast.access, **wanted)
    assert mining.job is not None
    mine_pains(mining.job.pk)
    mining.refresh_from_db()
    assert mining.job is not None
    mining.job.refresh_from_db()
    assert mining.job.state == Job.State.DONE, mining.job.error
    return mining


def groups(mining: Mining) -> list[tuple[str, list[str]]]:
    return [
        (each.title, list(each.quotes.order_by("pk").values_list("evidence__text", flat=True)))
        for each in mining.candidates.filter(state="open")
    ]


def test_it_works(cast: Cast) -> None:
    some_quotes(cast)
    make.make_evidence(cast.workspace, text="n/a")
    mining = searched(cast)
    assert mining.state == Mining.State.REVIEW
    assert mining.counted["junk"] == 1
    assert mining.counted["grouped"] == 36
    found = groups(mining)
    assert len(found) > 1
    assert sum(len(texts) for _, texts in found) == 36
    assert all(title for title, _ in found)
    assert Evidence.objects.exclude(junk="").get().text == "n/a"
    told = AuditRecord.objects.filter(target_type="mining", action="searched for pains")
    assert told.count() == 1


def test_the_same_quotes_give_the_same_candidates(cast: Cast) -> None:
    some_quotes(cast)
    first = groups(searched(cast))
    assert groups(searched(cast)) == first
    assert Candidate.objects.count() == len(first)


def test_a_search_that_is_begun_twice_finds_the_same_once(cast: Cast) -> None:
    some_quotes(cast)
    mining = searched(cast)
    before = groups(mining)
    assert mining.job is not None
    Job.objects.filter(pk=mining.job.pk).update(state=Job.State.QUEUED)
    mine_pains(mining.job.pk)
    assert groups(mining) == before


def test_quotes_like_a_pain_there_is_are_matched_first(cast: Cast) -> None:
    some_quotes(cast)
    pain = make.make_pain(cast.workspace, title="Chasing people for receipts every month")
    make.make_evidence(cast.workspace, pain, text=SAID["receipts"][0] + " and more")
    mining = searched(cast)
    links = EvidenceLink.objects.filter(state="suggested")
    assert mining.counted["matched"] == links.count() > 0
    assert all(link.pain == pain and link.confidence >= 0.4 for link in links)
    in_groups = set(CandidateQuote.objects.values_list("evidence_id", flat=True))
    assert not in_groups & set(links.values_list("evidence_id", flat=True))


def test_decisions_are_kept(cast: Cast) -> None:
    some_quotes(cast)
    mining = searched(cast)
    first, second = mining.candidates.all()[:2]
    pain = accept_candidate(
        access=cast.access, candidate=first, persona=make.make_persona(cast.workspace)
    )
    reject_candidate(access=cast.access, candidate=second)
    again = searched(cast)
    kept = Candidate.objects.exclude(mining=again)
    assert {each.pk for each in kept} == {first.pk, second.pk}
    decided = set(
        CandidateQuote.objects.filter(candidate__in=kept).values_list("evidence_id", flat=True)
    )
    proposed = CandidateQuote.objects.filter(candidate__mining=again)
    assert not decided & set(proposed.values_list("evidence_id", flat=True))
    assert pain.links.filter(state="confirmed").count() == first.size
    reopen_candidate(access=cast.access, candidate=second)
    assert second.mining == again


def test_what_is_put_back_stays(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace, text="n/a")
    searched(cast)
    assert put_back(access=cast.access, evidence=[quote.pk]) == 1
    assert put_back(access=cast.access, evidence=[quote.pk]) == 0
    mining = searched(cast)
    quote.refresh_from_db()
    assert quote.junk == ""
    assert groups(mining)[0][1] == ["n/a"]


def test_the_search_of_a_persona_leaves_other_peoples_quotes(cast: Cast) -> None:
    persona, other = (make.make_persona(cast.workspace) for _ in range(2))
    hers = make.make_evidence(cast.workspace, text=SAID["halls"][0], persona=persona)
    nobodys = make.make_evidence(cast.workspace, text=SAID["payroll"][0])
    make.make_evidence(cast.workspace, text=SAID["receipts"][0], persona=other)
    make.make_evidence(cast.other.workspace, text=SAID["receipts"][1])
    searched(cast, persona=persona)
    found = set(CandidateQuote.objects.values_list("evidence_id", flat=True))
    assert found == {hers.pk, nobodys.pk}


def test_one_search_at_a_time(cast: Cast) -> None:
    mining = start_mining(access=cast.access)
    with pytest.raises(MiningStateError):
        start_mining(access=cast.access)
    assert mining.job is not None
    cancel_job(access=cast.access, job=mining.job)
    again = start_mining(access=cast.access)
    mining.refresh_from_db()
    assert (mining.state, again.state) == (Mining.State.FAILED, Mining.State.RUNNING)


def test_a_cancelled_search_changes_no_candidates(cast: Cast) -> None:
    some_quotes(cast)
    before = groups(searched(cast))
    mining = start_mining(access=cast.access)
    assert mining.job is not None
    cancel_job(access=cast.access, job=mining.job)
    mine_pains(mining.job.pk)
    assert groups(Mining.objects.exclude(pk=mining.pk).get()) == before


def test_without_a_quote_there_is_nothing_to_look_at(cast: Cast) -> None:
    mining = searched(cast)
    assert (mining.state, mining.counted["candidates"]) == (Mining.State.DONE, 0)


def test_a_viewer_may_not_search(cast: Cast) -> None:
    viewer = cast.access_of(cast.viewer)
    with pytest.raises(PermissionDenied):
        start_mining(access=viewer)
    with pytest.raises(PermissionDenied):
        put_back(access=viewer, evidence=[])


def test_the_work_grows_with_the_quotes_and_not_faster(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """Ten times the quotes: as many queries a batch, and no query for a quote."""
    rows = [
        Evidence(workspace=cast.workspace, text=f"{text} {n}", text_hash=f"{n}-{text}"[:64])
        for n in range(100)
        for text in ("Receipts are late", "The hall is taken", "Payroll crashed")
    ]
    Evidence.objects.bulk_create(rows)
    with django_assert_max_num_queries(60):
        searched(cast)


def test_web_processes_do_not_load_the_miner() -> None:
    code = (
        "import os, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings');"
        "import django; django.setup(); import config.urls, personas.tasks;"
        "from django.urls import get_resolver; get_resolver().reverse_dict;"
        "print('sklearn' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"

"""Look for pains among the quotes that stand behind none: asked for here, done by a worker.

First what tells nothing is put aside with its reason. Then quotes are compared with the pains
there are, and what is like one is suggested for it. The rest is grouped into candidates, which a
person decides on (``decide_candidates``). The same quotes give the same candidates. A search may
be begun twice: each step writes what it finds in place of what was found before.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from personas.link_evidence import QUOTES_AT_ONCE, Matching, id_batches, unattached
from personas.listening.constants import MATCHED_FROM
from personas.listening.mining.junk import junk_reason
from personas.listening.mining.quotes import MinedCandidate, MinedQuotes, Quote
from personas.models import Candidate, CandidateQuote, Evidence, EvidenceLink, Mining, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record, record
from workspaces.jobs import JobFailed, JobRun, enqueue

KIND = "personas.mine_pains"
State = Candidate.State
UNDECIDED = (State.OPEN, State.MERGED, State.SPLIT)
"""What a new search replaces. Who accepted or rejected a candidate has decided for good."""
READING, MATCHING, GROUPING, WRITING, ALL = 0, 10, 45, 95, 100
"""Where the bar stands when each part begins."""


class MiningStateError(ValueError):
    """What is asked of a search does not fit its state."""


def start_mining(
    *, access: Access, persona: Persona | None = None, clusters: int | None = None
) -> Mining:
    """Ask for a search among all quotes, or those of one persona and of nobody.

    ``clusters`` asks for so many candidates; without it the number follows from the quotes. Raises
    MiningStateError while another search is under way.
    """
    access.require(EDIT)
    searching = Mining.objects.for_workspace(access.workspace).filter(state=Mining.State.RUNNING)
    with one_record(access=access, action="queued"):
        if running(access) is not None:
            raise MiningStateError("A search is under way already. Wait for it, or stop it first.")
        searching.update(state=Mining.State.FAILED)
        wanted = {"clusters": clusters} if clusters else {}
        mining = Mining(persona=persona, settings=wanted, created_by=access.user)
        create_row(access=access, instance=mining)
        mining.job = enqueue(access=access, kind=KIND, arguments={"mining": mining.pk})
        mining.save(update_fields=["job"])
    return mining


def running(access: Access) -> Mining | None:
    """The search that is under way, if there is one."""
    found: Mining | None = (
        Mining.objects.for_workspace(access.workspace)
        .filter(state=Mining.State.RUNNING, job__state__in=("queued", "running"))
        .select_related("job", "persona")
        .first()
    )
    return found


def search(run: JobRun) -> dict[str, Any]:
    """The work of a search's job."""
    access = run.access
    mining = (
        Mining.objects.for_workspace(access.workspace)
        .filter(pk=run.arguments["mining"])
        .select_related("persona")
        .first()
    )
    if mining is None:
        raise JobFailed("This search is gone.")
    if mining.state == Mining.State.RUNNING:
        junk = _put_junk_aside(run, mining.persona)
        matched = _match(run, mining.persona)
        quotes = list(_left_over(run, mining.persona))
        mined = _mine(run, quotes, mining.settings.get("clusters"))
        counted = {"junk": junk, "matched": matched, "grouped": len(quotes)}
        _keep(run, mining, mined, counted | {"candidates": len(mined.candidates)})
    title = "Looked for pains"
    return {"title": title, "mining": mining.pk, **mining.counted}


def put_back(*, access: Access, evidence: Sequence[int]) -> int:
    """Say that quotes (ids) which were put aside tell something, once and for all."""
    access.require(EDIT)
    with transaction.atomic():
        aside = Evidence.objects.for_workspace(access.workspace).exclude(junk="")
        numbers = list(aside.filter(pk__in=evidence).order_by("pk").values_list("pk", flat=True))
        Evidence.objects.for_workspace(access.workspace).filter(pk__in=numbers).update(
            junk="", not_junk=True
        )
        if numbers:
            record(
                access=access,
                action="quotes put back",
                target=access.workspace,
                after={"quotes": len(numbers), "evidence": numbers},
            )
    return len(numbers)


def _put_junk_aside(run: JobRun, persona: Persona | None) -> int:
    rows = unattached(run.access, persona).filter(not_junk=False)
    total, done, put = rows.count(), 0, 0
    for numbers in id_batches(rows):
        texts = Evidence.objects.for_workspace(run.access.workspace).filter(pk__in=numbers)
        reasons: dict[str, list[int]] = defaultdict(list)
        for number, text in texts.values_list("pk", "text"):
            if reason := junk_reason(text):
                reasons[reason].append(number)
        with transaction.atomic():
            run.hold()
            for reason, found in sorted(reasons.items()):
                put += texts.filter(pk__in=found, junk="", not_junk=False).update(junk=reason[:60])
        done += len(numbers)
        _tell(run, READING, MATCHING, done, total, "Putting aside what tells nothing")
    return put


def _match(run: JobRun, persona: Persona | None) -> int:
    matching = Matching(run.access, persona, least=MATCHED_FROM)
    rows = unattached(run.access, persona)
    total = rows.count()
    for numbers in id_batches(rows):
        found = matching.compare(numbers)
        with transaction.atomic():
            run.hold()
            matching.keep(numbers, found)
        doing = "Comparing with the pains you have"
        _tell(run, MATCHING, GROUPING, matching.looked_at, total, doing)
    return matching.suggested


def _left_over(run: JobRun, persona: Persona | None) -> Iterator[Quote]:
    """Quotes that are like no pain there is and of no candidate that a person rejected."""
    for numbers in id_batches(_free(run.access, persona)):
        rows = Evidence.objects.for_workspace(run.access.workspace).filter(pk__in=numbers)
        named = ("pk", "text", "source", "customer_status", "person_hash")
        for row in rows.order_by("pk").values_list(*named):
            yield Quote(*row)


def _free(access: Access, persona: Persona | None) -> "QuerySet[Evidence]":
    suggested = EvidenceLink.objects.filter(
        workspace=access.workspace, evidence=OuterRef("pk"), state=EvidenceLink.State.SUGGESTED
    )
    rejected = CandidateQuote.objects.filter(
        workspace=access.workspace, evidence=OuterRef("pk"), candidate__state=State.REJECTED
    )
    return unattached(access, persona).filter(~Exists(suggested), ~Exists(rejected))


def _mine(run: JobRun, quotes: list[Quote], clusters: int | None) -> MinedQuotes:
    # Loads numpy and scikit-learn, which no web process should.
    from personas.listening.mining.mine import mine

    def told(done: int, total: int, doing: str) -> None:
        _tell(run, GROUPING, WRITING, done, total, doing)

    _tell(run, GROUPING, WRITING, 0, 1, f"Grouping {len(quotes):,} quotes")
    vectors = getattr(settings, "MINING_VECTORS", "words")
    mined = mine(quotes, clusters=clusters, vectors=vectors, progress=told)
    return _with_those_put_back(mined)


def _with_those_put_back(mined: MinedQuotes) -> MinedQuotes:
    """What a person put back is junk to the filter still; it goes where the odd ones are."""
    if not mined.junk:
        return mined
    odd = tuple((key, 0.0) for key in sorted(mined.junk))
    *others, last = mined.candidates or (None,)
    if last is None or not last.rest:
        others, last = list(mined.candidates), None
    members = (*(last.members if last else ()), *odd)
    title, words = (last.title, last.words) if last else ("What is like nothing else", ())
    rest = MinedCandidate(title, words, members, len(members), (), None, rest=True)
    return MinedQuotes((*(each for each in others if each), rest), {})


def _tell(run: JobRun, begin: int, end: int, done: int, total: int, doing: str) -> None:
    share = done / total if total else 1.0
    said = f"{doing}: {done:,} of {total:,}" if total > 1 else doing
    run.progress(min(int(begin + (end - begin) * share), ALL - 1), ALL, said)


@transaction.atomic
def _keep(run: JobRun, mining: Mining, mined: MinedQuotes, counted: dict[str, int]) -> None:
    """The candidates in place of those of earlier searches that nobody decided on."""
    run.hold()
    workspace = run.access.workspace
    Candidate.objects.for_workspace(workspace).filter(state__in=UNDECIDED).delete()
    Mining.objects.for_workspace(workspace).filter(state=Mining.State.REVIEW).update(
        state=Mining.State.DONE
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(
            workspace=workspace,
            mining=mining,
            title=(found.title or "Quotes without a common word")[:120],
            words=list(found.words),
            position=number,
            size=found.size,
            rest=found.rest,
        )
        for number, found in enumerate(mined.candidates)
    )
    rows = [
        CandidateQuote(
            workspace=workspace, candidate=candidate, evidence_id=key, closeness=closeness
        )
        for candidate, found in zip(candidates, mined.candidates, strict=True)
        for key, closeness in found.members
    ]
    for start in range(0, len(rows), QUOTES_AT_ONCE):
        some = rows[start : start + QUOTES_AT_ONCE]
        wanted = [row.evidence_id for row in some]
        there = set(
            Evidence.objects.for_workspace(workspace)
            .filter(pk__in=wanted)
            .values_list("pk", flat=True)
        )
        CandidateQuote.objects.bulk_create(row for row in some if row.evidence_id in there)
    mining.state = Mining.State.REVIEW if candidates else Mining.State.DONE
    mining.counted = counted
    mining.save(update_fields=["state", "counted"])
    record(access=run.access, action="searched for pains", target=mining, after=counted)

"""One row of every kind that listening and mapping make, for tests that need all tables filled."""

import secrets
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from experiments.models import RecognisedTraffic
from messaging.models import AskAnswer, AskPair, AskTest, CopyFlag, UnmetNeed
from personas.listening.stored_rows import head_line, row_line
from personas.listening.tables import FileFacts, Row
from personas.models import (
    Candidate,
    CandidateQuote,
    Comparison,
    EvidenceImport,
    KeptOut,
    Mining,
    MomentQuote,
    PainRating,
    ProfileVersion,
    RecognitionRule,
    RememberedColumns,
    SlotSource,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    WeeklyDigest,
)
from tests import make
from workspaces.models import Workspace

QUOTE = "I lost my Sunday again."


def fill_listening(workspace: Workspace) -> None:
    """A row in every table of the kind, all of ``workspace``."""
    here = {"workspace": workspace}
    evidence, pain = make.make_evidence(workspace), make.make_pain(workspace)
    persona = pain.persona
    transition = make.make_transition(workspace)
    batch = EvidenceImport(**here, token=secrets.token_hex(16), file_name="q.csv")
    batch.file.save("q.csv", ContentFile(f"quote\n{QUOTE}\n".encode()), save=False)
    rows = head_line(FileFacts(("quote",), 1, "csv")) + row_line(Row(2, (QUOTE,)))
    batch.rows_file.save("rows", ContentFile(rows), save=False)
    batch.mapping, batch.total_rows = {"0": "text"}, 1
    batch.save()
    RememberedColumns.objects.create(**here, fingerprint="0" * 63 + "1", name="q.csv")
    survey = Survey.objects.create(
        **here,
        persona=persona,
        kind="rating",
        token=secrets.token_urlsafe(32),
        title="Your evenings",
    )
    SurveyQuestion.objects.create(**here, survey=survey, text="What is hard?", pain=pain)
    answer = SurveyAnswer.objects.create(**here, survey=survey, respondent_hash="a" * 64)
    PainRating.objects.create(**here, answer=answer, pain=pain, importance=5, satisfaction=2)
    SlotSource.objects.create(**here, pain=pain, slot="struggle", evidence=evidence)
    MomentQuote.objects.create(**here, transition=transition, evidence=evidence)
    Comparison.objects.create(
        **here, evidence=evidence, persona=persona, criterion="price", leaning="good"
    )
    RecognitionRule.objects.create(**here, persona=persona, kind="utm_source", value="news")
    ProfileVersion.objects.create(**here, persona=persona, number=1_000, values={}, actor="x")
    mining = Mining.objects.create(**here, state=Mining.State.REVIEW)
    candidate = Candidate.objects.create(**here, mining=mining, title="Sundays", size=1)
    CandidateQuote.objects.create(**here, candidate=candidate, evidence=evidence, closeness=1.0)
    KeptOut.objects.create(**here, mark="c" * 64)
    WeeklyDigest.objects.create(**here, week=date(2026, 1, 5), body={})
    first = make.make_variant(make.make_message(workspace))
    second = make.make_variant(first.message)
    test = AskTest.objects.create(
        **here, persona=persona, token=secrets.token_urlsafe(32), title="Which?", question="Which?"
    )
    pair = AskPair.objects.create(**here, ask_test=test, first=first, second=second)
    AskAnswer.objects.create(**here, pair=pair, respondent_hash="b" * 64, chosen=first)
    UnmetNeed.objects.create(**here, pain=pain)
    CopyFlag.objects.create(**here, variant=first, reason=CopyFlag.Reason.WITHDRAWN)
    RecognisedTraffic.objects.create(**here, day=timezone.localdate(), requests=3)

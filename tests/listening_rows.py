"""One row of every kind that listening, mapping and writing make, for tests of all tables."""

import secrets
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from experiments.models import (
    Continuation,
    DeliverySettings,
    LeadsTo,
    MessageTraffic,
    ObservedJourney,
    RecognisedTraffic,
    Reconciliation,
    ReportSchedule,
    ResonanceReading,
    ResultReport,
    ResultRow,
    SignalRule,
    SplitLink,
    SplitPage,
    VisitorAlias,
    VisitorStage,
)
from messaging.models import (
    AskAnswer,
    AskPair,
    AskTest,
    BroughtIn,
    BroughtText,
    Campaign,
    CampaignGuest,
    Comment,
    CopyFlag,
    Destination,
    InUse,
    MergeTags,
    ModelCall,
    ModelDraft,
    ModelProvider,
    MutedFinding,
    Overrule,
    OwnChannel,
    PlanCell,
    Review,
    ReviewItem,
    ReviewNote,
    ShareLink,
    ShareSettings,
    SheetImport,
    SheetImportRow,
    UnmetNeed,
    Variant,
    VariantVersion,
    VoiceRemark,
)
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
from workspaces.models import Job, TableAddress, Workspace

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
    _fill_writing(first)
    _fill_testing(first, second)


LETTER = {
    "key": "letter",
    "name": "Letter",
    "parts": [{"key": "headline_1", "name": "Headline", "hard": 60}],
}


def _fill_writing(variant: Variant) -> None:
    here = {"workspace": variant.workspace}
    campaign = Campaign.objects.create(**here, name=f"Autumn {secrets.token_hex(4)}")
    Destination.objects.create(**here, campaign=campaign, channel="email", account="12-34")
    pain = make.make_pain(variant.workspace)
    stage = make.make_stage(variant.workspace)
    cell = {"campaign": campaign, "persona": pain.persona, "stage": stage, "channel": "email"}
    PlanCell.objects.create(**here, **cell, pain=pain)
    OwnChannel.objects.create(**here, key="letter", name="Letter", document=LETTER)
    MergeTags.objects.create(**here, dialect="mailchimp", longest={"first_name": "Maximilian"})
    Overrule.objects.create(**here, variant=variant, gate="claim", detail="x", reason="We know.")
    MutedFinding.objects.create(**here, rule="jargon", words="payroll")
    VoiceRemark.objects.create(**here, variant=variant, gate="banned word", detail="x")
    Comment.objects.create(**here, variant=variant, text="Shorter?")
    VariantVersion.objects.create(**here, variant=variant, number=1_000, parts=variant.parts)
    ModelProvider.objects.create(
        **here, base_url="https://models.example/v1", model="small", key="sk-not-shown"
    )
    job = Job.objects.create(**here, kind="messaging.write_with_model")
    ModelCall.objects.create(**here, job=job, model="small", outcome=ModelCall.Outcome.USED)
    ModelDraft.objects.create(
        **here,
        job=job,
        message=variant.message,
        pain=make.make_pain(variant.workspace),
        model="small",
    )


def _fill_testing(variant: Variant, other: Variant) -> None:
    here = {"workspace": variant.workspace}
    placement, landing = variant.message.placement, make.make_message(variant.workspace).placement
    DeliverySettings.objects.create(**here, holdout=0.1, keep_events_days=180)
    link = SplitLink.objects.create(
        **here, placement=placement, name="Two pages", url="https://example.com/a"
    )
    SplitPage.objects.create(**here, link=link, variant=variant, url="https://example.com/b")
    MessageTraffic.objects.create(
        **here, day=timezone.localdate(), message=variant.message, requests=9
    )
    LeadsTo.objects.create(**here, source=landing, landing=placement)
    pain = make.make_pain(variant.workspace)
    Continuation.objects.create(**here, message=variant.message, pain=pain, variant=other)
    stage = make.make_stage(variant.workspace)
    SignalRule.objects.create(**here, name="opened pricing", stage=stage)
    visitor = secrets.token_hex(8)
    VisitorStage.objects.create(**here, visitor=visitor, stage=stage, since=timezone.now())
    VisitorAlias.objects.create(**here, visitor=visitor, person="d" * 64)
    ObservedJourney.objects.create(**here, taken_at=timezone.now(), body={})
    ResonanceReading.objects.create(**here, taken_at=timezone.now(), body={})
    experiment = make.make_experiment(make.make_message(variant.workspace))
    Reconciliation.objects.create(**here, experiment=experiment, file_name="analytics.csv")
    _fill_sharing(variant)


def _fill_sharing(variant: Variant) -> None:
    here = {"workspace": variant.workspace}
    later = timezone.now() + timedelta(days=7)
    InUse.objects.create(**here, variant=variant, where="google_ads", place="Autumn")
    ShareSettings.objects.create(**here, agency_name="North & Co")
    campaign = Campaign.objects.filter(**here).earliest("pk")
    guest = make.make_user()
    CampaignGuest.objects.create(**here, campaign=campaign, user=guest)
    link = ShareLink.objects.create(
        **here, name="For the agency", token=secrets.token_urlsafe(32), expires_at=later
    )
    review = Review.objects.create(
        **here, name="For the client", token=secrets.token_urlsafe(32), expires_at=later
    )
    item = ReviewItem.objects.create(**here, review=review, variant=variant, parts=variant.parts)
    ReviewNote.objects.create(**here, item=item, kind="comment", text="Warmer?", author="Ada")
    batch = SheetImport.objects.create(
        **here, token=secrets.token_hex(16), file_name="back.xlsx", link=link
    )
    SheetImportRow.objects.create(**here, batch=batch, number=2, kind="changed", variant=variant)
    brought = BroughtIn.objects.create(
        **here, token=secrets.token_hex(16), source="html", name="Home page"
    )
    BroughtText.objects.create(**here, batch=brought, number=1, channel="web_hero")
    TableAddress.objects.create(
        **here, table="copy", name="For the sheet", token=secrets.token_urlsafe(32)
    )
    report = ResultReport.objects.create(
        **here,
        token=secrets.token_hex(16),
        platform="google_ads",
        file_name="ads.csv",
        file_hash=secrets.token_hex(32),
        taken_on=timezone.localdate(),
    )
    ResultRow.objects.create(**here, report=report, number=1, variant=variant, shown=9, did=1)
    ReportSchedule.objects.create(**here, name=f"Weekly {secrets.token_hex(4)}", recipients=[])

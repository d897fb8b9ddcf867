"""What of a workspace is taken along, and what of that another site takes in.

Every model whose rows belong to a workspace stands here, with every field that is left out and
why; tests walk the models, so a new one cannot be forgotten. The order is the order of the files
in the zip: a row stands on rows before it, but for the fields in ``later``.
"""

from collections.abc import Mapping
from functools import cache

from django.db.models import Field, ForeignKey, Model

from experiments.models import (
    Arm,
    Continuation,
    DailyCount,
    DeliverySettings,
    Event,
    Experiment,
    ExperimentGoal,
    Goal,
    LeadsTo,
    Look,
    MessageTraffic,
    ObservedJourney,
    Phase,
    QuarantinedEvent,
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
from home.data_rights.portable_model import Portable
from messaging.models import (
    AskAnswer,
    AskPair,
    AskTest,
    BroughtIn,
    BroughtText,
    Campaign,
    CampaignGuest,
    Claim,
    Comment,
    CopyFlag,
    Destination,
    InUse,
    MergeTags,
    Message,
    ModelCall,
    ModelDraft,
    ModelProvider,
    MutedFinding,
    Offer,
    Overrule,
    OwnChannel,
    Placement,
    PlanCell,
    Proof,
    Relief,
    Review,
    ReviewItem,
    ReviewNote,
    ShareLink,
    ShareSettings,
    SheetImport,
    SheetImportRow,
    UnmetNeed,
    Variant,
    VariantSource,
    VariantVersion,
    Voice,
    VoiceRemark,
)
from personas.models import (
    Candidate,
    CandidateQuote,
    Comparison,
    Evidence,
    EvidenceImport,
    EvidenceLink,
    JourneyStage,
    KeptOut,
    Mining,
    MomentQuote,
    PainPoint,
    PainRating,
    Persona,
    ProfileVersion,
    RecognitionRule,
    RememberedColumns,
    SlotSource,
    StagePain,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    Transition,
    WeeklyDigest,
)
from workspaces.models import (
    ApiKey,
    AuditRecord,
    DeliveryVersion,
    IdempotencyRecord,
    Invitation,
    Job,
    Membership,
    SampleRow,
    TableAddress,
    User,
    Webhook,
    WebhookDelivery,
    Workspace,
)

PEOPLE_STAY = "People do not come along: invite them where you go."
NOT_SHOWN = "A secret, or the fingerprint of one."
JOB_STAYS = "Long work is done where it was asked for."
NOT_VOUCHED = "It is about files on this site, which stay."
NEW_ADDRESS = "Part of a public address on this site; made anew elsewhere."


PORTABLES: tuple[Portable, ...] = (
    Portable(
        Workspace,
        made_anew={
            "slug": "Part of addresses, and may be taken where you go.",
            "archived_at": "What is brought is there to be used.",
            "delete_after": "What is brought is there to be used.",
            "created_at": "It is a new workspace.",
        },
    ),
    Portable(Membership, stays=PEOPLE_STAY, called="members"),
    Portable(Invitation, left_out={"token_hash": NOT_SHOWN}, stays=PEOPLE_STAY),
    Portable(
        ApiKey,
        called="keys",
        left_out={"hash": NOT_SHOWN},
        stays="Keys do not come along: only their fingerprints are known. Make new ones.",
    ),
    Portable(
        Webhook,
        left_out={
            "url": "At some receivers the address is as good as a password.",
            "secret": NOT_SHOWN,
            "previous_secret": NOT_SHOWN,
        },
        stays="A copy does not tell others what happens in it: set up webhooks where you go.",
    ),
    Portable(Persona),
    Portable(JourneyStage),
    Portable(Transition),
    Portable(PainPoint),
    Portable(StagePain, called="pains at stages"),
    Portable(RecognitionRule, called="ways to recognise visitors"),
    Portable(ProfileVersion, called="earlier versions"),
    Portable(Survey, left_out={"token": NEW_ADDRESS}),
    Portable(SurveyQuestion, called="questions of surveys"),
    Portable(SurveyAnswer, called="answers to surveys"),
    Portable(PainRating, called="ratings of pains"),
    Portable(RememberedColumns),
    Portable(
        EvidenceImport,
        left_out={
            "token": "Names the file on this site; made anew elsewhere.",
            "rows_file": "What was read from the file, which comes along.",
            "job": JOB_STAYS,
        },
        later=("mends",),
        called="imports of quotes",
    ),
    Portable(
        Evidence,
        left_out={"contact": "Sealed: where somebody may be reached stays on this site."},
        called="quotes",
    ),
    Portable(
        KeptOut,
        stays="Fingerprints made with a key of this site, which no other site can compare.",
    ),
    Portable(EvidenceLink, called="quotes tied to pains"),
    Portable(SlotSource, called="quotes behind the words of pains"),
    Portable(MomentQuote, called="quotes at moments"),
    Portable(Comparison),
    Portable(Mining, left_out={"job": JOB_STAYS}, called="searches for pains"),
    Portable(Candidate, later=("into", "split_from"), called="candidates for pains"),
    Portable(CandidateQuote, called="quotes of candidates"),
    Portable(WeeklyDigest, called="weekly letters"),
    Portable(Offer),
    Portable(Relief),
    Portable(Proof),
    Portable(Voice, called="brand voice"),
    Portable(Claim),
    Portable(OwnChannel, called="channels of one's own"),
    Portable(MergeTags),
    Portable(
        ModelProvider,
        left_out={"key": NOT_SHOWN},
        stays="A language model is set up, with its key, where you go.",
        called="language model",
    ),
    Portable(Campaign),
    Portable(Destination, called="destinations of campaigns"),
    Portable(PlanCell, called="decisions on plans"),
    Portable(Placement),
    Portable(Message, later=("live_variant",)),
    Portable(
        Variant,
        left_out={"job": JOB_STAYS},
        later=("derived_from", "translation_of"),
        called="texts",
    ),
    Portable(VariantSource, called="lines of where texts come from"),
    Portable(VariantVersion, called="earlier versions of texts"),
    Portable(Comment, called="remarks of colleagues"),
    Portable(Overrule, called="remarks overruled"),
    Portable(MutedFinding, called="remarks muted"),
    Portable(VoiceRemark, called="remarks on live copy"),
    Portable(AskTest, left_out={"token": NEW_ADDRESS}, called="questions about texts"),
    Portable(AskPair, called="pairs of texts asked about"),
    Portable(AskAnswer, called="answers about texts"),
    Portable(UnmetNeed),
    Portable(
        CopyFlag,
        left_out={"marks": "Fingerprints made with a key of this site."},
        called="flags on texts",
    ),
    Portable(InUse, left_out={"job": JOB_STAYS}, called="uses elsewhere"),
    Portable(
        ShareSettings,
        left_out={"logo": "Pictures are uploaded anew where you go."},
        called="settings of sharing",
    ),
    Portable(CampaignGuest, stays=PEOPLE_STAY, called="guests of campaigns"),
    Portable(
        ShareLink,
        left_out={"token": NEW_ADDRESS, "password": NOT_SHOWN, "job": JOB_STAYS},
        stays="A public address of this site; make new ones where you go.",
        called="share links",
    ),
    Portable(
        Review,
        left_out={"token": NEW_ADDRESS, "password": NOT_SHOWN},
        stays="A public address of this site; make new ones where you go.",
        called="reviews by clients",
    ),
    Portable(ReviewItem, stays=NOT_VOUCHED, called="texts in reviews"),
    Portable(ReviewNote, stays=NOT_VOUCHED, called="what clients said"),
    Portable(
        SheetImport,
        left_out={
            "token": "Names the file on this site.",
            "file": "A file that came back stays here.",
            "marked_file": "A file that came back stays here.",
            "job": JOB_STAYS,
        },
        stays=NOT_VOUCHED,
        called="sheets that came back",
    ),
    Portable(SheetImportRow, stays=NOT_VOUCHED, called="rows of sheets that came back"),
    Portable(
        BroughtIn,
        left_out={
            "token": "Names the file on this site.",
            "file": "What was brought in stands in its texts.",
            "rows_file": "What was brought in stands in its texts.",
            "job": JOB_STAYS,
        },
        stays=NOT_VOUCHED,
        called="copy brought in",
    ),
    Portable(BroughtText, stays=NOT_VOUCHED, called="texts brought in"),
    Portable(Goal),
    Portable(Experiment, called="tests"),
    Portable(ExperimentGoal, called="goals of tests"),
    Portable(Arm, called="arms of tests"),
    Portable(Phase, called="phases of tests"),
    Portable(DailyCount),
    Portable(Look, called="readings of results"),
    Portable(RecognisedTraffic),
    Portable(MessageTraffic),
    Portable(DeliverySettings),
    Portable(SplitLink, left_out={"token": NEW_ADDRESS}),
    Portable(SplitPage, called="pages of split links"),
    Portable(LeadsTo, called="ways from ads to landing pages"),
    Portable(Continuation, called="pains that go on"),
    Portable(SignalRule, called="signals of stages"),
    Portable(VisitorStage, called="stages of visitors"),
    Portable(ObservedJourney, called="observed journey"),
    Portable(Reconciliation, called="counts laid beside ours"),
    Portable(
        ResultReport,
        left_out={
            "token": "Names the file on this site.",
            "file": "What was counted stands in its rows.",
            "job": JOB_STAYS,
        },
        stays=NOT_VOUCHED,
        called="reports of platforms",
    ),
    Portable(ResultRow, stays=NOT_VOUCHED, called="rows of reports"),
    Portable(ReportSchedule, left_out={"job": JOB_STAYS}, called="weekly reports"),
    Portable(
        TableAddress,
        left_out={"token": NEW_ADDRESS},
        stays="A public address of this site; make new ones where you go.",
        called="addresses of tables",
    ),
    Portable(
        ResonanceReading,
        stays="It is worked out anew from the tests where you go.",
        called="what all tests say together",
    ),
    Portable(SampleRow, called="rows of the sample brand"),
    Portable(Event, is_log=True),
    Portable(VisitorAlias, is_log=True),
    Portable(QuarantinedEvent, is_log=True),
    Portable(
        AuditRecord,
        is_log=True,
        called="records of who did what",
        stays="Who did what stays in the file: this site cannot vouch for what it did not see.",
    ),
    Portable(
        WebhookDelivery,
        is_log=True,
        stays="It was told to somebody else already.",
        called="webhook deliveries",
    ),
    Portable(
        Job,
        left_out={
            "arguments": "May hold, sealed, what a person asked us to forget.",
            "result_file": "The files of exports can be made again.",
        },
        stays=JOB_STAYS,
        is_log=True,
    ),
    Portable(ModelCall, stays=JOB_STAYS, is_log=True, called="requests to a language model"),
    Portable(ModelDraft, stays=JOB_STAYS, is_log=True, called="drafts by a language model"),
)

LEFT_OUT: Mapping[type[Model], str] = {
    IdempotencyRecord: "Answers to requests of the last day, kept so that a repeat does no harm.",
    DeliveryVersion: "A counter for this site's own processes.",
}
"""Models of a workspace that are no part of what is taken along."""


@cache
def portable_of(model: type[Model]) -> Portable | None:
    return next((each for each in PORTABLES if each.model is model), None)


@cache
def by_label() -> dict[str, Portable]:
    return {each.label: each for each in PORTABLES}


def brought() -> list[Portable]:
    """Those whose rows another site takes in, but for the workspace itself."""
    return [each for each in PORTABLES if not each.stays and each.model is not Workspace]


def points_to_person(each: "Field[object, object]") -> bool:
    return isinstance(each, ForeignKey) and each.related_model is User

"""Which tables people read, and what they are called there: the sheets of the workbook."""

from dataclasses import dataclass

from django.db.models import Model

from experiments.models import Arm, DailyCount, Experiment, ExperimentGoal, Goal, Look
from messaging.models import (
    Campaign,
    Claim,
    Message,
    Offer,
    Placement,
    Proof,
    Relief,
    Variant,
    VariantSource,
    Voice,
)
from personas.models import (
    Evidence,
    EvidenceLink,
    JourneyStage,
    PainPoint,
    Persona,
    StagePain,
    Transition,
)
from workspaces.models import AuditRecord, Membership


@dataclass(frozen=True)
class Sheet:
    """``columns``: title -> what to ask the database for."""

    title: str
    model: type[Model]
    columns: dict[str, str]


PAIN_COLUMNS = {
    "Persona": "persona__name",
    "Pain": "title",
    "Told in": "language",
    "In their words": "statement",
    "What it does": "function",
    **{
        name.replace("_", " ").capitalize(): name
        for name in (
            *("struggle", "trigger", "cost", "feeling", "workaround", "job", "desired_outcome"),
            *("why", "level", "severity", "frequency", "satisfaction"),
        )
    },
    "Archived": "archived_at",
}
SHEETS = (
    Sheet(
        "Personas",
        Persona,
        {
            "Key": "key",
            "Name": "name",
            "Role": "role",
            "Situation": "situation",
            **{name.replace("_", " ").capitalize(): name for name in Persona.LIST_FIELDS},
        },
    ),
    Sheet("Pains", PainPoint, PAIN_COLUMNS),
    Sheet(
        "Quotes",
        Evidence,
        {
            "Quote": "text",
            "Source": "source",
            "Who": "customer_status",
            "Said on": "said_on",
            "Asked": "asked",
            "May be quoted": "may_quote",
            "Language": "language",
            "Persona": "persona__name",
            "Person (fingerprint)": "person_hash",
            "Link": "link",
            "Id elsewhere": "external_id",
            "Set aside as": "junk",
        },
    ),
    Sheet(
        "Quotes and pains",
        EvidenceLink,
        {
            "Pain": "pain__title",
            "Quote": "evidence__text",
            "State": "state",
            "Confidence": "confidence",
        },
    ),
    Sheet(
        "Journey",
        JourneyStage,
        {
            "Place": "position",
            "Key": "key",
            "Stage": "name",
            "Kind": "kind",
            "Question": "question",
        },
    ),
    Sheet(
        "Moves",
        Transition,
        {"From": "from_stage__name", "To": "to_stage__name", "Event": "event"},
    ),
    Sheet(
        "Pains by stage",
        StagePain,
        {
            "Stage": "stage__name",
            "Pain": "pain__title",
            "Intensity": "intensity",
            "Shows as": "shows_as",
        },
    ),
    Sheet("Offers", Offer, {"Offer": "name", "What it is": "what_it_is", "Features": "features"}),
    Sheet("Reliefs", Relief, {"Offer": "offer__name", "Pain": "pain__title", "Relief": "text"}),
    Sheet(
        "Proofs",
        Proof,
        {"Offer": "offer__name", "Proof": "text", "Link": "link", "Holds until": "expires_on"},
    ),
    Sheet(
        "Voice",
        Voice,
        {"Tone": "tone", "Banned words": "banned_words", "Preferred terms": "preferred_terms"},
    ),
    Sheet(
        "Claims",
        Claim,
        {
            "Claim": "text",
            "Proof": "proof__text",
            "Proof in words": "proof_text",
            "Until": "expires_on",
        },
    ),
    Sheet(
        "Campaigns",
        Campaign,
        {
            "Campaign": "name",
            "Goal": "goal",
            "Offer": "offer__name",
            "From": "starts_on",
            "To": "ends_on",
            "Channels": "channels",
            "Leads to": "final_url",
        },
    ),
    Sheet(
        "Placements",
        Placement,
        {"Key": "key", "Name": "name", "Channel": "channel", "Description": "description"},
    ),
    Sheet(
        "Messages",
        Message,
        {
            "Placement": "placement__key",
            "Persona": "persona__name",
            "Stage": "stage__name",
            "Language": "language",
            "Live text": "live_variant__key",
            "Live since": "live_since",
        },
    ),
    Sheet(
        "Texts",
        Variant,
        {
            "Key": "key",
            "Placement": "message__placement__key",
            "State": "state",
            "Language": "language",
            "Text": "parts",
            "Pain": "pain__title",
            "Framework": "framework",
            "Score": "score",
            "Made": "created_at",
            "Made by": "created_by__email",
        },
    ),
    Sheet(
        "Where texts come from",
        VariantSource,
        {
            "Text": "variant__key",
            "Part": "part",
            "Sentence": "sentence",
            "Pain": "pain__title",
            "Quote": "evidence__text",
            "Proof": "proof__text",
            "Relief": "relief__text",
        },
    ),
    Sheet(
        "Goals",
        Goal,
        {
            "Key": "key",
            "Goal": "name",
            "Kind": "kind",
            "Better": "direction",
            "Days": "window_days",
        },
    ),
    Sheet(
        "Tests",
        Experiment,
        {
            "Key": "key",
            "Test": "name",
            "Placement": "message__placement__key",
            "Hypothesis": "hypothesis",
            "State": "state",
            "Rule": "rule",
            "Started": "started_at",
            "Stopped": "stopped_at",
            "Decided": "decided_at",
            "Decided by": "decided_by__email",
            "Winner": "winner__key",
            "Reason": "decision_reason",
            "What we learned": "learning_note",
        },
    ),
    Sheet(
        "Goals of tests",
        ExperimentGoal,
        {"Test": "experiment__key", "Goal": "goal__name", "Role": "role", "Cap": "cap"},
    ),
    Sheet(
        "Arms of tests",
        Arm,
        {
            "Test": "experiment__key",
            "Place": "position",
            "Text": "variant__key",
            "Share before the start": "share",
        },
    ),
    Sheet(
        "Results",
        Look,
        {
            "Test": "experiment__key",
            "Read at": "taken_at",
            "Verdict": "analysis__verdict",
            "In words": "analysis__sentence",
            "Visitors": "analysis__line__visitors",
        },
    ),
    Sheet(
        "Counts by day",
        DailyCount,
        {
            "Test": "experiment__key",
            "Phase": "phase__number",
            "Text": "arm__variant__key",
            "Goal": "goal__name",
            "Day": "day",
            "From": "source",
            "Visitors": "n",
            "Converted": "x",
            "Sum": "sum",
            "Sum of squares": "sumsq",
        },
    ),
    Sheet("People", Membership, {"Address": "user__email", "Name": "user__name", "Role": "role"}),
    Sheet(
        "Who did what",
        AuditRecord,
        {
            "When": "at",
            "Who": "actor",
            "Did": "action",
            "To": "target_type",
            "Called": "target_label",
        },
    ),
)

LONG = {"text", "situation", "statement", "parts", "sentence", "evidence__text", "question"} | {
    "analysis__sentence",
    "hypothesis",
    "learning_note",
    "description",
    "event",
    *Persona.LIST_FIELDS,
}
"""Columns that hold long texts."""

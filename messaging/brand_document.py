"""The brand document: one JSON file with all a brand knows about one persona.

``load_brand`` reads it into the database, the data export writes it back and ``write_drafts``
works from it without a database row. Reading gathers every fault, each with its place, so that
a person mends a file once and not once per fault.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from messaging.channels.registry import all_channels
from messaging.document_reading import read_record
from messaging.writing.brief import STAGE_KINDS

QUOTE_SOURCES = (
    "interview",
    "review",
    "support",
    "survey",
    "exit_interview",
    "social",
    "sales_call",
    "other",
)
CUSTOMER_STATUSES = ("prospect", "customer", "ex_customer", "lost_deal", "never_bought")
LEVELS = ("external", "internal", "philosophical")

Json = dict[str, Any]


class BrandDocumentError(ValueError):
    """A document that cannot be read; ``faults`` holds one sentence per fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class PersonaDocument:
    name: str
    role: str = ""
    situation: str = ""
    goals: tuple[str, ...] = ()
    motivations: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    choice_criteria: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainDocument:
    title: str
    statement: str = ""
    struggle: str = ""
    trigger: str = ""
    cost: str = ""
    feeling: str = ""
    desired_outcome: str = ""
    why: str = ""
    workaround: str = ""
    severity: int | None = field(default=None, metadata={"low": 1, "high": 5})
    frequency: int | None = field(default=None, metadata={"low": 1, "high": 5})
    satisfaction: int | None = field(default=None, metadata={"low": 1, "high": 5})
    level: str = field(default="", metadata={"choices": LEVELS})
    stages: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class QuoteDocument:
    text: str
    source: str = field(default="other", metadata={"choices": QUOTE_SOURCES})
    customer_status: str = field(default="customer", metadata={"choices": CUSTOMER_STATUSES})
    said_on: date | None = None
    pain: int | None = None
    may_quote: bool = False
    asked: bool | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class OfferDocument:
    """``reliefs`` has one text per pain, in the order of the pains; it may be empty."""

    name: str
    what_it_is: str = ""
    reliefs: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimDocument:
    text: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class VoiceDocument:
    tone: str = ""
    banned_words: tuple[str, ...] = ()
    preferred_terms: dict[str, str] = field(default_factory=dict)
    claims: tuple[ClaimDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class JourneyStageDocument:
    name: str
    kind: str = field(metadata={"choices": STAGE_KINDS})
    question: str = ""


@dataclass(frozen=True, slots=True)
class TransitionDocument:
    """Written in JSON as ``[from, to, event]``."""

    source: str
    target: str
    event: str = ""

    @classmethod
    def from_list(cls, data: object, place: str, faults: list[str]) -> "TransitionDocument | None":
        """The transition in a list of two or three texts; a fault and None if it is none."""
        if (
            not isinstance(data, list)
            or len(data) not in (2, 3)
            or not all(isinstance(item, str) for item in data)
        ):
            faults.append(f"{place}: [from, to, event] is expected, three texts.")
            return None
        return cls(*data)


@dataclass(frozen=True, slots=True)
class JourneyDocument:
    stages: tuple[JourneyStageDocument, ...] = ()
    transitions: tuple[TransitionDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignDocument:
    """A push for the document's persona. ``stages`` are names of the journey; none means all."""

    name: str
    goal: str = ""
    stages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    final_url: str = ""
    utm: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BrandDocument:
    workspace: str
    persona: PersonaDocument
    pains: tuple[PainDocument, ...]
    quotes: tuple[QuoteDocument, ...] = ()
    offer: OfferDocument | None = None
    voice: VoiceDocument = field(default_factory=VoiceDocument)
    journey: JourneyDocument | None = None
    campaigns: tuple[CampaignDocument, ...] = ()


def parse_brand_documents(data: object) -> list[BrandDocument]:
    """The documents in ``data``, one or a list; BrandDocumentError with every fault."""
    if isinstance(data, list):
        faults: list[str] = []
        documents = [_document(item, f"[{index}]", faults) for index, item in enumerate(data)]
        if not data:
            faults.append("The list holds no brand document.")
    else:
        faults = []
        documents = [_document(data, "", faults)]
    if faults:
        raise BrandDocumentError(faults)
    return [document for document in documents if document is not None]


def parse_brand_document(data: object) -> BrandDocument:
    """The one document in ``data``; BrandDocumentError if it is faulty or a list of several."""
    documents = parse_brand_documents(data)
    if len(documents) != 1:
        raise BrandDocumentError([f"One brand document is expected; there are {len(documents)}."])
    return documents[0]


def to_json(document: BrandDocument) -> Json:
    """``document`` as the JSON object it is read from; fields nobody filled in are left out."""
    return {
        name: value
        for name in (each.name for each in fields(document))
        if (value := _plain(getattr(document, name))) not in (None, {}, []) or name == "pains"
    }


def _plain(value: Any) -> Any:
    if isinstance(value, TransitionDocument):
        return [value.source, value.target, value.event]
    if is_dataclass(value) and not isinstance(value, type):
        plain = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        keep_null = {"pain"} if isinstance(value, QuoteDocument) else set()
        return {
            name: item
            for name, item in plain.items()
            if item not in (None, "", [], {}) or name in keep_null
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return dict(value)
    return value


def _document(data: object, place: str, faults: list[str]) -> BrandDocument | None:
    before = len(faults)
    document: BrandDocument | None = read_record(BrandDocument, data, place, faults)
    if document is None or len(faults) > before:
        return None
    _check_references(document, place, faults)
    return document


def _check_references(document: BrandDocument, place: str, faults: list[str]) -> None:
    prefix = f"{place}." if place else ""
    count = len(document.pains)
    if not count:
        faults.append(f"{prefix}pains: at least one pain is needed.")
    for index, quote in enumerate(document.quotes):
        if quote.pain is not None and not 0 <= quote.pain < count:
            faults.append(
                f"{prefix}quotes[{index}].pain: {quote.pain} is no pain; "
                f"there are {count}, counted from 0."
            )
    if document.offer and len(document.offer.reliefs) > count:
        faults.append(
            f"{prefix}offer.reliefs: {len(document.offer.reliefs)} reliefs for {count} pains; "
            "there is one per pain."
        )
    _check_campaigns(document, prefix, faults)
    if document.journey:
        names = {stage.name for stage in document.journey.stages}
        for index, transition in enumerate(document.journey.transitions):
            faults.extend(
                f"{prefix}journey.transitions[{index}]: {end!r} is no stage of the journey."
                for end in (transition.source, transition.target)
                if end not in names
            )


def _check_campaigns(document: BrandDocument, prefix: str, faults: list[str]) -> None:
    stages = {stage.name for stage in document.journey.stages} if document.journey else set()
    for index, campaign in enumerate(document.campaigns):
        place = f"{prefix}campaigns[{index}]"
        faults.extend(
            f"{place}.stages: {name!r} is no stage of the journey."
            for name in campaign.stages
            if name not in stages
        )
        faults.extend(
            f"{place}.channels: there is no channel {key!r}."
            for key in campaign.channels
            if key not in all_channels()
        )
        if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
            faults.append(f"{place}.ends_on: the campaign ends before it starts.")

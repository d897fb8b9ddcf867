"""The brief: all that a writer is told, and the only input of writing and of scoring.

Plain, frozen values. The writers, the gates and the lens see nothing else, so each of them
can be tested without a database, and a language model sees only what we chose to show it.
An empty string or an empty tuple means "nobody has said so yet"; no field is ever None.
"""

from dataclasses import dataclass, field

from messaging.channels.channel import Channel

STAGE_KINDS = (
    "unaware",
    "aware",
    "considering",
    "deciding",
    "using",
    "at_risk",
    "left",
    "advocate",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence came from: one field of the pain, or one quote, relief or proof.

    ``kind`` is ``pain``, ``evidence``, ``relief``, ``proof``, ``persona``, ``offer``, ``stage`` or
    ``moment``; ``ref`` is the row's id as text (in a brand document: its index); ``field`` is the
    slot, as ``struggle``.
    """

    kind: str
    ref: str = ""
    field: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.kind, self.ref, self.field) if part)


@dataclass(frozen=True, slots=True)
class PersonaBrief:
    name: str = ""
    role: str = ""
    situation: str = ""
    goals: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    choice_criteria: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainBrief:
    """One pain; the slots have the grammatical shapes of docs/writing.md.

    struggle, desired_outcome, why: base-form verb phrases; trigger: a clause that follows "when";
    cost, workaround: noun phrases; feeling: an adjective phrase; statement: a sentence in the
    first person. ``language`` is the one they are told in.
    """

    title: str = ""
    statement: str = ""
    trigger: str = ""
    struggle: str = ""
    cost: str = ""
    feeling: str = ""
    workaround: str = ""
    desired_outcome: str = ""
    why: str = ""
    level: str = ""
    ref: str = ""
    language: str = "en"
    about: str = ""
    """What tells it from other pains where chance decides. A stored pain's id would not do: it
    differs from database to database, and the same brand shall give the same drafts."""


@dataclass(frozen=True, slots=True)
class StageBrief:
    """The moment in the journey; ``kind`` is one of STAGE_KINDS.

    A text that answers a moment of decision has its ``event``, a clause that follows "when", and
    ``ref``, the transition's id; the stage is then the one the moment leads to.
    """

    name: str = ""
    kind: str = "considering"
    question: str = ""
    event: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class QuoteBrief:
    """One thing a customer really said. Only quotes with ``may_quote`` may appear word for word."""

    text: str
    source: str = "other"
    customer_status: str = "customer"
    may_quote: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class FactBrief:
    """A relief (how the offer eases this pain) or a proof (a fact that backs a claim)."""

    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class OfferBrief:
    name: str = ""
    what_it_is: str = ""
    reliefs: tuple[FactBrief, ...] = ()
    proofs: tuple[FactBrief, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceBrief:
    """How the brand speaks: ``preferred_terms`` are (avoid, use), ``claims`` (text, proof).

    ``packs`` are the keys of the regulated packs that are switched on.
    """

    tone: str = ""
    banned_words: tuple[str, ...] = ()
    preferred_terms: tuple[tuple[str, str], ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    packs: tuple[str, ...] = ()
    muted: tuple[tuple[str, str], ...] = ()
    """Remarks of the lens that are wrong for this brand: (rule, words), no words for all of it."""


@dataclass(frozen=True, slots=True)
class Brief:
    persona: PersonaBrief
    pain: PainBrief
    stage: StageBrief
    offer: OfferBrief
    voice: VoiceBrief
    channel: Channel
    quotes: tuple[QuoteBrief, ...] = ()
    language: str = "en"
    seed: int = 1
    brand: str = ""
    avoid_texts: tuple[str, ...] = field(default=())
    """Live and rejected texts of the same message: a near-duplicate of one is not offered."""

from personas.models.comparisons import Comparison
from personas.models.digests import WeeklyDigest
from personas.models.evidence import CustomerStatus, Evidence, EvidenceLink, EvidenceSource
from personas.models.evidence_imports import EvidenceImport, RememberedColumns
from personas.models.journey import JourneyStage, StageKind, StagePain, Transition
from personas.models.kept_out import KeptOut
from personas.models.mining import Candidate, CandidateQuote, Mining, SlotSource
from personas.models.moments import MomentQuote, RecognitionRule
from personas.models.pains import PainPoint
from personas.models.personas import Persona
from personas.models.surveys import PainRating, Survey, SurveyAnswer, SurveyQuestion
from personas.models.versions import ProfileVersion

__all__ = [
    "Candidate",
    "CandidateQuote",
    "Comparison",
    "CustomerStatus",
    "Evidence",
    "EvidenceImport",
    "EvidenceLink",
    "EvidenceSource",
    "JourneyStage",
    "KeptOut",
    "Mining",
    "MomentQuote",
    "PainPoint",
    "PainRating",
    "Persona",
    "ProfileVersion",
    "RecognitionRule",
    "RememberedColumns",
    "SlotSource",
    "StageKind",
    "StagePain",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "Transition",
    "WeeklyDigest",
]

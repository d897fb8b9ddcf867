from personas.models.evidence import CustomerStatus, Evidence, EvidenceLink, EvidenceSource
from personas.models.evidence_imports import EvidenceImport
from personas.models.journey import JourneyStage, StageKind, StagePain, Transition
from personas.models.pains import PainPoint
from personas.models.personas import Persona

__all__ = [
    "CustomerStatus",
    "Evidence",
    "EvidenceImport",
    "EvidenceLink",
    "EvidenceSource",
    "JourneyStage",
    "PainPoint",
    "Persona",
    "StageKind",
    "StagePain",
    "Transition",
]

from experiments.models.arms import Arm
from experiments.models.client_reports import ReportSchedule
from experiments.models.counts import DailyCount, Look
from experiments.models.delivering import (
    Continuation,
    DeliverySettings,
    LeadsTo,
    SplitLink,
    SplitPage,
)
from experiments.models.events import Event, EventClass, EventType, QuarantinedEvent, VisitorAlias
from experiments.models.experiments import Experiment
from experiments.models.goals import ExperimentGoal, Goal
from experiments.models.journey import ObservedJourney, SignalRule, VisitorStage
from experiments.models.learning import ResonanceReading
from experiments.models.phases import Phase
from experiments.models.reconciling import Reconciliation
from experiments.models.results_home import ResultReport, ResultRow
from experiments.models.traffic import MessageTraffic, RecognisedTraffic

__all__ = [
    "Arm",
    "Continuation",
    "DailyCount",
    "DeliverySettings",
    "Event",
    "EventClass",
    "EventType",
    "Experiment",
    "ExperimentGoal",
    "Goal",
    "LeadsTo",
    "Look",
    "MessageTraffic",
    "ObservedJourney",
    "Phase",
    "QuarantinedEvent",
    "RecognisedTraffic",
    "Reconciliation",
    "ReportSchedule",
    "ResonanceReading",
    "ResultReport",
    "ResultRow",
    "SignalRule",
    "SplitLink",
    "SplitPage",
    "VisitorAlias",
    "VisitorStage",
]

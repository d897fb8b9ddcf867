from experiments.models.arms import Arm
from experiments.models.counts import DailyCount, Look
from experiments.models.events import Event, EventClass, EventType, QuarantinedEvent
from experiments.models.experiments import Experiment
from experiments.models.goals import ExperimentGoal, Goal
from experiments.models.phases import Phase
from experiments.models.traffic import RecognisedTraffic

__all__ = [
    "Arm",
    "DailyCount",
    "Event",
    "EventClass",
    "EventType",
    "Experiment",
    "ExperimentGoal",
    "Goal",
    "Look",
    "Phase",
    "QuarantinedEvent",
    "RecognisedTraffic",
]

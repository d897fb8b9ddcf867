from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from experiments.api import copy, events
from experiments.api.experiments import ExperimentViewSet
from experiments.api.goals import GoalViewSet
from experiments.api.quarantine import QuarantineViewSet
from experiments.api.resonance import ResonanceView

router = SimpleRouter(use_regex_path=False)
router.register("goals", GoalViewSet, basename="api-goal")
router.register("experiments", ExperimentViewSet, basename="api-experiment")
router.register("quarantine", QuarantineViewSet, basename="api-quarantine")

urlpatterns: list[URLPattern | URLResolver] = [
    path("copy", copy.copy_of_many, name="api-copy-many"),
    path("copy/<str:placement>", copy.copy_of_placement, name="api-copy"),
    path("events", events.take_events, name="api-events"),
    path("resonance/", ResonanceView.as_view(), name="api-resonance"),
    *router.urls,
]

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from experiments.api.experiments import ExperimentViewSet
from experiments.api.goals import GoalViewSet
from experiments.api.quarantine import QuarantineViewSet
from experiments.api.resonance import ResonanceView
from experiments.api.traffic import RecognisedTrafficViewSet

router = SimpleRouter(use_regex_path=False)
router.register("goals", GoalViewSet, basename="api-goal")
router.register("experiments", ExperimentViewSet, basename="api-experiment")
router.register("quarantine", QuarantineViewSet, basename="api-quarantine")
router.register("recognised-traffic", RecognisedTrafficViewSet, basename="api-recognised-traffic")

urlpatterns: list[URLPattern | URLResolver] = [
    path("resonance/", ResonanceView.as_view(), name="api-resonance"),
    *router.urls,
]

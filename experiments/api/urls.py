from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from experiments.api.client_reports import ReportScheduleViewSet, ReportView
from experiments.api.experiments import ExperimentViewSet
from experiments.api.goals import GoalViewSet
from experiments.api.journey import ObservedJourneyView
from experiments.api.late_goals import LateGoalsViewSet
from experiments.api.library import LibraryView
from experiments.api.matching import ContinuationViewSet, LeadsToViewSet
from experiments.api.quarantine import QuarantineViewSet
from experiments.api.resonance import ResonanceView
from experiments.api.result_reports import ResultReportViewSet
from experiments.api.signals import SignalRuleViewSet
from experiments.api.split_links import SplitLinkViewSet
from experiments.api.test_cards import ElsewhereView, TestCardViewSet
from experiments.api.traffic import RecognisedTrafficViewSet

router = SimpleRouter(use_regex_path=False)
router.register("goals", GoalViewSet, basename="api-goal")
router.register("experiments", ExperimentViewSet, basename="api-experiment")
router.register("weekly-reports", ReportScheduleViewSet, basename="api-weekly-report")
router.register("late-goals", LateGoalsViewSet, basename="api-late-goals")
router.register("leads-to", LeadsToViewSet, basename="api-leads-to")
router.register("continuations", ContinuationViewSet, basename="api-continuation")
router.register("signal-rules", SignalRuleViewSet, basename="api-signal-rule")
router.register("result-reports", ResultReportViewSet, basename="api-result-report")
router.register("test-cards", TestCardViewSet, basename="api-test-card")
router.register("quarantine", QuarantineViewSet, basename="api-quarantine")
router.register("split-links", SplitLinkViewSet, basename="api-split-link")
router.register("recognised-traffic", RecognisedTrafficViewSet, basename="api-recognised-traffic")

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", ReportView.as_view(), name="api-reports"),
    path("library/", LibraryView.as_view(), name="api-library"),
    path("results-elsewhere/", ElsewhereView.as_view(), name="api-results-elsewhere"),
    path("resonance/", ResonanceView.as_view(), name="api-resonance"),
    path("observed-journey/", ObservedJourneyView.as_view(), name="api-observed-journey"),
    *router.urls,
]

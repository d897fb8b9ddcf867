from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from personas.api import (
    comparisons,
    evidence,
    evidence_links,
    imports,
    journey,
    mining,
    opportunities,
    over_time,
    pains,
    personas,
    recognition,
    surveys,
)

router = SimpleRouter(use_regex_path=False)
router.register("personas", personas.PersonaViewSet, basename="api-persona")
router.register("pains", pains.PainViewSet, basename="api-pain")
router.register("evidence", evidence.EvidenceViewSet, basename="api-evidence")
router.register("evidence-links", evidence_links.EvidenceLinkViewSet, basename="api-evidence-link")
router.register("evidence-imports", imports.ImportViewSet, basename="api-import")
router.register("minings", mining.MiningViewSet, basename="api-mining")
router.register("candidates", mining.CandidateViewSet, basename="api-candidate")
router.register("slot-sources", mining.SlotSourceViewSet, basename="api-slot-source")
router.register("stages", journey.StageViewSet, basename="api-stage")
router.register("transitions", journey.TransitionViewSet, basename="api-transition")
router.register("moment-quotes", recognition.MomentQuoteViewSet, basename="api-moment-quote")
router.register(
    "recognition-rules", recognition.RecognitionRuleViewSet, basename="api-recognition-rule"
)
router.register("stage-pains", journey.StagePainViewSet, basename="api-stage-pain")
router.register("comparisons", comparisons.ComparisonViewSet, basename="api-comparison")
router.register("surveys", surveys.SurveyViewSet, basename="api-survey")
router.register("survey-answers", surveys.SurveyAnswerViewSet, basename="api-survey-answer")
router.register("digests", over_time.DigestViewSet, basename="api-digest")

urlpatterns: list[URLPattern | URLResolver] = [
    path("opportunities/", opportunities.OpportunitiesView.as_view(), name="api-opportunities"),
    path("trends/", over_time.TrendsView.as_view(), name="api-trends"),
    *router.urls,
]

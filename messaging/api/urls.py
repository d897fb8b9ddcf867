from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from messaging.api import ask_tests, copy_flags, lens, messages, needs, offers, placements, variants
from messaging.api.exports import ExportView

router = SimpleRouter(use_regex_path=False)
for noun, view in (
    ("campaign", placements.CampaignViewSet),
    ("placement", placements.PlacementViewSet),
    ("message", messages.MessageViewSet),
    ("variant", variants.VariantViewSet),
    ("offer", offers.OfferViewSet),
    ("relief", offers.ReliefViewSet),
    ("proof", offers.ProofViewSet),
    ("claim", offers.ClaimViewSet),
    ("copy-flag", copy_flags.CopyFlagViewSet),
    ("ask-test", ask_tests.AskTestViewSet),
    ("ask-answer", ask_tests.AskAnswerViewSet),
):
    router.register(f"{noun}s", view, basename=f"api-{noun}")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("voice/", offers.VoiceView.as_view(), name="api-voice"),
    path("channels/", placements.ChannelsView.as_view(), name="api-channels"),
    path("lens/", lens.LensView.as_view(), name="api-lens"),
    path("coverage/", lens.CoverageView.as_view(), name="api-coverage"),
    path("unmet-needs/", needs.NeedsView.as_view(), name="api-unmet-needs"),
    path("unmet-needs/<int:pk>/", needs.NeedView.as_view(), name="api-unmet-need"),
    path("exports/", ExportView.as_view(), name="api-exports"),
]

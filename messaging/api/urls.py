from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from messaging.api import (
    ask_tests,
    comments,
    copy_flags,
    lens,
    messages,
    muting,
    needs,
    offers,
    placements,
    remarks,
    variants,
)
from messaging.api.bring_in import BroughtInViewSet
from messaging.api.campaigns import CampaignViewSet
from messaging.api.exports import ExportView
from messaging.api.fills import FillView
from messaging.api.model_drafts import ModelDraftsView, ModelDraftViewSet, ModelProviderView
from messaging.api.own_channels import MergeTagsView, OwnChannelViewSet
from messaging.api.reviews import ReviewNoteViewSet, ReviewViewSet
from messaging.api.share_links import (
    CampaignGuestViewSet,
    ShareLinkViewSet,
    ShareSettingsView,
)
from messaging.api.sheet_imports import SheetImportViewSet
from messaging.api.uses import UseViewSet
from messaging.api.voice_remarks import VoiceRemarkViewSet

router = SimpleRouter(use_regex_path=False)
for noun, view in (
    ("campaign", CampaignViewSet),
    ("placement", placements.PlacementViewSet),
    ("message", messages.MessageViewSet),
    ("variant", variants.VariantViewSet),
    ("offer", offers.OfferViewSet),
    ("relief", offers.ReliefViewSet),
    ("proof", offers.ProofViewSet),
    ("claim", offers.ClaimViewSet),
    ("own-channel", OwnChannelViewSet),
    ("overrule", remarks.OverruleViewSet),
    ("voice-remark", VoiceRemarkViewSet),
    ("use", UseViewSet),
    ("brought-in", BroughtInViewSet),
    ("copy-flag", copy_flags.CopyFlagViewSet),
    ("muted-remark", muting.MutedRemarkViewSet),
    ("comment", comments.CommentViewSet),
    ("model-draft", ModelDraftViewSet),
    ("ask-test", ask_tests.AskTestViewSet),
    ("ask-answer", ask_tests.AskAnswerViewSet),
    ("sheet-import", SheetImportViewSet),
    ("share-link", ShareLinkViewSet),
    ("campaign-guest", CampaignGuestViewSet),
    ("review", ReviewViewSet),
    ("review-note", ReviewNoteViewSet),
):
    router.register(f"{noun}s", view, basename=f"api-{noun}")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("model-provider/", ModelProviderView.as_view(), name="api-model-provider"),
    path(
        "messages/<int:pk>/model-drafts/",
        ModelDraftsView.as_view(),
        name="api-message-model-drafts",
    ),
    path(
        "variants/<int:pk>/remarks/",
        remarks.VariantRemarksView.as_view(),
        name="api-variant-remarks",
    ),
    path("variants/<int:pk>/prove/", remarks.VariantProofView.as_view(), name="api-variant-prove"),
    path("voice/", offers.VoiceView.as_view(), name="api-voice"),
    path("merge-tags/", MergeTagsView.as_view(), name="api-merge-tags"),
    path("channels/", placements.ChannelsView.as_view(), name="api-channels"),
    path("lens/", lens.LensView.as_view(), name="api-lens"),
    path("coverage/", lens.CoverageView.as_view(), name="api-coverage"),
    path("unmet-needs/", needs.NeedsView.as_view(), name="api-unmet-needs"),
    path("unmet-needs/<int:pk>/", needs.NeedView.as_view(), name="api-unmet-need"),
    path("share-settings/", ShareSettingsView.as_view(), name="api-share-settings"),
    path("exports/", ExportView.as_view(), name="api-exports"),
    path("fills/", FillView.as_view(), name="api-fills"),
]

from django.urls import URLPattern, URLResolver, path

from messaging.web import (
    coverage,
    decisions,
    editor,
    flags,
    moments,
    needs,
    placements,
    quote,
    variants,
    voice,
    walk,
    write_index,
)
from messaging.web.ask_test_urls import ask_test_pages
from messaging.web.campaign_urls import campaign_pages
from messaging.web.channel_urls import channel_pages
from messaging.web.fill_urls import fill_pages
from messaging.web.lens_urls import lens_pages
from messaging.web.model_urls import model_pages
from messaging.web.reviews_urls import review_pages
from messaging.web.share import share
from messaging.web.share_link_urls import share_link_pages
from messaging.web.sheet_import_urls import sheet_import_pages
from messaging.web.studio_urls import studio_pages
from messaging.web.translation_urls import translation_pages
from messaging.web.uses_urls import uses_pages
from messaging.web.voice_urls import voice_pages
from messaging.web.working_urls import working_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("listen/evidence/<int:pk>/", quote.quote, name="listen-evidence"),
    path("write/", write_index.write, name="write"),
    path("write/gap/", write_index.gap, name="write-gap"),
    path("write/moments/<int:pk>/", moments.write_for_moment, name="write-moment"),
    path("write/placements/new/", placements.placement_new, name="write-placement-new"),
    path("write/placements/<int:pk>/", placements.placement, name="write-placement"),
    path("write/placements/<int:pk>/edit/", placements.placement_edit, name="write-placement-edit"),
    path(
        "write/placements/<int:pk>/remove/",
        placements.placement_remove,
        name="write-placement-remove",
    ),
    *studio_pages,
    path("write/messages/<int:pk>/new/", editor.write_by_hand, name="write-by-hand"),
    path("write/messages/<int:pk>/lens/", editor.lens_of_message, name="write-message-lens"),
    path("write/messages/<int:pk>/remove/", placements.message_remove, name="write-message-remove"),
    path("write/variants/<int:pk>/", variants.variant, name="write-variant"),
    path("write/variants/<int:pk>/edit/", editor.edit, name="write-variant-edit"),
    path("write/variants/<int:pk>/reject/", decisions.reject, name="write-variant-reject"),
    *working_pages,
    *uses_pages,
    *translation_pages,
    *voice_pages,
    path("write/variants/<int:pk>/<slug:name>/", decisions.step, name="write-variant-step"),
    path("write/flags/", flags.flags, name="write-flags"),
    path("write/flags/download/", flags.flags_file, name="write-flags-download"),
    path("write/flags/<int:pk>/settle/", flags.settle, name="write-flag-settle"),
    path("write/approvals/", decisions.approvals, name="write-approvals"),
    *lens_pages,
    path("write/offers/", voice.offers, name="write-offers"),
    path("write/offers/<int:pk>/", voice.offer, name="write-offer"),
    path("write/reliefs/<int:pk>/remove/", voice.relief_remove, name="write-relief-remove"),
    path("write/proofs/<int:pk>/remove/", voice.proof_remove, name="write-proof-remove"),
    path("map/coverage/", coverage.coverage_page, name="map-coverage"),
    path("map/coverage/download/", coverage.coverage_file, name="map-coverage-download"),
    path("map/walk/", walk.walk_start, name="map-walk"),
    path("map/walk/<int:pk>/", walk.seat, name="map-walk-seat"),
    path("map/needs/", needs.needs, name="map-needs"),
    path("map/needs/download/", needs.needs_file, name="map-needs-download"),
    path("map/needs/<int:pk>/", needs.change, name="map-need"),
    path("map/needs/<int:pk>/tell/", needs.tell, name="map-need-tell"),
    *model_pages,
    *ask_test_pages,
    *share_link_pages,
    *campaign_pages,
    *channel_pages,
    *review_pages,
    *sheet_import_pages,
    *fill_pages,
    path("share/", share, name="share"),
]

from django.urls import path

from personas.web import (
    consent,
    evidence,
    import_steps,
    imports,
    inbox,
    overview,
    speakers,
    stage_pains,
    suggestions,
)
from personas.web.comparisons_urls import comparison_pages
from personas.web.interview_urls import interview_pages
from personas.web.journey_urls import journey_pages
from personas.web.mining_urls import mining_pages
from personas.web.over_time_urls import urlpatterns as over_time_pages
from personas.web.profile_urls import profile_pages
from personas.web.survey_urls import survey_pages

listen = [
    path("listen/", inbox.inbox, name="listen"),
    path("listen/attach/", inbox.attach, name="listen-attach"),
    path("listen/evidence.csv", inbox.download, name="listen-download"),
    path("listen/add/", evidence.add, name="listen-add"),
    path("listen/evidence/<int:pk>/edit/", evidence.edit, name="listen-evidence-edit"),
    path("listen/evidence/<int:pk>/delete/", evidence.delete, name="listen-evidence-delete"),
    path("listen/evidence/<int:pk>/withdraw/", consent.withdraw, name="listen-evidence-withdraw"),
    path(
        "listen/evidence/<int:pk>/stop-quoting/",
        consent.keep_unquoted,
        name="listen-evidence-stop-quoting",
    ),
    path("listen/links/<int:pk>/detach/", evidence.detach, name="listen-detach"),
    path("listen/imports/", imports.imports, name="listen-imports"),
    path("listen/imports/upload/", imports.upload, name="listen-import-upload"),
    path("listen/imports/paste/", imports.paste, name="listen-import-paste"),
    path("listen/imports/<int:pk>/", import_steps.check, name="listen-import-check"),
    path("listen/imports/<int:pk>/columns/", imports.columns, name="listen-import-columns"),
    path("listen/imports/<int:pk>/speakers/", speakers.speakers, name="listen-import-speakers"),
    path("listen/imports/<int:pk>/forget/", imports.forget, name="listen-import-forget"),
    path("listen/imports/<int:pk>/mended/", imports.mended, name="listen-import-mended"),
    path("listen/imports/<int:pk>/masking/", import_steps.masking, name="listen-import-masking"),
    path(
        "listen/imports/<int:pk>/rows/<int:number>/", import_steps.mend, name="listen-import-mend"
    ),
    path(
        "listen/imports/<int:pk>/faults.csv", import_steps.faulty_rows, name="listen-import-faults"
    ),
    path("listen/imports/<int:pk>/apply/", import_steps.apply, name="listen-import-apply"),
    path("listen/imports/<int:pk>/stop/", import_steps.stop, name="listen-import-stop"),
    path("listen/imports/<int:pk>/go-on/", import_steps.take_up, name="listen-import-go-on"),
    path("listen/imports/<int:pk>/discard/", import_steps.discard, name="listen-import-discard"),
    path("listen/imports/<int:pk>/undo/", import_steps.undo, name="listen-import-undo"),
    *interview_pages,
    *over_time_pages,
    path("listen/suggestions/", suggestions.suggestions, name="listen-suggestions"),
    path("listen/suggestions/make/", suggestions.suggest, name="listen-suggest"),
    path("listen/suggestions/confirm/", suggestions.confirm_surest, name="listen-confirm-surest"),
    path("listen/suggestions/<int:pk>/", suggestions.decide, name="listen-decide"),
]
map_pages = [
    path("map/", overview.overview, name="map"),
    *profile_pages,
    *comparison_pages,
    *journey_pages,
    path("map/stage-pains/", stage_pains.stage_pains, name="map-stage-pains"),
    path("map/stage-pains/add/", stage_pains.add, name="map-stage-pain-add"),
    path("map/stage-pains/<int:pk>/", stage_pains.edit, name="map-stage-pain-edit"),
    path("map/stage-pains/<int:pk>/delete/", stage_pains.delete, name="map-stage-pain-delete"),
]
urlpatterns = [*listen, *survey_pages, *mining_pages, *map_pages]

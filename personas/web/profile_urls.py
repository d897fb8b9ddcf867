"""Addresses of personas, pains and opportunities: their pages, parts and versions."""

from django.urls import path

from personas.web import overview, pains, personas, slot_advice, versions, vocabulary

PERSONA = "map/personas/<int:pk>/"
PAIN = "map/pains/<int:pk>/"
NUMBER = "versions/<int:number>/"

profile_pages = [
    path("map/opportunities/", overview.opportunities, name="map-opportunities"),
    path("map/opportunities.csv", overview.opportunities_file, name="map-opportunities-download"),
    path("map/personas/", personas.personas, name="map-personas"),
    path("map/personas/add/", personas.add, name="map-persona-add"),
    path(PERSONA, personas.persona, name="map-persona"),
    path(f"{PERSONA}edit/", personas.edit, name="map-persona-edit"),
    path(f"{PERSONA}part/<slug:key>/", personas.part, name="map-persona-part"),
    path(f"{PERSONA}archive/", personas.archive, name="map-persona-archive"),
    path(f"{PERSONA}vocabulary/", vocabulary.vocabulary, name="map-persona-vocabulary"),
    path(f"{PERSONA}versions/", versions.of_persona, name="map-persona-versions"),
    path(f"{PERSONA}{NUMBER}", versions.one_of_persona, name="map-persona-version"),
    path(
        f"{PERSONA}{NUMBER}restore/", versions.restore_persona, name="map-persona-version-restore"
    ),
    path("map/pains/", pains.pains, name="map-pains"),
    path("map/pains/add/", pains.add, name="map-pain-add"),
    path("map/pains/shape/<slug:field>/", slot_advice.shape, name="map-pain-shape"),
    path(PAIN, pains.pain, name="map-pain"),
    path(f"{PAIN}edit/", pains.edit, name="map-pain-edit"),
    path(f"{PAIN}part/<slug:key>/", pains.part, name="map-pain-part"),
    path(f"{PAIN}archive/", pains.archive, name="map-pain-archive"),
    path(f"{PAIN}versions/", versions.of_pain, name="map-pain-versions"),
    path(f"{PAIN}{NUMBER}", versions.one_of_pain, name="map-pain-version"),
    path(f"{PAIN}{NUMBER}restore/", versions.restore_pain, name="map-pain-version-restore"),
]

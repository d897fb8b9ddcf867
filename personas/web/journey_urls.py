"""Addresses of the journey, its moments of decision and how visitors are recognised."""

from django.urls import path

from personas.web import journey, journey_files, moments, recognition

STAGE = "map/journey/stages/<int:pk>/"
TRANSITION = "map/journey/transitions/<int:pk>/"
MOMENT = "map/journey/moments/<int:pk>/"
RULE = "map/recognition/<int:pk>/"

journey_pages = [
    path("map/journey/", journey.journey, name="map-journey"),
    path("map/journey/template/", journey.start_from_template, name="map-journey-template"),
    path("map/journey/tidy/", journey.tidy, name="map-journey-tidy"),
    path("map/journey/undo/", journey.take_back, name="map-journey-undo"),
    path("map/journey/download/<slug:form>/", journey_files.download, name="map-journey-download"),
    path("map/journey/stages/add/", journey.add_stage, name="map-stage-add"),
    path(STAGE, journey.edit_stage, name="map-stage-edit"),
    path(f"{STAGE}place/", journey.place, name="map-stage-place"),
    path(f"{STAGE}order/", journey.order, name="map-stage-order"),
    path(f"{STAGE}delete/", journey.delete_stage, name="map-stage-delete"),
    path("map/journey/transitions/add/", journey.add_transition, name="map-transition-add"),
    path(TRANSITION, journey.edit_transition, name="map-transition-edit"),
    path(f"{TRANSITION}delete/", journey.delete_transition, name="map-transition-delete"),
    path(MOMENT, moments.moment, name="map-moment"),
    path(f"{MOMENT}attach/", moments.attach, name="map-moment-attach"),
    path("map/journey/quotes/<int:pk>/detach/", moments.detach, name="map-moment-detach"),
    path("map/recognition/", recognition.recognition, name="map-recognition"),
    path("map/recognition/add/", recognition.add, name="map-recognition-add"),
    path(RULE, recognition.edit, name="map-recognition-edit"),
    path(f"{RULE}remove/", recognition.remove, name="map-recognition-remove"),
]

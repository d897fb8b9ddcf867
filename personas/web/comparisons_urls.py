"""Addresses of what customers say of us and of the alternatives."""

from django.urls import path

from personas.web import comparisons

PERSONA = "map/personas/<int:pk>/comparisons/"

comparison_pages = [
    path(PERSONA, comparisons.comparisons, name="map-comparisons"),
    path(f"{PERSONA}add/", comparisons.add, name="map-comparison-add"),
    path(f"{PERSONA}download/", comparisons.download, name="map-comparisons-download"),
    path("map/comparisons/<int:pk>/remove/", comparisons.remove, name="map-comparison-remove"),
]

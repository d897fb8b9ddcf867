"""Addresses of the pages that turn quotes into pains; joined in ``personas/web/urls.py``."""

from django.urls import path

from personas.web import candidates, mining, slots

mining_pages = [
    path("listen/pains-to-find/", mining.mining, name="listen-mining"),
    path("listen/pains-to-find/start/", mining.start, name="listen-mining-start"),
    path("listen/pains-to-find/undo/", mining.undo, name="listen-mining-undo"),
    path("listen/pains-to-find/put-aside/", mining.junk, name="listen-mining-junk"),
    path("listen/pains-to-find/candidates.csv", mining.download, name="listen-mining-download"),
    path("listen/candidates/<int:pk>/", candidates.candidate, name="listen-candidate"),
    path("listen/candidates/<int:pk>/accept/", candidates.accept, name="listen-candidate-accept"),
    path("listen/candidates/<int:pk>/merge/", candidates.merge, name="listen-candidate-merge"),
    path("listen/candidates/<int:pk>/split/", candidates.split, name="listen-candidate-split"),
    path("listen/candidates/<int:pk>/reject/", candidates.reject, name="listen-candidate-reject"),
    path("listen/candidates/<int:pk>/title/", candidates.retitle, name="listen-candidate-retitle"),
    path("listen/candidates/<int:pk>/reopen/", candidates.reopen, name="listen-candidate-reopen"),
    path("map/pains/<int:pk>/slots/", slots.slots, name="map-pain-slots"),
    path("map/pains/<int:pk>/mark/", slots.mark, name="map-pain-mark"),
    path("map/slot-sources/<int:pk>/remove/", slots.forget, name="map-slot-source-remove"),
]

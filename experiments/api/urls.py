from django.urls import URLPattern, URLResolver, path

from experiments.api import copy, events

urlpatterns: list[URLPattern | URLResolver] = [
    path("copy", copy.copy_of_many, name="api-copy-many"),
    path("copy/<str:placement>", copy.copy_of_placement, name="api-copy"),
    path("events", events.take_events, name="api-events"),
]

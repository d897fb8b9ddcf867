"""Addresses of the pages that look back; joined in ``personas/web/urls.py``."""

from django.urls import path

from personas.web import over_time

urlpatterns = [
    path("listen/over-time/", over_time.pains_over_time, name="listen-over-time"),
    path("listen/over-time/download/", over_time.over_time_file, name="listen-over-time-download"),
    path("listen/weeks/", over_time.weeks, name="listen-weeks"),
    path("listen/weeks/download/", over_time.weeks_file, name="listen-weeks-download"),
]

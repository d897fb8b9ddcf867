"""Addresses of the pages on which customers are asked."""

from django.urls import path

from personas.web import surveys

survey_pages = [
    path("listen/ask/", surveys.surveys, name="listen-surveys"),
    path("listen/ask/start/", surveys.start, name="listen-survey-start"),
    path("listen/ask/<int:pk>/", surveys.survey, name="listen-survey"),
    path("listen/ask/<int:pk>/edit/", surveys.edit, name="listen-survey-edit"),
    path("listen/ask/<int:pk>/preview/", surveys.preview, name="listen-survey-preview"),
    path("listen/ask/<int:pk>/close/", surveys.close, name="listen-survey-close"),
    path("listen/ask/<int:pk>/reopen/", surveys.reopen, name="listen-survey-reopen"),
    path("listen/ask/<int:pk>/copy/", surveys.copy, name="listen-survey-copy"),
    path("listen/ask/<int:pk>/delete/", surveys.delete, name="listen-survey-delete"),
    path("listen/ask/<int:pk>/code.svg", surveys.code_svg, name="listen-survey-svg"),
    path("listen/ask/<int:pk>/code.png", surveys.code_png, name="listen-survey-png"),
    path("listen/ask/<int:pk>/answers.csv", surveys.download, name="listen-survey-download"),
]

"""Addresses of this app that lie outside every workspace: what customers open."""

from django.urls import path

from personas.web import public_survey

urlpatterns = [
    path("<str:token>/", public_survey.survey, name="survey"),
    path("<str:token>/thanks/", public_survey.thanks, name="survey-thanks"),
]

"""Addresses of this app that lie outside every workspace: what a client reviews."""

from django.urls import path

from messaging.web import public_review

urlpatterns = [
    path("<str:token>/", public_review.review, name="review"),
    path("<str:token>/done/", public_review.review_done, name="review-done"),
    path("<str:token>/<int:number>/", public_review.review_text, name="review-text"),
]

"""Addresses of what prepares a test and brings counts from elsewhere."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import aa_test, contrast_test, edit_test, uploaded_counts

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/same/", aa_test.aa_test, name="test-aa"),
    path("test/<int:pk>/edit/", edit_test.edit_test, name="test-edit"),
    path("test/<int:pk>/other-places/", contrast_test.spread, name="test-spread"),
    path("test/<int:pk>/counts/", uploaded_counts.counts, name="test-counts"),
]

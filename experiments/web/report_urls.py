"""Addresses of reports to clients."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import client_reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("share/reports/", client_reports.reports, name="share-reports"),
    path("share/reports/now/", client_reports.report_preview, name="share-report-preview"),
    path("share/reports/<int:pk>/", client_reports.report_schedule, name="share-report-schedule"),
    path(
        "share/reports/<int:pk>/remove/", client_reports.report_remove, name="share-report-remove"
    ),
]

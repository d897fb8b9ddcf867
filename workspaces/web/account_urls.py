"""The addresses below /accounts/: django-allauth's, and our own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from workspaces.web import account, sessions, single_sign_on

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/<int:pk>/end/", sessions.end_session, name="session-end"),
    path("profile/", account.profile, name="account-profile"),
    path("data/", account.data, name="account-data"),
    path("data/download/", account.download, name="account-data-download"),
    path("data/delete/", account.close, name="account-close"),
]
if settings.SSO_ISSUER:
    urlpatterns += single_sign_on.urlpatterns

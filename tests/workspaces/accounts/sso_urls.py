"""The site's addresses as they are with SSO_ISSUER set: read when the site starts."""

from django.urls import include, path

from config.urls import handler404, handler429, urlpatterns
from workspaces.web import single_sign_on

__all__ = ["handler404", "handler429", "urlpatterns"]

urlpatterns = [path("accounts/", include(single_sign_on.urlpatterns)), *urlpatterns]

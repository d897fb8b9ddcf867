from django.urls import URLPattern, URLResolver, path

from messaging.web.share import share

urlpatterns: list[URLPattern | URLResolver] = [
    path("share/", share, name="share"),
]

"""The project's application with the bare views of the benchmarks added."""

from django.conf import settings

from config.wsgi import application

settings.ROOT_URLCONF = "bench.site_urls"
__all__ = ["application"]

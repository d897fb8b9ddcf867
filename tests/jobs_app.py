"""The site's worker with one task more: ``celery -A tests.jobs_app worker``."""

from config.celery import app

__all__ = ["app"]

app.conf.imports = ("tests.slow_jobs",)

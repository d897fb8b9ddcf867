"""Addresses of the pages for talks with customers; joined in ``personas/web/urls.py``."""

from django.urls import path

from personas.web import interviews

interview_pages = [path("listen/interviews/", interviews.interviews, name="listen-interviews")]

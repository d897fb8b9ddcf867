from django.urls import path

from home.web import pages, search, start
from home.web.styleguide import styleguide

urlpatterns = [
    path("", start.start, name="start"),
    path("workspaces/", start.workspaces, name="workspaces"),
    path("workspaces/new/", start.new_workspace, name="workspace-new"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", start.healthy, name="healthz"),
    path("w/<slug:slug>/", pages.home, name="home"),
    path("w/<slug:slug>/sample/", pages.fill_with_sample, name="home-sample"),
    path("w/<slug:slug>/search/", search.search, name="search"),
]

from django.urls import path

from home.web import bring, data, pages, sample, search, start
from home.web.styleguide import styleguide

urlpatterns = [
    path("", start.start, name="start"),
    path("workspaces/", start.workspaces, name="workspaces"),
    path("workspaces/new/", start.new_workspace, name="workspace-new"),
    path("workspaces/bring/", bring.bring, name="bring"),
    path("workspaces/bring/jobs/<int:pk>/", bring.job_page, name="bring-job"),
    path("workspaces/bring/<slug:token>/", bring.look, name="bring-look"),
    path("workspaces/bring/<slug:token>/drop/", bring.drop, name="bring-drop"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", start.healthy, name="healthz"),
    path("w/<slug:slug>/", pages.home, name="home"),
    path("w/<slug:slug>/sample/", sample.fill_with_sample, name="home-sample"),
    path("w/<slug:slug>/sample/remove/", sample.take_sample_away, name="home-sample-remove"),
    path("w/<slug:slug>/search/", search.search, name="search"),
    path("w/<slug:slug>/settings/data/", data.data_page, name="settings-data"),
    path("w/<slug:slug>/settings/data/export/", data.export, name="settings-data-export"),
    path("w/<slug:slug>/settings/data/erase/", data.erase, name="settings-erase"),
    path("w/<slug:slug>/settings/data/erase/<int:pk>/", data.erase_job, name="settings-erase-job"),
    path(
        "w/<slug:slug>/settings/data/erase/<int:pk>/confirm/",
        data.erase_confirm,
        name="settings-erase-confirm",
    ),
]

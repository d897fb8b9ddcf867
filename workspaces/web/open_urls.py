"""Addresses of this app that lie outside every workspace."""

from django.urls import path

from workspaces.web import archived, invitations, letters, live_table

urlpatterns = [
    path("workspaces/<slug:slug>/restore/", archived.restore, name="workspace-restore"),
    path("workspaces/<slug:slug>/delete/", archived.delete, name="workspace-delete"),
    path("tables/<str:token>.csv", live_table.live_table_file, name="live-table"),
    path("letters/<str:token>/", letters.stop, name="letter-stop"),
    path("invitations/", invitations.invitation_page, name="invitation"),
    path("invitations/<str:token>/", invitations.open_link, name="invitation-open"),
]

"""Addresses of this app that lie outside every workspace."""

from django.urls import path

from workspaces.web import invitations

urlpatterns = [
    path("invitations/", invitations.invitation_page, name="invitation"),
    path("invitations/<str:token>/", invitations.open_link, name="invitation-open"),
]

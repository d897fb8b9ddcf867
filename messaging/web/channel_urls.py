"""Addresses of the pages about channels and merge tags."""

from django.urls import path

from messaging.web import channels, merge_tags

channel_pages = [
    path("write/channels/", channels.channels, name="write-channels"),
    path("write/channels/new/", channels.channel_new, name="write-channel-new"),
    path("write/channels/<int:pk>/", channels.channel, name="write-channel"),
    path("write/channels/<int:pk>/remove/", channels.channel_remove, name="write-channel-remove"),
    path("write/merge-tags/", merge_tags.merge_tags, name="write-merge-tags"),
]

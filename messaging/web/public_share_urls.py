"""Below ``/shared/``: what people without an account fetch, and send back."""

from django.urls import path

from messaging.web import public_share

urlpatterns = [
    path("<str:token>/", public_share.shared, name="shared"),
    path("<str:token>/file/", public_share.download, name="shared-file"),
    path("<str:token>/send/", public_share.send, name="shared-send"),
    path("<str:token>/sent/", public_share.sent, name="shared-sent"),
]

"""Where the worked examples play, and who sends them."""

from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from rest_framework.test import APIClient

from tests import make
from tests.guards.addresses import addresses
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.keys import create_key
from workspaces.membership import add_member, create_workspace

FROM = "192.0.2.7"


class Stage:
    """The workspace the examples play in, and who asks: an owner, a viewer, a key, a read key."""

    def __init__(self) -> None:
        owner = make.make_user("owner@example.org")
        self.access = create_workspace(user=owner, name="Tea and Sons", slug="tea")
        self.other = create_workspace(user=owner, name="New", slug="new")
        viewer = make.make_user("viewer@example.org")
        for access in (self.access, self.other):
            add_member(access=access, user=viewer, role="viewer")
        self.owner, self.viewer = self._browser(owner), self._browser(viewer)
        self.key, self.reader = self._program(None), self._program(["read"])
        self.by_name = {address.name: address for address in addresses()}

    def _browser(self, user: Any) -> Client:
        client = Client(REMOTE_ADDR=FROM)
        client.force_login(user)
        return client

    def _program(self, scopes: list[str] | None) -> APIClient:
        _, token = create_key(access=self.access, name="test", kind="secret", scopes=scopes)
        client = APIClient(REMOTE_ADDR=FROM)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    def scene(self, example: Example) -> Scene:
        return Scene(self.other if example.in_new_workspace else self.access)

    def send(self, client: Client | APIClient, example: Example, ask: Ask) -> HttpResponseBase:
        slug = self.scene(example).workspace.slug
        path = self.by_name[example.name].path(slug, ask.fill, other=ask.blank)
        for each in ask.data.values():
            if hasattr(each, "seek"):
                each.seek(0)
        send = getattr(client, example.method.lower())
        if isinstance(client, APIClient):
            return send(path, ask.data, format="json")  # type: ignore[no-any-return]
        return send(path, ask.data)  # type: ignore[no-any-return]

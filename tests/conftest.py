"""The cast: a workspace with somebody in each role, and an outsider with their own."""

from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from tests import make
from workspaces.access import SHARE, Access, access_workspace
from workspaces.keys import create_key
from workspaces.membership import add_member, create_workspace
from workspaces.models import ApiKey, Role, User, Workspace


@dataclass
class Cast:
    """Who is on stage. ``access`` is the owner's access to ``workspace``."""

    workspace: Workspace
    access: Access
    owner: User
    approver: User
    editor: User
    viewer: User
    agency: User
    outsider: User
    other: Access

    def client(self, user: User) -> Client:
        """A browser in which ``user`` is signed in."""
        client = Client()
        client.force_login(user)
        return client

    def access_of(self, user: User) -> Access:
        return access_workspace(user=user, slug=self.workspace.slug, permission=SHARE)

    def url(self, rest: str = "") -> str:
        """An address below the workspace's own."""
        return f"/w/{self.workspace.slug}/{rest}"

    def api(
        self, kind: str = ApiKey.Kind.SECRET, scopes: list[str] | None = None, other: bool = False
    ) -> APIClient:
        """A REST client with a new key of the workspace (or of the outsider's)."""
        _, token = create_key(
            access=self.other if other else self.access, name="test", kind=kind, scopes=scopes
        )
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    owner = make.make_user("owner@example.org")
    access = create_workspace(user=owner, name="Tea and Sons", slug="tea")
    members = {
        role: make.make_user(f"{role}@example.org") for role in Role.values if role != Role.OWNER
    }
    for role, user in members.items():
        add_member(access=access, user=user, role=role)
    outsider = make.make_user("outsider@example.org")
    other = create_workspace(user=outsider, name="Elsewhere", slug="elsewhere")
    return Cast(
        workspace=access.workspace,
        access=access,
        owner=owner,
        outsider=outsider,
        other=other,
        **members,
    )


def pytest_configure(config: pytest.Config) -> None:
    """What is slow and protects nothing here: Argon2 takes a third of a second for a password, and
    WhiteNoise would read all static files for every new client.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many combinations the matrix of permissions tried, whichever process tried them."""
    reports = [each for key in ("passed", "failed") for each in terminalreporter.getreports(key)]
    tried = [
        int(value)
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == "combinations" and report.when == "call"
    ]
    if tried:
        terminalreporter.write_line(
            f"Matrix of permissions: {sum(tried):,} combinations of address, method, caller and "
            "object were tried."
        )


# A busy machine is slow, which tells nothing about the code under test.
hypothesis.settings.register_profile(
    "cuppa", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("cuppa")

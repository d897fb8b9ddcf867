"""From the front door to a workspace."""

import pytest
from django.test import Client

from experiments.models import Experiment
from personas.models import Persona
from tests import make
from tests.conftest import Cast
from workspaces.membership import create_workspace
from workspaces.models import Membership, Role, Workspace


def signed_in() -> Client:
    client = Client()
    client.force_login(make.make_user())
    return client


@pytest.mark.django_db
def test_somebody_without_a_workspace_makes_one() -> None:
    client = signed_in()
    assert client.get("/").headers["Location"] == "/workspaces/new/"
    assert client.get("/workspaces/new/").status_code == 200
    assert "No workspace yet" in client.get("/workspaces/").content.decode()


def test_somebody_with_one_workspace_goes_straight_there(cast: Cast) -> None:
    assert cast.client(cast.viewer).get("/").headers["Location"] == "/w/tea/"


def test_somebody_with_two_chooses(cast: Cast) -> None:
    create_workspace(user=cast.owner, name="Coffee", slug="coffee")
    client = cast.client(cast.owner)
    assert client.get("/").headers["Location"] == "/workspaces/"
    page = client.get("/workspaces/").content.decode()
    assert 'href="/w/tea/"' in page
    assert 'href="/w/coffee/"' in page
    assert "Elsewhere" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/workspaces/", "/workspaces/new/", "/w/tea/"])
def test_a_guest_is_asked_to_sign_in(path: str) -> None:
    assert "/login/" in Client().get(path).headers["Location"]


@pytest.mark.django_db
def test_an_empty_workspace_is_made_for_its_owner() -> None:
    client = signed_in()
    data = {"name": "Tea & Daughters", "time_zone": "Europe/London"}
    answer = client.post("/workspaces/new/", data)
    workspace = Workspace.objects.get(name="Tea & Daughters")
    assert answer.headers["Location"] == f"/w/{workspace.slug}/"
    assert workspace.time_zone == "Europe/London"
    assert Membership.objects.get(workspace=workspace).role == Role.OWNER
    assert not Persona.objects.for_workspace(workspace).exists()
    page = client.get(answer.headers["Location"]).content.decode()
    assert "is ready." in page


@pytest.mark.django_db
def test_a_workspace_is_made_with_the_sample() -> None:
    client = signed_in()
    data = {"name": "Ladle", "time_zone": "UTC", "with_sample": "on"}
    client.post("/workspaces/new/", data)
    workspace = Workspace.objects.get(name="Ladle")
    assert Persona.objects.for_workspace(workspace).count() == 2
    assert Experiment.objects.for_workspace(workspace).get().state == "running"


@pytest.mark.django_db
def test_a_wrong_time_zone_is_said_beside_it_and_the_name_is_kept() -> None:
    client = signed_in()
    page = client.post("/workspaces/new/", {"name": "Tea", "time_zone": "Middle/Earth"})
    assert page.context["form"].errors["time_zone"]
    assert 'value="Tea"' in page.content.decode()
    assert not Workspace.objects.filter(name="Tea").exists()


@pytest.mark.django_db
def test_two_workspaces_of_one_name_stand_at_two_addresses() -> None:
    client = signed_in()
    for _ in range(2):
        client.post("/workspaces/new/", {"name": "Tea", "time_zone": "UTC"})
    assert len(set(Workspace.objects.filter(name="Tea").values_list("slug", flat=True))) == 2


@pytest.mark.django_db
def test_a_load_balancer_hears_that_all_is_well() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer.headers["Cache-Control"]

"""A first call with a key, and the shape of every error."""

import pytest

from tests.conftest import Cast
from workspaces.models import ApiKey, Job

URL = "/api/v1/workspace/"


def test_it_works(cast: Cast) -> None:
    answer = cast.api(scopes=["read"]).get(URL)
    assert answer.status_code == 200
    assert answer.json()["slug"] == "tea"
    assert answer.json()["permissions"] == ["deliver", "share", "view"]


def test_without_a_key_the_answer_is_a_problem(cast: Cast) -> None:
    api = cast.api()
    api.credentials()
    answer = api.get(URL)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "not_authenticated"
    assert answer.json()["type"] == "urn:cuppa:problem:not_authenticated"


def test_an_unknown_key_is_refused(cast: Cast) -> None:
    api = cast.api()
    api.credentials(HTTP_X_API_KEY="sk_nothing")
    assert api.get(URL).status_code == 401


def test_a_publishable_key_manages_nothing(cast: Cast) -> None:
    api = cast.api(kind=ApiKey.Kind.PUBLISHABLE)
    assert api.get(URL).status_code == 403


@pytest.mark.parametrize("address", ["/api/v1/nowhere/", "/api/v1/jobs/999/"])
def test_what_is_not_there_is_a_problem_too(cast: Cast, address: str) -> None:
    answer = cast.api().get(address)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_jobs_are_those_of_the_key(cast: Cast) -> None:
    mine = Job.objects.create(workspace=cast.workspace, kind="a.b")
    theirs = Job.objects.create(workspace=cast.other.workspace, kind="a.b")
    api = cast.api()
    assert [row["id"] for row in api.get("/api/v1/jobs/").json()["results"]] == [mine.pk]
    assert api.get(f"/api/v1/jobs/{theirs.pk}/").status_code == 404
    assert api.post(f"/api/v1/jobs/{theirs.pk}/cancel/").status_code == 404
    assert api.get(f"/api/v1/jobs/{mine.pk}/file/").status_code == 404


def test_a_job_is_cancelled_once(cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="a.b")
    api = cast.api()
    assert api.post(f"/api/v1/jobs/{job.pk}/cancel/").json()["state"] == "cancelled"
    again = api.post(f"/api/v1/jobs/{job.pk}/cancel/")
    assert again.status_code == 409
    assert again.json()["code"] == "conflict"


def test_a_key_that_reads_cancels_nothing(cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="a.b")
    assert cast.api(scopes=["read"]).post(f"/api/v1/jobs/{job.pk}/cancel/").status_code == 403


@pytest.mark.parametrize(
    ("scopes", "method", "path", "says"),
    [
        (["read"], "post", "/api/v1/personas/", "takes the scope “write”"),
        (["approve"], "post", "/api/v1/personas/", "takes the scope “write”"),
        (["approve"], "post", "/api/v1/exports/", "takes the scope “read” or “write”"),
        (None, "get", "/api/v1/personas/", "takes a secret key with the scope “read” or"),
    ],
)
def test_a_refusal_names_the_scope_that_is_missing(
    cast: Cast, scopes: list[str] | None, method: str, path: str, says: str
) -> None:
    api = cast.api(scopes=scopes) if scopes else cast.api(kind=ApiKey.Kind.PUBLISHABLE)
    answer = getattr(api, method)(path, {})
    assert answer.status_code == 403
    assert says in answer.json()["detail"]

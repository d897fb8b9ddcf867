"""The language model over REST."""

from django.db import transaction

from messaging.models import ModelDraft, ModelProvider, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

KEY = "sk-proj-CanaryOfTheApi"


def provider(cast: Cast, **fields: object) -> ModelProvider:
    values = {"base_url": "https://93.184.216.34/v1", "model": "small-one", "key": KEY} | fields
    return ModelProvider.objects.create(workspace=cast.workspace, **values)


def draft(cast: Cast, **fields: object) -> ModelDraft:
    values = {
        "job": Job.objects.create(workspace=cast.workspace, kind="messaging.write_with_model"),
        "message": make.make_message(cast.workspace),
        "pain": make.make_pain(cast.workspace),
        "parts": make.HERO,
        "model": "small-one",
    } | fields
    return ModelDraft.objects.create(workspace=cast.workspace, **values)


def test_it_works(cast: Cast) -> None:
    provider(cast)
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    path = f"/api/v1/messages/{message.pk}/model-drafts/"
    answer = cast.api().post(path, {"pain": pain.pk, "count": 2}, format="json")
    assert answer.status_code == 202
    job = Job.objects.get(pk=answer.json()["id"])
    assert job.arguments == {
        "message": message.pk,
        "pain": pain.pk,
        "stage": None,
        "framework": "",
        "count": 2,
    }


def test_the_settings_without_the_key(cast: Cast) -> None:
    assert cast.api().get("/api/v1/model-provider/").status_code == 404
    provider(cast)
    answer = cast.api(scopes=["read"]).get("/api/v1/model-provider/")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["model"], body["has_key"], body["used_tokens"]) == ("small-one", True, 0)
    assert KEY not in answer.content.decode()
    assert cast.api(other=True).get("/api/v1/model-provider/").status_code == 404


def test_no_key_sets_a_model_up(cast: Cast) -> None:
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(cast.api(), method)("/api/v1/model-provider/", {}, format="json")
        assert answer.status_code in (403, 405)


def test_without_a_model(cast: Cast) -> None:
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    path = f"/api/v1/messages/{message.pk}/model-drafts/"
    answer = cast.api().post(path, {"pain": pain.pk}, format="json")
    assert answer.status_code == 409 and answer.json()["code"] == "no_model"
    assert not Job.objects.exists()


def test_what_is_wrong_is_named(cast: Cast) -> None:
    provider(cast)
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    path = f"/api/v1/messages/{message.pk}/model-drafts/"
    foreign = make.make_pain(cast.other.workspace)
    for body in ({}, {"pain": foreign.pk}, {"pain": pain.pk, "count": 99}):
        assert cast.api().post(path, body, format="json").status_code == 400
    unknown = {"pain": pain.pk, "framework": "shouting"}
    answer = cast.api().post(path, unknown, format="json")
    assert answer.status_code == 400 and "framework" in answer.content.decode()
    assert cast.api(other=True).post(path, {}, format="json").status_code == 404


def test_drafts_are_read_kept_and_thrown_away(cast: Cast) -> None:
    api, row = cast.api(), draft(cast)
    held = draft(cast, rejected="limit: too long")
    listed = api.get("/api/v1/model-drafts/", {"message": row.message_id}).json()
    assert [each["id"] for each in listed["results"]] == [row.pk]
    answer = api.post(f"/api/v1/model-drafts/{row.pk}/keep/")
    assert answer.status_code == 201 and answer.json()["state"] == "draft"
    assert Variant.objects.get().writer == "model"
    with transaction.atomic():
        again = api.post(f"/api/v1/model-drafts/{row.pk}/keep/")
    assert again.status_code == 409 and again.json()["code"] == "draft_gone"
    assert api.post(f"/api/v1/model-drafts/{held.pk}/keep/").status_code == 409
    assert api.delete(f"/api/v1/model-drafts/{held.pk}/").status_code == 204
    assert not ModelDraft.objects.filter(pk=held.pk).exists()

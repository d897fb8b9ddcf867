"""Leads and continuations over REST."""

from experiments.models import Continuation, LeadsTo
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import DeliveryVersion

LEADS = "/api/v1/leads-to/"
CONTINUATIONS = "/api/v1/continuations/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    ad, page = (make.make_message(cast.workspace).placement for _ in range(2))
    body = {"source": ad.pk, "landing": page.pk}

    made = api.post(LEADS, body, format="json")

    assert made.status_code == 201, made.content
    again = api.post(LEADS, body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "there_already")
    itself = api.post(LEADS, {"source": ad.pk, "landing": ad.pk}, format="json")
    assert (itself.status_code, itself.json()["code"]) == (409, "same_place")
    assert api.delete(f"{LEADS}{made.json()['id']}/").status_code == 204
    assert not LeadsTo.objects.exists()


def test_going_on_with_a_pain(cast: Cast) -> None:
    api = cast.api()
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    first, second = (
        make.make_variant(message, pain=pain, state=Variant.State.APPROVED) for _ in range(2)
    )
    body = {"message": message.pk, "pain": pain.pk, "variant": first.pk}
    DeliveryVersion.objects.bump(cast.workspace.pk)
    before = DeliveryVersion.objects.get(workspace=cast.workspace).version

    made = api.post(CONTINUATIONS, body, format="json")

    assert made.status_code == 201, made.content
    url = f"{CONTINUATIONS}{made.json()['id']}/"
    assert api.patch(url, {"variant": second.pk}, format="json").json()["variant"] == second.pk
    assert api.delete(url).status_code == 204
    assert not Continuation.objects.exists()
    assert DeliveryVersion.objects.get(workspace=cast.workspace).version == before + 3


def test_only_those_who_may_approve(cast: Cast) -> None:
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    text = make.make_variant(message, pain=pain, state=Variant.State.APPROVED)
    body = {"message": message.pk, "pain": pain.pk, "variant": text.pk}

    assert cast.api(scopes=["write"]).post(CONTINUATIONS, body, format="json").status_code == 403


def test_a_text_about_another_pain_is_told_at_its_field(cast: Cast) -> None:
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    text = make.make_variant(message, state=Variant.State.APPROVED)
    body = {"message": message.pk, "pain": pain.pk, "variant": text.pk}

    answer = cast.api().post(CONTINUATIONS, body, format="json")

    assert answer.status_code == 400
    assert "variant" in answer.json()["errors"][0]["pointer"]

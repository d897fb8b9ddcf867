"""Links between quotes and pains over REST."""

from personas.models import EvidenceLink
from tests import make
from tests.conftest import Cast

URL = "/api/v1/evidence-links/"


def test_it_works(cast: Cast) -> None:
    pain, quote = make.make_pain(cast.workspace), make.make_evidence(cast.workspace)
    api = cast.api()
    made = api.post(URL, {"evidence": quote.pk, "pain": pain.pk})
    assert (made.status_code, made.json()["state"]) == (201, "confirmed")
    assert api.delete(f"{URL}{made.json()['id']}/").status_code == 204
    assert not EvidenceLink.objects.exists()


def test_a_suggestion_is_confirmed_by_verb_or_by_attaching(cast: Cast) -> None:
    api = cast.api()
    for by_verb in (True, False):
        pain, quote = make.make_pain(cast.workspace), make.make_evidence(cast.workspace)
        link = EvidenceLink.objects.create(
            workspace=cast.workspace, evidence=quote, pain=pain, state="suggested", confidence=0.6
        )
        if by_verb:
            assert api.post(f"{URL}{link.pk}/confirm/").json()["state"] == "confirmed"
        else:
            answer = api.post(URL, {"evidence": quote.pk, "pain": pain.pk})
            assert answer.json()["id"] == link.pk
        link.refresh_from_db()
        assert link.state == "confirmed"


def test_a_rejected_suggestion_is_not_confirmed(cast: Cast) -> None:
    link = EvidenceLink.objects.create(
        workspace=cast.workspace,
        evidence=make.make_evidence(cast.workspace),
        pain=make.make_pain(cast.workspace),
        state="rejected",
    )
    assert cast.api().post(f"{URL}{link.pk}/confirm/").status_code == 409


def test_filters(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain)
    make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    api = cast.api()
    assert len(api.get(f"{URL}?pain={pain.pk}").json()["results"]) == 1
    assert len(api.get(f"{URL}?state=suggested").json()["results"]) == 0


def test_links_never_cross_workspaces(cast: Cast) -> None:
    mine, theirs = make.make_evidence(cast.workspace), make.make_pain(cast.other.workspace)
    api = cast.api()
    assert api.post(URL, {"evidence": mine.pk, "pain": theirs.pk}).status_code == 400
    quote = make.make_evidence(cast.other.workspace, theirs)
    link = EvidenceLink.objects.get(evidence=quote)
    assert api.post(f"{URL}{link.pk}/confirm/").status_code == 404


def test_a_key_that_reads_may_not_attach(cast: Cast) -> None:
    pain, quote = make.make_pain(cast.workspace), make.make_evidence(cast.workspace)
    api = cast.api(scopes=["read"])
    assert api.post(URL, {"evidence": quote.pk, "pain": pain.pk}).status_code == 403

"""How the brand speaks, what it sells and what it can prove: kept, audited, given back."""

from messaging.models import Claim, Offer, Proof, Relief, Voice
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    typed = {
        "tone": "plain, warm",
        "banned_words": "seamless\r\n\r\nrobust\r\nseamless",
        "preferred_terms": "users = people",
    }
    client.post(cast.url("write/voice/"), typed)
    voice = Voice.objects.get(workspace=cast.workspace)
    assert voice.banned_words == ["seamless", "robust"]
    assert voice.preferred_terms == {"users": "people"}
    page = client.get(cast.url("write/voice/")).content.decode()
    assert "users = people" in page
    client.post(cast.url("write/voice/"), typed | {"tone": "dry"})
    assert Voice.objects.get(workspace=cast.workspace).tone == "dry"
    rows = AuditRecord.objects.filter(workspace=cast.workspace, target_type="voice")
    assert [row.action for row in rows] == ["changed", "created"]


def test_a_line_that_is_no_pair_is_named_and_nothing_lost(cast: Cast) -> None:
    typed = {"tone": "plain", "banned_words": "seamless", "preferred_terms": "just a word"}
    page = cast.client(cast.editor).post(cast.url("write/voice/"), typed).content.decode()
    assert "“just a word” needs the form: avoid = use." in page
    assert "seamless" in page
    assert not Voice.objects.filter(workspace=cast.workspace).exists()


def test_a_claim_and_its_proof(cast: Cast) -> None:
    offer = make.make_offer(cast.workspace)
    proof = Proof.objects.get(workspace=cast.workspace, offer=offer)
    client = cast.client(cast.editor)
    client.post(cast.url("write/voice/claims/new/"), {"text": "loved", "proof": proof.pk})
    claim = Claim.objects.get(workspace=cast.workspace)
    assert claim.proof == proof
    client.post(cast.url(f"write/voice/claims/{claim.pk}/remove/"))
    assert not Claim.objects.filter(workspace=cast.workspace).exists()


def test_a_claim_cannot_lean_on_another_workspace_s_proof(cast: Cast) -> None:
    proof = make.make_offer(cast.other.workspace).proofs.get()
    answer = cast.client(cast.editor).post(
        cast.url("write/voice/claims/new/"), {"text": "loved", "proof": proof.pk}
    )
    assert answer.status_code == 200
    assert not Claim.objects.filter(workspace=cast.workspace).exists()


def test_an_offer_with_how_it_eases_and_what_proves_it(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client = cast.client(cast.editor)
    made = client.post(cast.url("write/offers/"), {"name": "Ledger", "features": "a\r\nb"})
    offer = Offer.objects.get(workspace=cast.workspace)
    url = cast.url(f"write/offers/{offer.pk}/")
    assert made["Location"] == url
    relief = {"form": "relief", "pain": pain.pk, "text": "have every receipt asked for"}
    client.post(url, relief)
    client.post(url, relief | {"text": "close the books in a day"})
    assert Relief.objects.get(workspace=cast.workspace).text == "close the books in a day"
    client.post(url, {"form": "proof", "text": "4.7 of 5"})
    client.post(url, {"form": "offer", "name": "Ledger", "what_it_is": "a bookkeeper"})
    offer.refresh_from_db()
    assert (offer.what_it_is, offer.features) == ("a bookkeeper", [])
    page = client.get(url).content.decode()
    for word in ("Close the books in a day", "4.7 of 5", "a bookkeeper"):
        assert word in page


def test_a_relief_that_does_not_fit_its_slot_gets_an_example(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    offer = make.make_offer(cast.workspace)
    typed = {"form": "relief", "pain": pain.pk, "text": "our seamless receipts"}
    answer = cast.client(cast.editor).post(cast.url(f"write/offers/{offer.pk}/"), typed)
    page = answer.content.decode()
    assert "Begin with a verb in its base form" in page
    assert "our seamless receipts" in page


def test_two_offers_of_one_name(cast: Cast) -> None:
    make.make_offer(cast.workspace, name="Ledger")
    answer = cast.client(cast.editor).post(cast.url("write/offers/"), {"name": "Ledger"})
    assert "There is an offer of this name already." in answer.content.decode()
    mine = make.make_offer(cast.workspace, name="Other")
    renamed = {"form": "offer", "name": "Ledger"}
    answer = cast.client(cast.editor).post(cast.url(f"write/offers/{mine.pk}/"), renamed)
    assert "There is an offer of this name already." in answer.content.decode()


def test_removing_a_relief_and_a_proof(cast: Cast) -> None:
    offer = make.make_offer(cast.workspace, make.make_pain(cast.workspace))
    client = cast.client(cast.editor)
    for noun, model in (("reliefs", Relief), ("proofs", Proof)):
        row = model.objects.get(workspace=cast.workspace, offer=offer)
        client.post(cast.url(f"write/{noun}/{row.pk}/remove/"))
        assert not model.objects.filter(workspace=cast.workspace).exists()


def test_a_viewer_changes_nothing(cast: Cast) -> None:
    offer = make.make_offer(cast.workspace, make.make_pain(cast.workspace))
    relief, proof = offer.reliefs.get(), offer.proofs.get()
    client = cast.client(cast.viewer)
    for address in (
        "write/voice/",
        "write/voice/claims/new/",
        "write/offers/",
        f"write/offers/{offer.pk}/",
        f"write/reliefs/{relief.pk}/remove/",
        f"write/proofs/{proof.pk}/remove/",
    ):
        assert client.post(cast.url(address), {"name": "x", "tone": "x"}).status_code == 403

"""The offer and the voice of a brand document become rows, once."""

import pytest
from django.core.exceptions import ValidationError

from messaging.brand_document import BrandDocument, parse_brand_document
from messaging.load_offer import load_offer
from messaging.models import Claim, Offer, Proof, Relief, Voice
from tests import make
from tests.conftest import Cast


def document(**offer: object) -> BrandDocument:
    return parse_brand_document(
        {
            "workspace": "Tea and Sons",
            "persona": {"name": "Ana"},
            "pains": [{"title": "Receipts"}, {"title": "Reminders"}],
            "offer": {
                "name": "Ledger",
                "what_it_is": "a bookkeeping service",
                "reliefs": ["have every receipt asked for", ""],
                "proof": ["4.7 of 5 from 312 studios"],
                "features": ["reminders"],
            }
            | offer,
            "voice": {
                "tone": "calm",
                "banned_words": ["seamless"],
                "preferred_terms": {"users": "people"},
                "claims": [
                    {"text": "loved", "proof": "4.7 of 5 from 312 studios"},
                    {"text": "safe", "proof": "an audit in May"},
                ],
            },
        }
    )


def test_it_works(cast: Cast) -> None:
    pains = [make.make_pain(cast.workspace), make.make_pain(cast.workspace)]
    loaded = load_offer(access=cast.access, document=document(), pains=pains)
    offer = Offer.objects.get(workspace=cast.workspace)
    assert loaded.offer == offer
    assert (offer.what_it_is, offer.features) == ("a bookkeeping service", ["reminders"])
    relief = Relief.objects.get(workspace=cast.workspace)
    assert (relief.pain, relief.text) == (pains[0], "have every receipt asked for")
    voice = Voice.objects.get(workspace=cast.workspace)
    assert (voice.tone, voice.banned_words) == ("calm", ["seamless"])
    loved, safe = Claim.objects.filter(workspace=cast.workspace)
    assert loved.proof == Proof.objects.get(workspace=cast.workspace)
    assert (safe.proof, safe.proof_text) == (None, "an audit in May")


def test_a_second_load_changes_nothing(cast: Cast) -> None:
    pains = [make.make_pain(cast.workspace), make.make_pain(cast.workspace)]
    load_offer(access=cast.access, document=document(), pains=pains)
    assert load_offer(access=cast.access, document=document(), pains=pains).changed == 0
    assert Claim.objects.filter(workspace=cast.workspace).count() == 2


def test_what_people_added_stays(cast: Cast) -> None:
    load_offer(access=cast.access, document=document(), pains=[])
    voice = Voice.objects.get(workspace=cast.workspace)
    voice.banned_words = ["seamless", "robust"]
    voice.save()
    load_offer(access=cast.access, document=document(features=["exports"]), pains=[])
    voice.refresh_from_db()
    assert voice.banned_words == ["seamless", "robust"]
    assert Offer.objects.get(workspace=cast.workspace).features == ["reminders", "exports"]


def test_too_long_a_text_is_refused_whole(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        load_offer(access=cast.access, document=document(proof=["x" * 301]), pains=[])
    assert not Offer.objects.filter(workspace=cast.workspace).exists()

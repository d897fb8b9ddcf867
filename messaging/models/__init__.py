from messaging.models.ask_tests import AskAnswer, AskPair, AskTest
from messaging.models.campaigns import Campaign
from messaging.models.messages import Message
from messaging.models.needs import CopyFlag, UnmetNeed
from messaging.models.offers import Offer, Proof, Relief
from messaging.models.placements import Placement
from messaging.models.variants import Variant, VariantSource
from messaging.models.voice import Claim, Voice

__all__ = [
    "AskAnswer",
    "AskPair",
    "AskTest",
    "Campaign",
    "Claim",
    "CopyFlag",
    "Message",
    "Offer",
    "Placement",
    "Proof",
    "Relief",
    "UnmetNeed",
    "Variant",
    "VariantSource",
    "Voice",
]

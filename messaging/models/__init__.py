from messaging.models.campaigns import Campaign
from messaging.models.messages import Message
from messaging.models.offers import Offer, Proof, Relief
from messaging.models.placements import Placement
from messaging.models.variants import Variant, VariantSource
from messaging.models.voice import Claim, Voice

__all__ = [
    "Campaign",
    "Claim",
    "Message",
    "Offer",
    "Placement",
    "Proof",
    "Relief",
    "Variant",
    "VariantSource",
    "Voice",
]

from messaging.models.ask_tests import AskAnswer, AskPair, AskTest
from messaging.models.campaigns import Campaign, Destination, PlanCell
from messaging.models.judging import MutedFinding, Overrule, VoiceRemark
from messaging.models.messages import Message
from messaging.models.model_writer import ModelCall, ModelDraft, ModelProvider
from messaging.models.needs import CopyFlag, UnmetNeed
from messaging.models.offers import Offer, Proof, Relief
from messaging.models.placements import Placement
from messaging.models.places import MergeTags, OwnChannel
from messaging.models.talk import Comment, VariantVersion
from messaging.models.variants import Variant, VariantSource
from messaging.models.voice import Claim, Voice

__all__ = [
    "AskAnswer",
    "AskPair",
    "AskTest",
    "Campaign",
    "Claim",
    "Comment",
    "CopyFlag",
    "Destination",
    "MergeTags",
    "Message",
    "ModelCall",
    "ModelDraft",
    "ModelProvider",
    "MutedFinding",
    "Offer",
    "Overrule",
    "OwnChannel",
    "Placement",
    "PlanCell",
    "Proof",
    "Relief",
    "UnmetNeed",
    "Variant",
    "VariantSource",
    "VariantVersion",
    "Voice",
    "VoiceRemark",
]

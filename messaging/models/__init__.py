from messaging.models.ask_tests import AskAnswer, AskPair, AskTest
from messaging.models.brought_in import BroughtIn, BroughtText
from messaging.models.campaigns import Campaign, Destination, PlanCell
from messaging.models.in_use import InUse
from messaging.models.judging import MutedFinding, Overrule, VoiceRemark
from messaging.models.messages import Message
from messaging.models.model_writer import ModelCall, ModelDraft, ModelProvider
from messaging.models.needs import CopyFlag, UnmetNeed
from messaging.models.offers import Offer, Proof, Relief
from messaging.models.placements import Placement
from messaging.models.places import MergeTags, OwnChannel
from messaging.models.reviews import Review, ReviewItem, ReviewNote
from messaging.models.share_links import CampaignGuest, ShareLink, ShareSettings
from messaging.models.sheet_imports import SheetImport, SheetImportRow
from messaging.models.talk import Comment, VariantVersion
from messaging.models.variants import Variant, VariantSource
from messaging.models.voice import Claim, Voice

__all__ = [
    "AskAnswer",
    "AskPair",
    "AskTest",
    "BroughtIn",
    "BroughtText",
    "Campaign",
    "CampaignGuest",
    "Claim",
    "Comment",
    "CopyFlag",
    "Destination",
    "InUse",
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
    "Review",
    "ReviewItem",
    "ReviewNote",
    "ShareLink",
    "ShareSettings",
    "SheetImport",
    "SheetImportRow",
    "UnmetNeed",
    "Variant",
    "VariantSource",
    "VariantVersion",
    "Voice",
    "VoiceRemark",
]

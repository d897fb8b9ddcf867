"""Copy and a test for the sample brand, made the way a marketer makes them."""

from dataclasses import dataclass

from experiments.drafting import create_experiment
from experiments.lifecycle import start_experiment
from experiments.models import Goal
from messaging.approval import approve_variant, submit_variant
from messaging.drafting import (
    Order,
    fingerprint,
    generate_drafts,
    keep_drafts,
    proof_of,
)
from messaging.models import Campaign, Message, Variant
from messaging.placing import create_placement
from messaging.publishing import set_live
from personas.load_profile import LoadedProfile
from personas.models import JourneyStage, PainPoint
from workspaces.access import Access
from workspaces.changes import create_row

DRAFTS = 12
"""Of so many the best is kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A placement of the sample, with the index of the pain its copy speaks to."""

    key: str
    name: str
    channel: str
    stage_kind: str
    pains: tuple[int, ...]


HERO = Place("site-hero", "Site, first screen", "web_hero", "considering", (0, 1))
PLACES = (
    Place("enquiry-email", "E-mail after an enquiry", "email", "deciding", (1,)),
    Place("search-ad", "Search ad", "google_rsa", "considering", (3,)),
    Place("late-change-text", "Text message to customers", "sms", "at_risk", (2,)),
)


def write_sample_copy(*, access: Access, profile: LoadedProfile) -> None:
    """Four placements with copy, one text of it waiting for a decision, and one running test. All
    but the site belong to the sample's campaign, of whose stages and channels they are.

    The test compares two pains in the same place, so it tells which problem moves people.
    """
    first, second = (
        approved(access, variant) for variant in _kept(access, profile, HERO, HERO.pains)
    )
    message = first.message
    set_live(access=access, message=message, variant=first)
    campaign = Campaign.objects.for_workspace(access.workspace).earliest("pk")
    for place in PLACES:
        (variant,) = _kept(access, profile, place, place.pains, campaign)
        if place is PLACES[-1]:
            submit_variant(access=access, variant=variant)
        else:
            live = approved(access, variant)
            set_live(access=access, message=live.message, variant=live)
    _start_test(access, message, second)


def _kept(
    access: Access,
    profile: LoadedProfile,
    place: Place,
    pains: tuple[int, ...],
    campaign: Campaign | None = None,
) -> list[Variant]:
    placement = create_placement(
        access=access, key=place.key, name=place.name, channel=place.channel, campaign=campaign
    )
    message: Message = placement.messages.get()
    stage = next(row for row in profile.stages.values() if row.kind == place.stage_kind)
    kept: list[Variant] = []
    for index in pains:
        # Told the same way, so that only the pain differs and a test tells which one moves people.
        framework = kept[0].framework if kept else ""
        kept.append(best_text(access, message, profile.pains[index], stage, framework))
    return kept


def stage_of_kind(access: Access, kind: str) -> JourneyStage:
    """The sample's first stage of a kind."""
    stage = JourneyStage.objects.for_workspace(access.workspace).filter(kind=kind).earliest("pk")
    return stage


def best_text(
    access: Access,
    message: Message,
    pain: PainPoint,
    stage: JourneyStage,
    framework: str = "",
) -> Variant:
    """The best draft about a pain, kept; told in one way if ``framework`` names it.

    One without a proof where there is one: a proof fits its pain alone, so that in a test of two
    pains it would be a second thing that differs.
    """
    order = Order(pain=pain, stage=stage, seed=3, framework=framework, count=DRAFTS)
    drafts = generate_drafts(access=access, message=message, order=order).drafts
    drafts = tuple(each for each in drafts if proof_of(access, each) is None) or drafts
    best = max(drafts, key=lambda draft: draft.score or 0.0)
    (variant,) = keep_drafts(
        access=access, message=message, order=order, fingerprints=[fingerprint(best)]
    )
    return variant


def approved(access: Access, variant: Variant) -> Variant:
    """The text, submitted and approved."""
    submitted = submit_variant(access=access, variant=variant)
    return approve_variant(access=access, variant=submitted)


def _start_test(access: Access, message: Message, rival: Variant) -> None:
    goal = Goal(key="trial", name="Starts a trial")
    create_row(access=access, instance=goal)
    experiment = create_experiment(
        access=access,
        message=message,
        name="Which pain opens the page?",
        goal=goal,
        variants=[rival],
        hypothesis="Evenings lost to quotes move more caterers than headcounts that change.",
        key="which-pain",
    )
    start_experiment(access=access, experiment=experiment)

"""A journey to start from: one stage of each kind and the ways between them, returns included."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateStage:
    name: str
    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class TemplateTransition:
    source: str
    target: str
    event: str


@dataclass(frozen=True, slots=True)
class TemplateJourney:
    stages: tuple[TemplateStage, ...]
    transitions: tuple[TemplateTransition, ...]


TEMPLATE_JOURNEY = TemplateJourney(
    stages=(
        TemplateStage("Coping", "unaware", "Is this just how it is?"),
        TemplateStage("Fed up", "aware", "Does everybody put up with this?"),
        TemplateStage("Looking around", "considering", "What do others do about it?"),
        TemplateStage("Choosing", "deciding", "Will this one really work for me?"),
        TemplateStage("Using it", "using", "Am I getting what I hoped for?"),
        TemplateStage("Telling others", "advocate", "Who else should know?"),
        TemplateStage("Having doubts", "at_risk", "Is it still worth it?"),
        TemplateStage("Gone", "left", "Am I better off now?"),
    ),
    transitions=(
        TemplateTransition("Coping", "Fed up", "it costs them something they cannot shrug off"),
        TemplateTransition("Fed up", "Coping", "the week gets quieter and they let it be"),
        TemplateTransition("Fed up", "Looking around", "somebody mentions another way"),
        TemplateTransition("Looking around", "Choosing", "two or three ways are left"),
        TemplateTransition("Choosing", "Looking around", "a doubt nobody answers"),
        TemplateTransition("Choosing", "Using it", "the first try works"),
        TemplateTransition("Using it", "Telling others", "a friend has the same problem"),
        TemplateTransition("Using it", "Having doubts", "it lets them down once"),
        TemplateTransition("Having doubts", "Using it", "somebody puts it right"),
        TemplateTransition("Having doubts", "Gone", "the price goes up, or a rival calls"),
        TemplateTransition("Gone", "Looking around", "the old problem is back"),
    ),
)

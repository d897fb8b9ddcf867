"""What tests said, as people read it."""

from django import template

from personas.what_tests_said import Tested

register = template.Library()


@register.filter
def in_words(tested: Tested) -> str:
    """A lift with its interval and the chance to be the best: “+14 % (+3 % to +26 %), ...”."""
    lift, low, high = (_percent(each) for each in (tested.lift, tested.low, tested.high))
    best = f"{tested.chance_best * 100:.0f} %"
    return f"{lift} against the average pain ({low} to {high}), the best with {best} chance"


@register.filter
def tested_lift(tested: Tested | None) -> str:
    """Only the lift; a dash where nothing was tested."""
    return _percent(tested.lift) if tested else "–"


@register.filter
def tested_ends(tested: Tested | None) -> str:
    """The ends of its interval."""
    return f"{_percent(tested.low)} to {_percent(tested.high)}" if tested else ""


def _percent(share: float) -> str:
    return f"{share * 100:+.0f} %".replace("-", "\u2212")

"""The sentence of a test that proves something else than a winner: pure.

A test of the same text against itself tries the counting, and what a platform's optimiser sent
where is observed, not tested. Both must never be told as if one text had won.
"""

OBSERVED = "observed"
"""The verdict of what was observed and not tested."""


def told(
    *, verdict: str, sentence: str, is_aa: bool, is_tested: bool, visitors: int, alpha: float = 0.05
) -> tuple[str, str]:
    """(verdict, sentence) as they are shown."""
    if not is_tested:
        return OBSERVED, (
            "Observed, not tested: the platform chose who saw which text, so their visitors differ "
            "and no text can be called the winner."
        )
    if not is_aa or verdict == "broken":
        return verdict, sentence
    if verdict in ("winner", "loser"):
        return verdict, (
            "The same text seems to beat itself. By chance alone that happens in at most "
            f"{alpha * 100:.0f} of 100 such trials, so look for a fault in the counting first."
        )
    return verdict, (
        f"The counting holds so far: {visitors:,} visitors of one and the same text were split as "
        "planned, and no difference was found where there is none."
    )

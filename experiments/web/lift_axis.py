"""The marks of an axis of lifts, shared by the charts: pure."""

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
MOST_TICKS = 7


def lift_ticks(lowest: float, highest: float) -> list[float]:
    """Round lifts between the two ends, nought among them; at most eight for ends up to 7 apart."""
    step = next((s for s in STEPS if (highest - lowest) / s <= MOST_TICKS), STEPS[-1])
    return [number * step for number in range(int(lowest / step), int(highest / step) + 1)]


def lift_label(lift: float) -> str:
    """0.184 as “+18 %”, with a real minus sign; nought stands alone."""
    return f"{lift * 100:+.0f} %".replace("-", "−") if lift else "0"

"""Plain tables on the terminal."""


def row(*cells: object) -> None:
    """Print cells in columns of the same width."""
    print("  ".join(f"{cell!s:>12}" for cell in cells))

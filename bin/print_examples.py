"""Print docs/examples.md anew: DEBUG=1 python bin/print_examples.py > docs/examples.md."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = """# Examples

Three brands of our own invention, one persona each, written for by the phrase writer alone. The
briefs are the brand documents in [`docs/examples/`](examples/). Every command below runs as it
stands in a checkout (with `DEBUG=1` in the environment) and prints drafts as JSON Lines, best
first, with a score of the lens and the source of every sentence; here are their parts. The same
seed gives the same drafts, until somebody adds a phrasing. [Writing](writing.md) explains the
slots. This page is printed by `python bin/print_examples.py`.
"""
BRANDS = [
    (
        "A vet in the evening",
        "veterinary",
        "The voice is warm. The second pain's cost is one owner's bill of March, so the copy tells"
        " it as somebody's story or leaves it out. Each pain gets the proof that is about it. The"
        " ad for Meta names the situation and never the reader.",
        [
            "--pain 0 --stage aware --channel meta_ad --count 3 --seed 4",
            "--pain 0 --stage considering --channel google_rsa --count 1 --seed 4",
            "--pain 1 --stage deciding --channel landing_section --count 2 --seed 4",
            "--pain 0 --stage using --channel push --count 2 --seed 4",
            "--pain 0 --stage left --channel email --count 1 --seed 5",
            "--pain 0 --stage advocate --channel x_post --count 2 --seed 4",
        ],
    ),
    (
        "A finding aid for small archives",
        "archive",
        "The voice is plain and formal, so nothing is contracted. The same pain before anybody"
        " looks for a way out, while they choose, when it goes wrong, and after they went.",
        [
            "--stage unaware --channel linkedin_ad --count 2 --seed 4",
            "--stage aware --channel email --count 1 --seed 4",
            "--stage considering --channel sales_line --count 2 --seed 4",
            "--stage deciding --channel web_hero --count 2 --seed 7",
            "--stage deciding --channel microsoft_rsa --count 1 --seed 4",
            "--stage at_risk --channel email --count 1 --seed 4",
            "--stage left --channel sms --count 2 --seed 4",
            "--stage advocate --channel linkedin_message --count 1 --seed 4",
        ],
    ),
    (
        "Timesheets for a seaside hotel",
        "payroll",
        "The voice is dry and direct. The relief begins with “let”, so no line says that the"
        " product “lets you let”.",
        [
            "--stage unaware --channel tiktok_ad --count 3 --seed 4",
            "--stage considering --channel web_hero --count 3 --seed 4",
            "--stage considering --channel google_pmax --count 1 --seed 4",
            "--stage considering --channel web_banner --count 2 --seed 4",
            "--stage deciding --channel google_display --count 1 --seed 4",
            "--stage using --channel landing_section --count 2 --seed 4",
            "--stage at_risk --channel landing_section --count 2 --seed 4",
        ],
    ),
]


def drafts(arguments: str) -> list[dict[str, object]]:
    """What ``manage.py write_drafts`` prints for ``arguments``."""
    command = [sys.executable, "manage.py", "write_drafts", *shlex.split(arguments)]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DEBUG": "1"}, capture_output=True, check=True
    )
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


def as_markdown(draft: dict[str, object]) -> str:
    """One draft, its parts as a list."""
    lines = [f"*{draft['framework']}, score {draft['score']}*", ""]
    parts = draft["parts"]
    assert isinstance(parts, dict)
    for name, value in parts.items():
        if isinstance(value, list):
            lines.append(f"- **{name}**")
            lines += [f"  - {text}" for text in value]
        else:
            indented = value.replace("\n", "\n  ")
            lines.append(f"- **{name}**: {indented}".replace("\n  \n", "\n\n"))
    return "\n".join(lines)


def main() -> None:
    blocks = [HEAD]
    for title, name, said, orders in BRANDS:
        blocks.append(f"## {title} (`{name}.json`)\n\n{said}\n")
        for order in orders:
            arguments = f"docs/examples/{name}.json {order}"
            blocks.append(f"```console\n$ python manage.py write_drafts {arguments}\n```\n")
            blocks += [f"{as_markdown(draft)}\n" for draft in drafts(arguments)]
    sys.stdout.write("\n".join(blocks))


if __name__ == "__main__":
    main()

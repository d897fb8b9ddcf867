"""Files for ad platforms that come back, told by their columns.  [pure]

They hold a variant's key as a label or a parameter, and no id, checksum or revision of ours; their
own column Id is the platform's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from messaging.sharing.read_columns import plain_title

_PARAMETER = re.compile(r"\{_variant\}=((?:[^;\\]|\\.)+)")


@dataclass(frozen=True, slots=True)
class Platform:
    """``marks`` are the titles it is told by. ``kind`` is the column that says what a row is, and
    ``ad`` what it says of an ad."""

    key: str
    channel: str
    marks: frozenset[str]
    keys: tuple[str, ...]
    kind: str
    ad: str
    key_in: Callable[[str], str]
    fields: tuple[str, ...] = ()

    def fields_in(self, header: Sequence[str]) -> dict[str, int]:
        """The column that holds the key."""
        titles = [plain_title(title) for title in header]
        for name in self.keys:
            if name in titles:
                return {"key": titles.index(name)}
        return {}

    def is_ad(self, header: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether a row is an ad, and no campaign, keyword or line about the file."""
        said: Mapping[str, str] = dict(zip(map(plain_title, header), cells, strict=False))
        kind = plain_title(said.get(self.kind, ""))
        return not kind or kind == self.ad


def _label(said: str) -> str:
    """The first of several labels that looks like a key of ours: it has a dash."""
    labels = [label.strip() for label in re.split("[;,]", said) if label.strip()]
    return next((label for label in labels if "-" in label), labels[0] if labels else "")


def _parameter(said: str) -> str:
    if found := _PARAMETER.search(said):
        return re.sub(r"\\(.)", r"\1", found[1]).strip()
    return said.strip() if not said.startswith("{") else ""


PLATFORMS = (
    Platform(
        "google_ads_web",
        "google_rsa",
        frozenset({"rowtype", "action", "headline1"}),
        ("label", "labels"),
        "rowtype",
        "ad",
        _label,
    ),
    Platform(
        "google_ads_editor",
        "google_rsa",
        frozenset({"campaign", "adgroup", "headline1", "finalurl"}),
        ("labels", "label"),
        "adtype",
        "responsivesearchad",
        _label,
    ),
    Platform(
        "microsoft_bulk",
        "microsoft_rsa",
        frozenset({"type", "parentid", "headline", "description"}),
        ("clientid", "customparameter"),
        "type",
        "responsivesearchad",
        _parameter,
    ),
)


def platform_of(header: Sequence[str]) -> Platform | None:
    """The platform whose file has this header; None where it is none we know."""
    titles = {plain_title(title) for title in header}
    if "key" in titles or "checksum" in titles:
        return None
    return next((one for one in PLATFORMS if one.marks <= titles), None)

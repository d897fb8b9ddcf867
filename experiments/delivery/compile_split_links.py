"""Read the split links of a workspace for its snapshot, in two queries."""

from collections import defaultdict

from experiments.delivery.split_snapshot import SplitLinkSnapshot
from experiments.models import SplitLink, SplitPage


def compile_split_links(workspace_id: int) -> dict[str, SplitLinkSnapshot]:
    """Token -> link. A workspace in the archive sends nobody anywhere."""
    links = SplitLink.objects.filter(
        workspace_id=workspace_id, workspace__archived_at=None
    ).select_related("placement")
    pages: dict[int, dict[str, str]] = defaultdict(dict)
    rows = SplitPage.objects.filter(workspace_id=workspace_id)
    for link_id, variant, url in rows.values_list("link_id", "variant__key", "url"):
        pages[link_id][variant] = url
    return {
        link.token: SplitLinkSnapshot(
            placement=link.placement.key,
            url=link.url,
            is_on=link.is_on,
            remembers=link.remembers,
            pages=pages[link.pk],
        )
        for link in links
    }

"""The files that copy can leave in: what each is for, and who writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from messaging.channels import Channel
from messaging.sharing.generic_json import write_generic_json, write_generic_jsonl
from messaging.sharing.generic_tables import write_generic_csv, write_generic_tsv
from messaging.sharing.generic_workbook import write_generic_workbook
from messaging.sharing.google_ads_editor import write_google_ads_editor
from messaging.sharing.google_ads_web import write_google_ads_web
from messaging.sharing.leaving import Writer
from messaging.sharing.message_lists import write_email_copy, write_sms_list
from messaging.sharing.microsoft_bulk import write_microsoft_bulk
from messaging.sharing.platform_facts import facts_of

Which = Literal["all", "facts", "messages", "sms"]

GROUPS = {
    "agency": "For an agency",
    "ads": "For an ad platform",
    "email": "For an e-mail tool",
    "developer": "For a developer",
}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """``name`` and ``hint`` are a line each on the form; ``ending`` goes behind the workspace's
    name in the file's. ``facts`` names the platform's facts file. ``which`` says which channels
    can leave in it; ``writer`` is None for the workbook, which has a job of its own. ``where`` is
    the platform whose texts are in use once it was uploaded (``using_elsewhere.WHERE``)."""

    key: str
    group: str
    name: str
    hint: str
    ending: str = ""
    which: Which = "all"
    facts: str = ""
    writer: Writer | None = None
    has_dialect: bool = False
    where: str = ""

    def channels(self, here: Mapping[str, Channel]) -> tuple[str, ...]:
        """The keys of the channels that leave in this format; empty for all of them."""
        if self.which == "facts":
            return (facts_of(self.facts)["channel"],)
        if self.which == "all":
            return ()
        sms = {key for key, one in here.items() if any(p.counting == "sms" for p in one.parts)}
        if self.which == "sms":
            return tuple(key for key in here if key in sms)
        return tuple(key for key, one in here.items() if one.merge_tags and key not in sms)


ALL = (
    ExportFormat(
        "workbook",
        "agency",
        "Workbook (XLSX)",
        "One sheet a channel, with character counts. It can be edited and brought back.",
    ),
    ExportFormat(
        "google_ads_editor",
        "ads",
        "Google Ads Editor (CSV)",
        "Search ads for the desktop program. They arrive paused, labelled with their key.",
        "google-ads-editor-{day}.csv",
        "facts",
        "google_ads_editor",
        write_google_ads_editor,
        where="google_ads",
    ),
    ExportFormat(
        "google_ads_web",
        "ads",
        "Google Ads on the web (CSV)",
        "Search ads for Bulk actions, Uploads. They arrive paused, labelled with their key.",
        "google-ads-web-{day}.csv",
        "facts",
        "google_ads_web",
        write_google_ads_web,
        where="google_ads",
    ),
    ExportFormat(
        "microsoft_bulk",
        "ads",
        "Microsoft Advertising bulk file (CSV)",
        "Search ads for Import from file. They arrive paused.",
        "microsoft-bulk-{day}.csv",
        "facts",
        "microsoft_bulk",
        write_microsoft_bulk,
        where="microsoft_ads",
    ),
    ExportFormat(
        "email_copy",
        "email",
        "E-mails and push notifications (CSV)",
        "Subject, preheader and body, with merge tags as your tool writes them.",
        "emails-{day}.csv",
        "messages",
        "",
        write_email_copy,
        has_dialect=True,
    ),
    ExportFormat(
        "sms_list",
        "email",
        "SMS list (CSV)",
        "Each text as it is sent, with how many messages it costs at the longest.",
        "sms-{day}.csv",
        "sms",
        "",
        write_sms_list,
        has_dialect=True,
        where="sms",
    ),
    ExportFormat(
        "generic_csv",
        "developer",
        "CSV",
        "A row a text, a column a part, any channel. Opens in every spreadsheet.",
        "copy-{day}.csv",
        writer=write_generic_csv,
        has_dialect=True,
    ),
    ExportFormat(
        "generic_tsv",
        "developer",
        "TSV",
        "The same, parted by tabs.",
        "copy-{day}.tsv",
        writer=write_generic_tsv,
        has_dialect=True,
    ),
    ExportFormat(
        "generic_xlsx",
        "developer",
        "Plain workbook (XLSX)",
        "The same as one sheet without counts or colours, also of a hundred thousand texts.",
        "copy-table-{day}.xlsx",
        writer=write_generic_workbook,
        has_dialect=True,
    ),
    ExportFormat(
        "generic_json",
        "developer",
        "JSON",
        "One list of texts with all that is known of them.",
        "copy-{day}.json",
        writer=write_generic_json,
        has_dialect=True,
    ),
    ExportFormat(
        "generic_jsonl",
        "developer",
        "JSON Lines",
        "The same, an object a line.",
        "copy-{day}.jsonl",
        writer=write_generic_jsonl,
        has_dialect=True,
    ),
)
BY_KEY = {one.key: one for one in ALL}

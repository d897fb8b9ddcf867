"""The page of a share link: open to whoever has the address, and its password where it has one.

``csrf_exempt`` is right here as on the page of a survey (personas/web/public_survey.py): no session
and no cookie is looked at, so there are no rights another page could use. What a form may do, its
ticket says (messaging/share_links_ticket.py). docs/adr/0036 says more.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from csp.constants import NONE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.models import ShareLink
from messaging.share_links import LONGEST_PASSWORD, OPEN, state_of
from messaging.share_links_open import (
    LinkClosedError,
    NotTakenError,
    file_of,
    find_link,
    note_downloaded,
    note_opened,
    take_upload,
)
from messaging.share_links_ticket import is_password, is_ticket, new_ticket
from messaging.sharing.export import FORMATS
from workspaces.addresses import address_of, network_of
from workspaces.limits import wait_for_call, whole_seconds
from workspaces.models import Job

TOO_MANY, GONE, NOT_FOUND, NOT_TAKEN, REFUSED = 429, 410, 404, 422, 403
TRIES, FETCHES, UPLOADS = 10, 30, 6
"""A minute, under one link: passwords and downloads and files of one network."""
TRIES_OF_ALL = 60
"""A minute, under one link, of the whole world: a password of eight letters stands for long."""
LATER = "This was tried too often. Wait a minute, then try again."
WRONG = "This is not the password of this link. Ask whoever sent it to you."
TOO_OLD = "This page was open for too long. Open it again; nothing was sent."
View = Callable[[HttpRequest, ShareLink], HttpResponseBase]


class SendForm(forms.Form):
    """``auto_id`` names no field of the other form of the page."""

    sender = forms.CharField(
        label="Your name",
        max_length=120,
        strip=True,
        error_messages={"required": "They ask you where something is unclear: say who you are."},
    )
    file = forms.FileField(
        label="The file",
        max_length=200,
        error_messages={"required": "Choose the file you edited."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 2**20
            raise forms.ValidationError(f"This file is larger than {limit} MB, the most we take.")
        return file


def shared_page(view: View) -> Callable[..., HttpResponseBase]:
    """A page below a link's address: runs no script, is found by no search engine, is kept by no
    cache, and says the same of a link that never was as of any other address."""

    def page(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            link = find_link(token)
            answer = view(request, link) if state_of(link) == OPEN else closed()
        except LinkClosedError:
            answer = closed()
        except Http404:
            answer = show("missing", NOT_FOUND)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store, private"
        return answer

    no_script = csp_replace({"script-src": [NONE], "connect-src": [NONE]})(page)  # type: ignore[arg-type]
    return csrf_exempt(no_script)


def show(name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Made without the request: it must not look who asks."""
    return HttpResponse(render_to_string(f"shared/{name}.html", context), status=status)


def closed() -> HttpResponse:
    return show("closed", GONE)


@shared_page
def shared(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """The way in: the password where there is one, then what is shared."""
    if request.method != "POST":
        if link.password:
            return show("locked", link=link, longest=LONGEST_PASSWORD)
        if request.method == "GET":
            note_opened(link)
        return inside(link)
    late = _too_often(request, link, "password", TRIES, TRIES_OF_ALL)
    if late is not None:
        return late
    if not is_password(link, request.POST.get("password", "")[: 4 * LONGEST_PASSWORD]):
        return show("locked", REFUSED, link=link, fault=WRONG, longest=LONGEST_PASSWORD)
    note_opened(link)
    return inside(link)


def inside(link: ShareLink, status: int = 200, **more: Any) -> HttpResponse:
    """What is shared, for somebody who may see it."""
    job = link.job
    zone = ZoneInfo(link.workspace.time_zone)
    context = {
        "link": link,
        "brand": link.workspace.name,
        "job": file_of(link),
        "is_being_made": job is not None and not job.is_finished,
        "has_failed": job is not None and job.state in (Job.State.FAILED, Job.State.CANCELLED),
        "format": FORMATS.get(link.file_format, ""),
        "ticket": new_ticket(link),
        "form": SendForm() if link.may_upload else None,
    }
    with timezone.override(zone):
        return show("inside", status, **context | more)


@require_POST
@shared_page
def download(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """The file itself, as it was made."""
    late = _too_often(request, link, "file", FETCHES)
    if late is not None:
        return late
    if not is_ticket(link, request.POST.get("ticket", "")):
        return _asked_again(link)
    job = file_of(link)
    if job is None or not job.result_file.storage.exists(str(job.result_file.name)):
        return inside(link, GONE, gone=True)
    note_downloaded(link, job)
    name = job.result.get("file_name") or str(job.result_file.name).rsplit("/", 1)[-1]
    return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=name)


@require_POST
@shared_page
def send(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """A file comes back. Whether it may is looked up before its bytes are read."""
    if not link.may_upload:
        raise LinkClosedError
    late = _too_often(request, link, "upload", UPLOADS)
    if late is not None:
        return late
    if not is_ticket(link, request.POST.get("ticket", "")):
        return _asked_again(link)
    form = SendForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            take_upload(link=link, file=said["file"], sender=said["sender"])
        except NotTakenError as error:
            form.add_error("file", str(error))
        else:
            return Redirect(reverse("shared-sent", args=[link.token]))
    return inside(link, NOT_TAKEN, form=form)


@require_safe
@shared_page
def sent(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """After a file. It says the same to whoever opens it."""
    return show("sent", link=link)


def _asked_again(link: ShareLink) -> HttpResponse:
    if link.password:
        return show("locked", REFUSED, link=link, fault=TOO_OLD, longest=LONGEST_PASSWORD)
    return inside(link, NOT_TAKEN, fault=TOO_OLD)


def _too_often(
    request: HttpRequest, link: ShareLink, what: str, limit: int, of_all: int = 0
) -> HttpResponse | None:
    network = network_of(address_of(request))
    # In this order: what one network tries too often does not count for all others.
    wait = wait_for_call(f"share {what}:{link.token}:{network}", limit) or wait_for_call(
        f"share {what}:{link.token}", of_all
    )
    if not wait:
        return None
    answer = show("locked", TOO_MANY, fault=LATER, later=True)
    answer.headers["Retry-After"] = str(whole_seconds(wait))
    return answer


shared = require_http_methods(["GET", "HEAD", "POST"])(shared)

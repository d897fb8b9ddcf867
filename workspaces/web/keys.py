from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from workspaces.access import MANAGE, Access, access_object
from workspaces.keys import create_key, revoke_key
from workspaces.models import ApiKey
from workspaces.web.forms import KeyForm
from workspaces.web.views import workspace_page


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def keys(request: HttpRequest, access: Access) -> HttpResponse:
    """The keys of this workspace; a new one is shown on the answer to its creation, once."""
    form = KeyForm(request.POST or None, initial={"kind": ApiKey.Kind.PUBLISHABLE})
    token = ""
    if request.method == "POST" and form.is_valid():
        expires_on = form.cleaned_data["expires_on"]
        _, token = create_key(
            access=access,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            scopes=form.scopes(),
            expires_at=(
                timezone.make_aware(datetime.combine(expires_on, time.max)) if expires_on else None
            ),
        )
        form = KeyForm(initial={"kind": ApiKey.Kind.PUBLISHABLE})
    rows = ApiKey.objects.for_workspace(access.workspace)
    context = {
        "form": form,
        "keys": rows,
        "token": token,
        "read_only": ["read"],
        "tab": "keys",
    }
    return render(request, "settings/keys.html", context)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def revoke(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    key = access_object(ApiKey.objects.all(), access, pk=pk)
    revoke_key(access=access, key=key)
    messages.success(request, f"{key.name} is refused everywhere within a second.")
    return redirect("settings-keys", access.workspace.slug)

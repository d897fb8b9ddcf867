"""The weekly letter: switched by each member for themselves, and stopped from the letter."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from workspaces.access import VIEW, Access
from workspaces.addresses import address_of
from workspaces.web.given import own_path
from workspaces.web.views import workspace_page
from workspaces.weekly_letter import membership_of, stop_letter, switch_letter


@require_POST
@workspace_page(change=VIEW)
def switch(request: HttpRequest, access: Access) -> HttpResponse:
    """Read the letter every week, or no more (``on`` in the form)."""
    on = bool(request.POST.get("on"))
    switch_letter(access=access, on=on)
    said = (
        "You get a letter after each week in which customers began to say something."
        if on
        else "You get no weekly letter any more."
    )
    messages.success(request, said)
    following = own_path(request)
    if following is not None:
        return redirect(following)
    return redirect("settings-people", access.workspace.slug)


# A mail program that offers "Unsubscribe" posts here and has no cookie of ours: the token, which
# only the letter holds and which can do nothing else, is what it shows instead.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a letter. Opening it asks; pressing the button stops the letter. Programs that
    look at links in letters stop nothing."""
    membership = membership_of(token)
    if membership is None:
        raise Http404("There is no such letter.")
    if request.method == "POST":
        stop_letter(membership, address=address_of(request))
    context = {
        "name": membership.workspace.name,
        "stopped": request.method == "POST",
    }
    return render(request, "letters/stop.html", context)

"""The list of calls by which staff confirm what the pages say."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activities.calls import Call, Scope, calls, scopes
from activities.models import Activity
from activities.staff.confirming import confirm
from activities.trust import fresh_since
from councils.context import portal_of
from fujimino_support.editing import rights
from fujimino_support.japanese.dates import short_day_words


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_calls(request: HttpRequest) -> HttpResponse:
    """Whom to ring, for paper and for the desk; a POST says of one activity that nothing has changed."""
    if not rights.may_open(request.user, "confirm_calls"):
        raise PermissionDenied
    today = timezone.localdate()
    offered = scopes(request.user, portal_of(request).areas)
    scope = _chosen(request, offered)
    listed = calls(request.user, scope, fresh_since(today, portal_of(request).stale_after_days), today)
    if request.method == "POST":
        return _confirm(request, scope, listed)
    context = {
        **admin.site.each_context(request),
        "title": "確認電話リスト",
        "scopes": offered,
        "scope": scope,
        "calls": listed,
        "today": today,
    }
    return render(request, "admin/activities/calls.html", context)


def _chosen(request: HttpRequest, offered: list[Scope]) -> Scope:
    asked = request.GET.get("area", offered[0].slug)
    found = next((scope for scope in offered if scope.slug == asked), None)
    if found is None:
        raise Http404
    return found


def _confirm(request: HttpRequest, scope: Scope, listed: list[Call]) -> HttpResponse:
    """Back to where the activity stood: to the one that follows it."""
    number, today = request.POST.get("number", ""), timezone.localdate()
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    activity = get_object_or_404(Activity.objects.published(today), number=int(number))
    if confirm(request.user, activity, today):
        day = short_day_words(today)
        messages.success(request, f"「{activity}」は変わりなし。確認日を、今日 {day}にしました。")
    else:
        messages.info(request, f"「{activity}」の確認日は、もう今日になっています。")
    marks = ["", *(call.mark for call in listed if call.activity != activity)]
    place = next((at for at, call in enumerate(listed) if call.activity == activity), 0)
    following = marks[min(place + 1, len(marks) - 1)]
    return redirect(f"{scope.address}#{following}" if following else scope.address)

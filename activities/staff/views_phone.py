"""Letting a phone be remembered for the work in the field, and no longer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fujimino_support.editing.signin import field
from fujimino_support.editing.signin.models import FIELD_DAYS

from .forms import PhoneForm
from .views import shown


@field.field_page
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Only whoever has signed in with the password can let a phone be remembered; any phone can be forgotten."""
    may_remember = request.phone is None  # type: ignore[attr-defined]
    form = PhoneForm(request.POST if "remember" in request.POST else None)
    response = redirect("staff")
    if "forget" in request.POST:
        field.forget(request, response, timezone.localtime())
        return response
    if may_remember and form.is_valid():
        field.remember(request, response, form.cleaned_data["phone"], timezone.localtime())
        return response
    context = {
        "form": form,
        "days": FIELD_DAYS,
        "may_remember": may_remember,
        "remembered": field.phone_of(request),
    }
    return shown(request, "phone.html", context)

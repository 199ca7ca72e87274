from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from councils.context import portal_of
from councils.models import Page, ProgrammeSection, Town
from councils.models.programme import Slot
from fujimino_support.web.proxies import client_address
from fujimino_support.web.public import public_page

from .contact import About, Ticket, about, number_of, receipt
from .forms import ContactForm
from .intake import TooMany, receive
from .models import Coordinator, Inquiry, Kind, Mail
from .models.mails import Purpose

LABEL = "お問い合わせ"


@public_page
@require_safe
def coordinator_list(request: HttpRequest) -> HttpResponse:
    context = {
        "coordinators": Coordinator.objects.in_post(timezone.localdate()).prefetch_related("areas"),
        "sections": ProgrammeSection.objects.filter(slot=Slot.COORDINATORS),
        "breadcrumbs": [("生活支援コーディネーター", "")],
    }
    return render(request, "coordinators/coordinator_list.html", context)


# No store of others keeps it; the person's own browser may, so that the way back finds what she typed.
own_page = cache_control(private=True, no_cache=True)


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The form, its answers read back, and the inquiry received: every step is a POST to this one address."""
    now = timezone.localtime()
    if request.method == "POST":
        return _step(request, now)
    found = about(request.GET, now.date())
    kind = request.GET.get("about", "")
    boxes = {
        "kind": kind if kind in Kind.values else Kind.QUESTION,
        "activity": found.activity.number if found.activity else "",
        "recruitment": found.recruitment.pk if found.recruitment else "",
        "ticket": Ticket.issue(now).sealed(),
    }
    return _form(request, ContactForm(initial=boxes), found)


def _step(request: HttpRequest, now: datetime) -> HttpResponse:
    data, found = request.POST.copy(), about(request.POST, now.date())
    step, ticket = data.get("step"), Ticket.read(data.get("ticket", ""))
    if ticket is None:
        # A form that is not known cannot be received once only: it becomes one that is, to be confirmed.
        ticket, step = Ticket.issue(now), step if step == "edit" else "confirm"
        data["ticket"] = ticket.sealed()
    if step == "edit":
        return _form(request, ContactForm(initial=data.dict()), found)
    form = ContactForm(data)
    if not form.is_valid():
        return _form(request, form, found)
    if step != "send":
        return _confirm(request, form, found)
    try:
        received = receive(form.inquiry(ticket, found, now), client_address(request), now)
    except TooMany as limit:
        response = _confirm(request, form, found, problem="too_many", status=429)
        response["Retry-After"] = str(int(limit.wait.total_seconds()) + 1)
        return response
    if not received.is_the_same:
        data["ticket"] = ticket.another().sealed()
        return _confirm(request, form, found, problem="received", earlier=received.inquiry)
    done = reverse("contact_done", args=[receipt(received.inquiry)])
    return HttpResponseRedirect(done, status=303)


@own_page
def contact_again(request: HttpRequest) -> HttpResponse:
    """The form with what was typed, when the browser had lost the token that protects it."""
    today = timezone.localdate()
    form = ContactForm(initial=request.POST.dict())
    problem = "no_cookies" if "again" in request.POST else "expired"
    return _form(request, form, about(request.POST, today), problem=problem, status=403)


@never_cache
@require_safe
def contact_done(request: HttpRequest, receipt: str) -> HttpResponse:
    number = number_of(receipt)
    if number is None:
        raise Http404
    inquiry = get_object_or_404(Inquiry, number=number)
    mail = inquiry.mails.filter(purpose=Purpose.RECEIPT, given_up_at=None).first()
    context = {
        "is_contact": True,
        "inquiry": inquiry,
        "received_on": timezone.localtime(inquiry.received_at).date(),
        "gets_mail": mail,
        "mail_is_late": mail and not mail.sent_at and (mail.tries or Mail.objects.unreached().exists()),
        "robots": "noindex",
        "canonical": reverse("contact"),
        "breadcrumbs": [(LABEL, reverse("contact")), ("受け付けました", "")],
    }
    return render(request, "coordinators/contact_done.html", context)


def _form(
    request: HttpRequest, form: ContactForm, found: About, problem: str = "", status: int = 200
) -> HttpResponse:
    today = portal_of(request).today
    context = {
        "is_contact": True,
        "form": form,
        "about": found,
        "problem": problem,
        "is_first": request.method != "POST",
        "towns": Town.objects.values_list("name", flat=True),
        "sections": ProgrammeSection.objects.filter(slot=Slot.CONTACT),
        "privacy": Page.objects.published(today).filter(slug="privacy").first(),
        "robots": "noindex" if request.GET or request.method == "POST" else "",
        "breadcrumbs": [(LABEL, "")],
    }
    return render(request, "coordinators/contact.html", context, status=status)


def _confirm(
    request: HttpRequest, form: ContactForm, found: About, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"is_contact": True, "form": form, "about": found, "robots": "noindex"}
    context |= {"breadcrumbs": [(LABEL, reverse("contact")), ("内容の確認", "")]}
    return render(request, "coordinators/contact_confirm.html", context, status=status)

"""All that one resident has asked: handed out to her, or erased, when she asks for it. For 市職員."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from activities.models import Bench
from coordinators.forgetting import erase
from coordinators.models import Inquiry, InquiryReading
from coordinators.one_person import sheet
from coordinators.searching import PERSON, found_by
from councils.models import Programme
from fujimino_support.editing.fields import KEY
from fujimino_support.editing.signin.staff import who

from .forms import SearchForm
from .pages import may_see_people

MOST_FOUND = 100
EXPORTED, ERASED = "本人の情報を書き出しました。", "個人の情報を消しました。"


@sensitive_post_parameters()
def person(request: HttpRequest, screen: Any) -> HttpResponse:
    if not may_see_people(request):
        raise PermissionDenied
    now = timezone.localtime()
    deed = request.POST.get("deed", "")
    chosen = _chosen(request, screen)
    if deed == "export" and chosen:
        return _export(request, screen, chosen, now)
    if deed == "erase" and chosen:
        return _erase(request, screen, chosen, now)
    form = SearchForm(request.POST if deed == "find" else None)
    found, total = None, 0
    if form.is_valid():
        seen = (
            screen.get_queryset(request)
            .filter(erased_at=None)
            .select_related("area")
            .prefetch_related("notes")
        )
        everything = found_by(form.cleaned_data["words"], seen.iterator(chunk_size=1000), PERSON)
        found, total = everything[:MOST_FOUND], len(everything)
        _read(request, found, now)
    if deed in ("export", "erase"):
        messages.warning(request, "問い合わせを選んでください。")
    return _page(request, screen, form=form, found=found, total=total)


def _chosen(request: HttpRequest, screen: Any) -> list[Inquiry]:
    keys = [key for key in request.POST.getlist("inquiry") if KEY.fullmatch(key)][:MOST_FOUND]
    seen: QuerySet[Inquiry] = screen.get_queryset(request)
    return list(seen.filter(pk__in=keys, erased_at=None).order_by("number")) if keys else []


def _read(request: HttpRequest, found: list[Inquiry], now: datetime) -> None:
    InquiryReading.objects.bulk_create(InquiryReading(inquiry=one, by=who(request), at=now) for one in found)


def _export(request: HttpRequest, screen: Any, chosen: list[Inquiry], now: datetime) -> HttpResponse:
    _read(request, chosen, now)
    for one in chosen:
        screen.log_change(request, one, EXPORTED)
    answer = HttpResponse(sheet(chosen, now), content_type="text/plain; charset=utf-8")
    numbers = "-".join(str(one.number) for one in chosen[:5])
    answer["Content-Disposition"] = f'attachment; filename="inquiry-{numbers}.txt"'
    return answer


def _erase(request: HttpRequest, screen: Any, chosen: list[Inquiry], now: datetime) -> HttpResponse:
    """Asked once more first: what is erased is gone for everybody."""
    if "sure" not in request.POST:
        benches = Bench.objects.filter(inquiries__in=chosen).exclude(host="").select_related("place")
        return _page(request, screen, erasing=chosen, benches=benches.distinct())
    erased = erase(Inquiry.objects.filter(pk__in=[one.pk for one in chosen]), now)
    for one in chosen:
        screen.log_change(request, one, ERASED)
    messages.success(request, f"{erased}件の問い合わせから、個人の情報を消しました。")
    return redirect("admin:coordinators_inquiry_person")


def _page(request: HttpRequest, screen: Any, **facts: Any) -> HttpResponse:
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "title": "一人の人の情報を、渡す・消す",
        "days": Programme.objects.first() or Programme(),
        **facts,
    }
    return TemplateResponse(request, "admin/coordinators/inquiry/person.html", context)

"""From an offer to a bench in two steps: the button, and the few facts that are for residents."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from activities.models import Bench, Place
from coordinators.models import Inquiry, Kind
from coordinators.offers import accept
from fujimino_support.editing import rights
from fujimino_support.editing.signin.staff import who

EITHER = "場所を一覧から選ぶか、新しい場所の名前を書いてください。両方は書けません。"
TAKEN = "同じ名前の場所が、もうあります。上の一覧から選んでください。"


class BenchForm(forms.ModelForm):
    """Nothing that the person wrote stands in it: what goes onto a page is typed for the page."""

    new_place = Place._meta.get_field("name").formfield(
        required=False,
        label="新しい場所の名前",
        help_text="一覧にないときだけ。例：さざなみ薬局",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Bench
        fields = ("place", "new_place", "spot", "seats", "host", "host_agreed")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "spot": forms.TextInput(attrs={"class": "vTextField"}),
            "host": forms.TextInput(attrs={"class": "vTextField"}),
        }
        labels: ClassVar[dict[str, str]] = {"place": "場所（一覧から）"}
        help_texts: ClassVar[dict[str, str]] = {
            "place": "",
            "host": "ページに名前を出すことに同意した方だけ書きます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.required, place.empty_label = False, "（選んでください）"
        place.queryset = Place.objects.order_by("kana", "name")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        name = cleaned.get("new_place")
        if "new_place" not in self.errors and bool(cleaned.get("place")) == bool(name):
            self.add_error("place", EITHER)
        elif name and Place.objects.filter(name=name).exists():
            self.add_error("new_place", TAKEN)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The place is asked for here, and saved with the bench."""
        return {*super()._get_validation_exclusions(), "place"}  # type: ignore[misc]


def may_register(request: HttpRequest, inquiry: Inquiry) -> bool:
    is_offer = inquiry.kind == Kind.BENCH and not inquiry.is_erased and not inquiry.is_suspect
    return is_offer and inquiry.bench is None and rights.allows(request.user, rights.ADD, Bench)


def register(request: HttpRequest, screen: Any, object_id: str) -> HttpResponse:
    inquiry = screen.get_object(request, unquote(object_id))
    if not screen.has_change_permission(request, inquiry):
        raise PermissionDenied
    if inquiry is None:
        raise Http404
    if not may_register(request, inquiry):
        return redirect(inquiry)
    form = BenchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name = form.cleaned_data["new_place"]
        place = Place(name=name) if name else None
        bench = accept(inquiry, form.instance, place, who(request), timezone.localtime())
        screen.log_change(request, inquiry, [{"changed": {"fields": ["いす"]}}])
        return redirect("admin:activities_bench_change", bench.pk)
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "title": f"{inquiry}を、いすとして登録する",
        "inquiry": inquiry,
        "form": form,
    }
    return TemplateResponse(request, "admin/coordinators/inquiry/bench.html", context)

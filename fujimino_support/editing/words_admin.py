"""言葉の置き換え: the form, what it finds, one button that changes all of it, and one that takes it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from reversion.models import Revision

from . import rights
from .fields import TextFormField, one_line
from .seals import opened, seal
from .words import LONGEST, MOST, Kind, Look, Words, kinds, look
from .words_change import AlreadyDone, Moved, Refused, replace, undo
from .words_past import act, acts, made, shown

SEEN, PLACE = "_seen", "place"
ACTS_SHOWN = 20
NAMES_SHOWN = 10
HIGHEST = 2**63 - 1  # any larger number is more than a database can compare


class WordsForm(forms.Form):
    find = TextFormField(
        label="探す言葉",
        max_length=LONGEST,
        strip=False,
        validators=[one_line],
        error_messages={"required": "探す言葉を入力してください。"},
        help_text=f"この文字のとおりに探します。{LONGEST}字まで。例：緑ヶ丘",
    )
    put = TextFormField(
        label="代わりの言葉",
        max_length=LONGEST,
        strip=False,
        required=False,
        validators=[one_line],
        help_text="例：緑ケ丘",
    )
    erase = forms.BooleanField(label="代わりの言葉を入れずに、探した言葉を消す", required=False)
    kinds = forms.MultipleChoiceField(
        label="どこを探すか",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = forms.BooleanField(label="リンクとメールのアドレスの中も探す", required=False)

    def __init__(self, among: list[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["kinds"].choices = [(kind.label, kind.title) for kind in among]  # type: ignore[attr-defined]
        for name in ("find", "put"):
            self.fields[name].widget.attrs["class"] = "vTextField"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        find, put, erase = (cleaned.get(name) for name in ("find", "put", "erase"))
        if put == "" and not erase:
            self.add_error("put", "代わりの言葉を入力するか、「探した言葉を消す」を選んでください。")
        elif put and erase:
            self.add_error("erase", "代わりの言葉を入れるか、消すか、どちらかにしてください。")
        elif find and find == put:
            self.add_error("put", "探す言葉と同じです。違う言葉を入力してください。")
        return cleaned


def words(request: HttpRequest) -> HttpResponse:
    """First a look at every place, which writes nothing; then one button for all that are ticked."""
    among = _opened(request)
    if request.method == "POST":
        return _replace(request, among)
    return _show(request, among)


def _opened(request: HttpRequest) -> list[Kind]:
    if not rights.may_open(request.user, "words"):
        raise PermissionDenied
    return kinds(request.user)


def _show(
    request: HttpRequest,
    among: list[Kind],
    unticked: frozenset[tuple[Any, ...]] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    form = WordsForm(among, request.GET if "find" in request.GET else None)
    context: dict[str, Any] = {"title": "言葉の置き換え", "form": form, "most": MOST}
    if form.is_bound and form.is_valid():
        asked = Words(form.cleaned_data["find"], form.cleaned_data["put"])
        chosen = form.cleaned_data["kinds"]
        within = [kind for kind in among if kind.label in chosen] if chosen else among
        found = look(asked, within, form.cleaned_data["addresses"])
        for place in found.places:
            place.ticked = place.key not in unticked
        token = {"words": [asked.find, asked.put], "places": [place.seen() for place in found.places]}
        context |= {"words": asked, "found": found, "seen": seal(token), "others": _others(request, found)}
    if "found" not in context:
        context["acts"] = [act(revision) for revision in acts()[:ACTS_SHOWN]]
    return _screen(request, "admin/words.html", context, status)


def _others(request: HttpRequest, found: Look) -> list[tuple[str, int, str]]:
    """Other spellings, in how many places, and the address of a search for each of them."""
    links = []
    for spelling, count in found.spellings:
        asked = request.GET.copy()
        asked["find"] = spelling
        links.append((spelling, count, f"{request.path}?{asked.urlencode()}"))
    return links


def _replace(request: HttpRequest, among: list[Kind]) -> HttpResponse:
    token = opened(request.POST.get(SEEN))
    if not (isinstance(token, dict) and "words" in token):
        messages.error(
            request, "この画面をいつ開いたかが分かりません。もう一度探してください。何も変えていません。"
        )
        return _show(request, among, status=409)
    asked, places = Words(*token["words"]), token["places"]
    numbers = set(request.POST.getlist(PLACE))
    ticked = [place for number, place in enumerate(places) if str(number) in numbers]
    unticked = frozenset(
        tuple(place[:3]) for number, place in enumerate(places) if str(number) not in numbers
    )
    if not ticked:
        messages.warning(request, "選ばれていません。置き換えるところを選んでください。何も変えていません。")
        return _show(request, among, unticked)
    try:
        done = replace(request.user, asked, ticked, among)
    except AlreadyDone:
        messages.info(request, "もう置き換えてあります。二度は置き換えていません。")
        latest = next((one for one in acts()[:ACTS_SHOWN] if act(one).words == str(asked)), None)
        return HttpResponseRedirect(reverse("words_done", args=[latest.pk]) if latest else request.path)
    except Moved as moved:
        told = "この画面を開いたあとに変わったところがあるので、何も変えていません"
        messages.warning(
            request, f"{told}：{_named(moved.names)}。下を見直して、もう一度置き換えてください。"
        )
        return _show(request, among, unticked, status=409)
    except Refused as refused:
        told = "このままでは保存できないものがあるので、何も変えていません"
        messages.error(
            request,
            f"{told}：{_named(refused.problems)}。その行の選択を外すか、先にその画面で直してください。",
        )
        return _show(request, among, unticked)
    messages.success(request, f"「{asked.find}」を{act(done).told}で置き換えました。")
    return HttpResponseRedirect(reverse("words_done", args=[done.pk]))


def words_done(request: HttpRequest, number: int) -> HttpResponse:
    """What one act did, and the button that takes it back."""
    among = _opened(request)
    revision = acts().filter(pk=number).first() if number <= HIGHEST else None
    if revision is None:
        raise Http404
    if request.method == "POST":
        return _undo(request, revision, among)
    done = act(revision)
    groups, gone, standing = shown(done.words, made(revision, among))
    context = {"act": done, "groups": groups, "gone": gone, "standing": standing}
    return _screen(request, "admin/words_done.html", {"title": done.title, **context})


def _undo(request: HttpRequest, revision: Revision, among: list[Kind]) -> HttpResponse:
    undoing, left = undo(request.user, revision, among)
    if left:
        messages.warning(request, f"元に戻さずに残したところがあります：{_named(left)}。")
    if undoing is None:
        messages.info(request, "元に戻すところは、もうありません。")
        return HttpResponseRedirect(request.path)
    messages.success(request, f"{act(undoing).told}を元に戻しました。")
    return HttpResponseRedirect(reverse("words_done", args=[undoing.pk]))


def _named(names: list[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return "、".join(names[:NAMES_SHOWN]) + (f"、ほか{more}件" if more > 0 else "")


def _screen(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)

"""The steps of coming in, each a page of its own: password, number from the phone, own password, new phone.

Whoever has taken the last step is signed in and led to where she wanted to go.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as confirm

from fujimino_support.editing.models import User

from . import passwords, phones, throttle, underway
from .forms import CodeForm, NewPasswordForm, OwnPasswordForm, PhoneForm, SignInForm, StepForm
from .models import Outcome
from .record import address_of, record
from .staff import is_signed_in, who
from .throttle import Attempt
from .underway import Underway
from .wording import span

WRONG = "利用者名かパスワードが違います。大文字と小文字は区別されます。"
WAIT = "続けて間違えたため、いまはログインできません。あと{}待ってから、もう一度お試しください。"
WRONG_OLD = "いまのパスワードが違います。"
WRONG_NUMBER = "番号が違うか、もう使われています。いま出ている番号を確かめて、もう一度入力してください。"
WRONG_NUMBER_WAIT = (
    "番号が違うか、もう使われています。{}たってから、いま出ている番号を確かめて、もう一度入力してください。"
)
WRONG_PHONE = "番号が違います。アプリにいま出ている数字を入力してください。スマートフォンの時計がずれているときは、合わせてください。"
NEW_PHONE = "new_phone"


def sign_in(request: HttpRequest, site: AdminSite) -> HttpResponse:
    destination = _destination(request)
    if request.method == "GET" and is_signed_in(request):
        return HttpResponseRedirect(destination)
    form = SignInForm(_typed(request))
    if form.is_valid():
        now = timezone.localtime()
        user = _by_password(request, form, now)
        if user:
            return _go_on(request, underway.start(request, user, destination, now), now)
    return _step(request, site, "admin/login.html", form, "職員のログイン", next=destination)


def code(request: HttpRequest, site: AdminSite) -> HttpResponse:
    now = timezone.localtime()
    one = underway.find(request, now)
    if one is None or not settings.STAFF_OTP or not phones.has_phone(one.user):
        return redirect("admin:login")
    form = CodeForm(_typed(request))
    if form.is_valid():
        device = _by_number(request, form, one.user, now)
        if device:
            underway.keep(request, device=device)
            return _go_on(request, one._replace(device=device), now)
    return _step(request, site, "registration/code.html", form, "スマートフォンで確認")


def own_password(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """In exchange for the one that a colleague handed over."""
    now = timezone.localtime()
    one = underway.find(request, now)
    if one is None or _next(one) != "admin:sign_in_password":
        return redirect("admin:login")
    form = NewPasswordForm(one.user, _typed(request))
    if form.is_valid():
        passwords.choose(one.user, form.cleaned_data["password"])
        record(request, Outcome.PASSWORD_CHANGED, one.user, now)
        underway.keep(request, hash=one.user.get_session_auth_hash())
        return _go_on(request, one, now)
    return _step(request, site, "registration/new_password.html", form, "自分のパスワードを決める")


def phone(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The first phone on the way in, or another one later."""
    now = timezone.localtime()
    one = underway.find(request, now)
    user = _enrolling(request, one)
    if user is None:
        return redirect("admin:login")
    secret = request.session.setdefault(NEW_PHONE, phones.new_secret())
    form = PhoneForm(_typed(request))
    if form.is_valid():
        added = phones.add_phone(user, secret, form.cleaned_data["number"], now)
        if added:
            return _phone_added(request, site, one, user, *added, now)
        form.add_error("number", WRONG_PHONE)
    return _step(
        request,
        site,
        "registration/phone.html",
        form,
        "スマートフォンを登録する",
        secret=phones.secret_to_type(secret),
        address_for_app=phones.address_for_app(user, secret),
        replaces=one is None,
    )


def phone_qr(request: HttpRequest, site: AdminSite) -> HttpResponse:
    user = _enrolling(request, underway.find(request, timezone.localtime()))
    if user is None or NEW_PHONE not in request.session:
        raise Http404
    return HttpResponse(phones.qr_code(user, request.session[NEW_PHONE]), content_type="image/svg+xml")


def change_password(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """One's own, by somebody who is signed in; guessing the old one has to wait as at the door."""
    user = who(request)
    form = OwnPasswordForm(user, _typed(request))
    if form.is_valid():
        now = timezone.localtime()
        if _knows_old_password(request, form, user, now):
            passwords.choose(user, form.cleaned_data["password"])
            update_session_auth_hash(request, user)
            record(request, Outcome.PASSWORD_CHANGED, user, now)
            messages.success(request, "パスワードを変えました。")
            return redirect("admin:index")
    context = {"second_step": settings.STAFF_OTP, "spare_codes_left": phones.spare_codes_left(user)}
    return _step(request, site, "registration/password_change_form.html", form, "パスワードの変更", **context)


def sign_out(request: HttpRequest) -> None:
    """Before the session goes."""
    if request.user.is_authenticated:
        record(request, Outcome.SIGNED_OUT, who(request), timezone.localtime())


def _by_password(request: HttpRequest, form: SignInForm, now: datetime) -> User | None:
    """The same steps, and as many questions to the database, whether there is such a name or not."""
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    attempt = Attempt(name, address_of(request))
    if wait := throttle.begin(attempt, now):
        form.add_error(None, WAIT.format(span(wait)))
        return None
    user = authenticate(request, username=name, password=password)
    if isinstance(user, User) and user.is_staff:
        throttle.succeed(attempt)
        return user
    wait = _count_mistake(request, attempt, now)
    form.add_error(None, WAIT.format(span(wait)) if wait else WRONG)
    return None


def _knows_old_password(request: HttpRequest, form: OwnPasswordForm, user: User, now: datetime) -> bool:
    attempt = Attempt(user.username, address_of(request))
    if wait := throttle.begin(attempt, now):
        form.add_error("old", WAIT.format(span(wait)))
        return False
    if user.check_password(form.cleaned_data["old"]):
        throttle.succeed(attempt)
        return True
    _count_mistake(request, attempt, now)
    form.add_error("old", WRONG_OLD)
    return False


def _count_mistake(request: HttpRequest, attempt: Attempt, now: datetime) -> timedelta:
    """How long the next try has to wait."""
    user = User.objects.filter(username=attempt.name).first()
    record(request, Outcome.WRONG_PASSWORD, user, now)
    wait = throttle.wait(attempt, now)
    if wait:
        record(request, Outcome.WAITING, user, now)
    throttle.forget(now)
    return wait


def _by_number(request: HttpRequest, form: CodeForm, user: User, now: datetime) -> str:
    """The device that knows the number; empty when none does, with the reason on the box."""
    number = form.cleaned_data["number"]
    device, tried, wait = phones.check(user, number, now)
    if device is None:
        if tried:
            record(request, Outcome.WRONG_CODE, user, now)
        form.add_error("number", WRONG_NUMBER_WAIT.format(span(wait)) if wait else WRONG_NUMBER)
        return ""
    if phones.FROM_PAPER.fullmatch(number):
        record(request, Outcome.SPARE_CODE, user, now)
    return str(device.persistent_id)


def _go_on(request: HttpRequest, one: Underway, now: datetime) -> HttpResponse:
    following = _next(one)
    if following:
        return redirect(following)
    underway.finish(request, one)
    record(request, Outcome.SIGNED_IN, one.user, now)
    return HttpResponseRedirect(one.destination)


def _next(one: Underway) -> str:
    """The step that is still to be taken; empty when none is."""
    second_step = settings.STAFF_OTP and not one.device
    if second_step and phones.has_phone(one.user):
        return "admin:sign_in_code"
    if one.user.password_is_temporary:
        return "admin:sign_in_password"
    return "admin:phone" if second_step else ""


def _enrolling(request: HttpRequest, one: Underway | None) -> User | None:
    if not settings.STAFF_OTP:
        return None
    if one is not None:
        return one.user if _next(one) == "admin:phone" else None
    return who(request) if is_signed_in(request) else None


def _phone_added(
    request: HttpRequest,
    site: AdminSite,
    one: Underway | None,
    user: User,
    device: Any,
    codes: list[str],
    now: datetime,
) -> HttpResponse:
    """The spare numbers, shown this once."""
    del request.session[NEW_PHONE]
    record(request, Outcome.PHONE_ADDED, user, now)
    destination = reverse("admin:index")
    if one is not None:
        destination = one.destination
        underway.finish(request, one._replace(device=device.persistent_id))
        record(request, Outcome.SIGNED_IN, user, now)
    else:
        confirm(request, device)
    return _step(
        request,
        site,
        "registration/spare_codes.html",
        None,
        "控えの番号",
        codes=codes,
        destination=destination,
    )


def _typed(request: HttpRequest) -> QueryDict | None:
    """An empty form that was sent is not the same as a page that was opened."""
    return request.POST if request.method == "POST" else None


def _destination(request: HttpRequest) -> str:
    """Where `next` leads, when that is a page of this portal other than the steps themselves."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = (
        wanted.startswith("/")
        and wanted.isprintable()
        and len(wanted) <= 1000
        and url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
    steps = ("admin:login", "admin:logout")
    return wanted if safe and not wanted.startswith(tuple(map(reverse, steps))) else reverse("admin:index")


def _step(
    request: HttpRequest, site: AdminSite, template: str, form: StepForm | None, title: str, **facts: Any
) -> HttpResponse:
    return render(request, template, {**site.each_context(request), "form": form, "title": title, **facts})

"""The portal, and beside it an address for each thing that can go wrong."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from fujimino_support import urls
from fujimino_support.urls import handler400, handler403, handler404, handler500
from fujimino_support.views import csrf_failure

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def refused(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def unreachable(request: HttpRequest) -> HttpResponse:
    raise OperationalError


urlpatterns = [
    path("errors/400/", refused),
    path("errors/403/", forbidden),
    path("errors/csrf/", csrf_failure),
    path("errors/500/", broken),
    path("errors/503/", unreachable),
    *urls.urlpatterns,
]

ERRORS = {
    "/errors/400/": 400,
    "/errors/403/": 403,
    "/errors/csrf/": 403,
    "/errors/404/": 404,
    "/errors/500/": 500,
    "/errors/503/": 503,
}

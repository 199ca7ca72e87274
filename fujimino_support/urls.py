"""Every address of the portal. The addresses in print never change."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from activities.views.bringing import bring, current
from activities.views.calls import confirm_calls
from councils.views import page

from . import views
from .editing.handover import handover
from .editing.rights_admin import view_on_site
from .editing.words_admin import words, words_done
from .sitemaps import SITEMAPS
from .towns import town
from .web.media import media

urlpatterns = [
    path("", views.home, name="home"),
    path("areas/<slug:slug>/", views.area, name="area"),
    path("town/", town, name="town"),
    path("", include("councils.urls")),
    path("", include("activities.urls")),
    path("", include("coordinators.urls")),
    path("staff/calls/", admin.site.admin_view(confirm_calls), name="confirm_calls"),
    path("admin/handover/", admin.site.admin_view(handover), name="handover"),
    path("admin/import/", admin.site.admin_view(bring), name="import"),
    path("admin/import/<slug:name>.csv", admin.site.admin_view(current), name="import_file"),
    path("admin/words/", admin.site.admin_view(words), name="words"),
    path("admin/words/<int:number>/", admin.site.admin_view(words_done), name="words_done"),
    path(
        "admin/r/<path:content_type_id>/<path:object_id>/",
        admin.site.admin_view(view_on_site),
        name="view_on_site",
    ),
    path("admin/", admin.site.urls),
    path("preview/<str:key>/", views.preview, name="preview"),
    path("styleguide/", admin.site.admin_view(views.styleguide), name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    re_path(
        r"^media/(?P<folder>photos|faces)/(?P<name>[0-9a-f]{32}-[0-9]+x[0-9]+)\.(?P<extension>jpg|webp)$",
        media,
    ),
    re_path(r"^media/(?P<folder>minutes)/(?P<name>[0-9a-f]{32})\.(?P<extension>pdf)$", media),
    # Rows of Page: last, because any word may be an address.
    path("<slug:slug>/", page, name="page"),
]

handler400 = "fujimino_support.views.bad_request"
handler403 = "fujimino_support.views.permission_denied"
handler404 = "fujimino_support.views.page_not_found"
handler500 = "fujimino_support.views.server_error"

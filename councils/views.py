from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fujimino_support.web.public import public_page

from .models import Council, Organisation, Page, Tier


@public_page
@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    context = {
        "tiers": Tier.objects.prefetch_related(
            Prefetch("councils", Council.objects.with_partners_and_meetings())
        ),
        "today": timezone.localdate(),
        "city_wide": Organisation.objects.public().filter(areas=None),
        "breadcrumbs": [("協議体", "")],
    }
    return render(request, "councils/council_list.html", context)


@public_page
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    published = Page.objects.published(timezone.localdate())
    page = get_object_or_404(published, slug=slug)
    return render(request, "councils/page.html", {"page": page, "breadcrumbs": [(page.title, "")]})

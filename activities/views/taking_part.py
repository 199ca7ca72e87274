"""Where one can sit down, and where a hand is wanted."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.models import Bench, Recruitment, Seeking
from councils.models import ProgrammeSection
from councils.models.programme import Slot
from fujimino_support.web.public import public_page

MOST_SHOWN = (
    100  # recruitments; the list of activities, narrowed to those that look for somebody, has them all
)


@public_page
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    order = list(Seeking)
    open_now = list(Recruitment.objects.open(today).with_activity()[: MOST_SHOWN + 1])
    sought = sorted(
        open_now[:MOST_SHOWN], key=lambda row: (order.index(Seeking(row.seeking)), row.order, row.pk)
    )
    context = {
        "seekings": [
            (Seeking(seeking).label, list(rows)) for seeking, rows in groupby(sought, lambda row: row.seeking)
        ],
        "has_more": len(open_now) > MOST_SHOWN,
        "sections": ProgrammeSection.objects.filter(slot=Slot.JOIN),
        "breadcrumbs": [("募集しています", "")],
    }
    return render(request, "activities/join.html", context)


@public_page
@require_safe
def benches(request: HttpRequest) -> HttpResponse:
    standing = Bench.objects.standing().with_place()
    context = {
        "areas": [(area, list(rows)) for area, rows in groupby(standing, lambda bench: bench.area)],
        "sections": ProgrammeSection.objects.filter(slot=Slot.BENCHES),
        "breadcrumbs": [("休めるいす", "")],
    }
    return render(request, "activities/benches.html", context)

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.models import ProgrammeSection
from councils.models.programme import Slot
from fujimino_support.web.public import public_page

from .models import Coordinator


@public_page
@require_safe
def coordinator_list(request: HttpRequest) -> HttpResponse:
    context = {
        "coordinators": Coordinator.objects.in_post(timezone.localdate()).prefetch_related("areas"),
        "sections": ProgrammeSection.objects.filter(slot=Slot.COORDINATORS),
        "breadcrumbs": [("生活支援コーディネーター", "")],
    }
    return render(request, "coordinators/coordinator_list.html", context)

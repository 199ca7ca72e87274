"""Files that staff uploaded, served by the portal itself."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"}


@require_safe
def media(request: HttpRequest, folder: str, name: str, extension: str) -> HttpResponseBase:
    """A kept file; the address pattern lets only names through that the portal itself gives."""
    path = settings.MEDIA_ROOT / folder / f"{name}.{extension}"
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=TYPES[extension])
    # A name is never used for other bytes.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

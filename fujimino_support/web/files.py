"""Files that staff attach: what is taken, and under what name it is kept."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model

PDF_LIMIT = 10 * 1024 * 1024  # bytes
PDF_HELP = "10MBまでのPDF。個人の名前や連絡先が入っていないことを確かめてください。"


def minutes_path(instance: Model, filename: str) -> str:
    """A name that tells nothing and is never used twice; what the file was called is not kept."""
    return f"minutes/{uuid4().hex}.pdf"


def pdf_only(upload: File[bytes]) -> None:
    """Raise ValidationError unless `upload` is a PDF of at most 10 MiB by its own first bytes.

    A file that is kept already passed here when it came in, and is not opened again.
    """
    if getattr(upload, "_committed", False):
        return
    if upload.size > PDF_LIMIT:
        raise ValidationError("ファイルが大きすぎます。10MBまでのPDFにしてください。", code="size")
    upload.seek(0)
    start = upload.read(5)
    upload.seek(0)
    if start != b"%PDF-":
        raise ValidationError("PDFではないようです。PDFで保存し直したものを選んでください。", code="type")


class KeptFile(File):
    """A file that the storage has already, in the place of an upload: what an earlier request or a draft put away."""

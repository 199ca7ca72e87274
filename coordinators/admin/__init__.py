"""The desk 「人」: the coordinators, and what residents ask of them."""

from coordinators import waiting

from . import inquiries, people

__all__ = ["inquiries", "people", "waiting"]

"""The desk 「人」: the coordinators, and what residents ask of them."""

from coordinators import this_week, waiting

from . import inquiries, people

__all__ = ["inquiries", "people", "this_week", "waiting"]

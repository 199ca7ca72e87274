"""The ground floor: the programme, the areas, the two tiers of councils, and who takes part."""

from .areas import Area, AreaAssignment, Town
from .councils import Council, Meeting, Tier
from .pages import Notice, Page, RelatedLink
from .people import ContactPerson, Organisation
from .programme import ContactOffice, Programme, ProgrammeSection

__all__ = [
    "Area",
    "AreaAssignment",
    "ContactOffice",
    "ContactPerson",
    "Council",
    "Meeting",
    "Notice",
    "Organisation",
    "Page",
    "Programme",
    "ProgrammeSection",
    "RelatedLink",
    "Tier",
    "Town",
]

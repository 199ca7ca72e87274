"""What the neighbours do: activities, where they are, who carries them, whom they look for."""

from .activities import Activity, ActivityPlace, ActivityRole
from .attachments import Photo, Recruitment
from .categories import Category
from .places import Place

__all__ = ["Activity", "ActivityPlace", "ActivityRole", "Category", "Photo", "Place", "Recruitment"]

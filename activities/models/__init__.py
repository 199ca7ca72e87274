"""What the neighbours do: activities, where they are, who carries them, whom they look for."""

from .activities import Activity
from .acts import Act, Deed, Headcount
from .attachments import Photo, Recruitment, Seeking
from .benches import Bench, Condition
from .categories import Category
from .decisions import Closure, SessionChange
from .places import Place
from .search import SearchMark, SearchText, Synonym, VainWord
from .ties import ActivityPlace, ActivityRole
from .updates import Told, Update

__all__ = [
    "Act",
    "Activity",
    "ActivityPlace",
    "ActivityRole",
    "Bench",
    "Category",
    "Closure",
    "Condition",
    "Deed",
    "Headcount",
    "Photo",
    "Place",
    "Recruitment",
    "SearchMark",
    "SearchText",
    "Seeking",
    "SessionChange",
    "Synonym",
    "Told",
    "Update",
    "VainWord",
]

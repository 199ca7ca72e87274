"""The people who go round and listen, and what residents ask of them."""

from .inquiries import Channel, Inquiry, InquiryNote, Kind, Progress
from .mails import Mail
from .people import Coordinator
from .traces import InquiryReading, Submission

__all__ = [
    "Channel",
    "Coordinator",
    "Inquiry",
    "InquiryNote",
    "InquiryReading",
    "Kind",
    "Mail",
    "Progress",
    "Submission",
]

"""The people who go round and listen, and what residents ask of them."""

from .inquiries import Channel, Inquiry, InquiryNote, InquiryReading, Kind, Progress, Submission
from .mails import Mail
from .people import Coordinator

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

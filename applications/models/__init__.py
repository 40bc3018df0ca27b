"""Applications, what is asked of them later, and what a file shares with others."""

from applications.models.application import (
    Application,
    ApplicationQuerySet,
    DataRequest,
    SelfCheck,
    SupplementItem,
    SupplementRequest,
)
from applications.models.flags import ReviewFlag, Trace

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "DataRequest",
    "ReviewFlag",
    "SelfCheck",
    "SupplementItem",
    "SupplementRequest",
    "Trace",
]

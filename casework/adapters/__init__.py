"""The outside world behind interfaces: each line real, pretended, or out of order on purpose."""

from casework.adapters.choosing import adapter, channels_in_use
from casework.adapters.faults import OutsideDown, OutsideRefuses
from casework.adapters.files import BankFolder, ClamScanner, SimulatedScanner
from casework.adapters.messages import (
    Channel,
    EmailChannel,
    HttpSmsGateway,
    PageChannel,
    Simulated,
)

__all__ = [
    "BankFolder",
    "Channel",
    "ClamScanner",
    "EmailChannel",
    "HttpSmsGateway",
    "OutsideDown",
    "OutsideRefuses",
    "PageChannel",
    "Simulated",
    "SimulatedScanner",
    "adapter",
    "channels_in_use",
]

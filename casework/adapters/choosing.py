"""Which adapter stands behind a line, by the mode set on its page and the environment."""

from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings

from casework.adapters.faults import OutsideDown, OutsideRefuses
from casework.adapters.files import BankFolder, ClamScanner, SimulatedScanner
from casework.adapters.inquiries import HttpInquiry, SimulatedInquiry
from casework.adapters.messages import Channel, EmailChannel, HttpSmsGateway, PageChannel, Simulated
from casework.models import Integration, Notice
from casework.selectors.outside import mode_of

Kind, Mode = Integration.Kind, Integration.Mode
DEMO_ANSWERS: dict[str, dict[str, Any]] = {
    Kind.CREDIT: {"overdue_now": 0, "loans_open": 1, "queries_in_6_months": 2},
    Kind.REGISTER: {"state": "in business", "penalties": 0},
    Kind.MAP: {"latitude": "30.2741", "longitude": "120.1551"},
}


class Out:
    """A line that is off, made to say no or made to be silent: whatever is asked of it fails."""

    keeps_codes = False
    reports = False

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def _fail(self, *_asked: object, **_more: object) -> NoReturn:
        raise self.fault

    send = ask = put = harm_in = delivered = test = _fail


def adapter(kind: str, mode: str) -> Any:
    """What stands behind a line in a mode."""
    if mode == Mode.LIVE and not settings.OUTSIDE[kind]["url"]:
        return Out(OutsideRefuses("no address is set up in the environment"))
    faults = {
        Mode.OFF: OutsideRefuses("switched off"),
        Mode.FAIL: OutsideRefuses("made to say no on its page"),
        Mode.DOWN: OutsideDown("made to be silent on its page"),
    }
    if mode in faults:
        return Out(faults[Mode(mode)])
    return (_live if mode == Mode.LIVE else _simulated)(kind)


def _live(kind: str) -> Any:
    place = settings.OUTSIDE[kind]
    url, key, patience = place["url"], place["key"], place["patience"]
    if kind == Kind.SMS:
        return HttpSmsGateway(url, key, patience=patience)
    if kind == Kind.EMAIL:
        return EmailChannel(patience=patience)
    if kind == Kind.BANK_FILES:
        return BankFolder(Path(url))
    if kind == Kind.SCAN:
        return ClamScanner(url, patience=patience)
    return HttpInquiry(url, key, patience=patience)


def _simulated(kind: str) -> Any:
    if kind in (Kind.SMS, Kind.EMAIL):
        return Simulated()
    if kind == Kind.BANK_FILES:
        return BankFolder(settings.MEDIA_ROOT / "bank_files")
    return SimulatedScanner() if kind == Kind.SCAN else SimulatedInquiry(DEMO_ANSWERS[kind])


def channels_in_use() -> dict[str, Channel]:
    """The ways this installation has for messages."""
    return {
        Notice.Channel.PAGE: PageChannel(),
        Notice.Channel.SMS: adapter(Kind.SMS, mode_of(Kind.SMS)),
        Notice.Channel.EMAIL: adapter(Kind.EMAIL, mode_of(Kind.EMAIL)),
    }

"""Files from outside are searched for harm before they are kept."""

from casework.adapters import OutsideDown, OutsideRefuses
from casework.errors import FileHarmful, ScannerSilent
from casework.models import Integration
from casework.selectors.outside import mode_of
from casework.services.outside import call


def require_harmless(content: bytes, name: str) -> None:
    """Refuse a file in which the scanner finds something, or that cannot be scanned now.

    Where the line is switched off, nothing is scanned.
    """
    if mode_of(Integration.Kind.SCAN) == Integration.Mode.OFF:
        return
    try:
        harm = call(Integration.Kind.SCAN, lambda scanner: str(scanner.harm_in(content)))
    except (OutsideDown, OutsideRefuses) as fault:
        raise ScannerSilent(name=name) from fault
    if harm:
        raise FileHarmful(name=name, harm=harm)

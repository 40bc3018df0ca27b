"""The two ways in which the outside fails: not now, and never."""


class OutsideDown(Exception):
    """The line does not work now; trying again later can help."""


class OutsideRefuses(Exception):
    """The other side will never take this: no address, or it says no."""

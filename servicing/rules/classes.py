"""The five classes: by days past due, and never better than what people decided."""

from collections.abc import Iterable, Sequence

from loancore.arrears import ClassFloor, class_floor, worse_class


def floors_of(table: Iterable[Sequence[object]]) -> list[ClassFloor]:
    """The floors as they stand in the parameter: pairs of days and class, the best first."""
    return [ClassFloor(str(name), int(str(days))) for days, name in table]


def asset_class(days_past_due: int, by_hand: str, floors: Sequence[ClassFloor]) -> str:
    """The worse of the class by days and the class set by hand, if there is one."""
    by_days = class_floor(days_past_due, floors)
    return worse_class(by_days, by_hand, floors) if by_hand else by_days


def is_better(first: str, second: str, floors: Sequence[ClassFloor]) -> bool:
    """Whether the first class is better than the second."""
    names = [floor.name for floor in floors]
    return names.index(first) < names.index(second)

"""Exact amounts of money: rounding to the fen, splitting without loss, and writing in words."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

FEN = Decimal("0.01")
ZERO = Decimal("0.00")

# Interest chains over thirty years need more digits than the default context gives.
PRECISION = 50


class MoneyError(ValueError):
    """An amount that cannot be used as money; `code` is stable for translation."""

    code = "money_invalid"


def round_money(
    amount: Decimal, *, mode: str = ROUND_HALF_UP, unit: Decimal | None = FEN
) -> Decimal:
    """Round an amount to the payable unit; a unit of None leaves it exact.

    The unit may be any step, e.g. 0.01, 1 or 100.
    """
    if unit is None:
        return amount
    with localcontext() as context:
        context.prec = PRECISION
        steps = (amount / unit).quantize(Decimal(1), rounding=mode)
        return (steps * unit).quantize(min(unit, FEN)) if unit < 1 else steps * unit + ZERO


def round_places(number: Decimal, places: int, *, mode: str = ROUND_HALF_UP) -> Decimal:
    """Round a rate, factor or share to a number of decimal places."""
    with localcontext() as context:
        context.prec = PRECISION
        return number.quantize(Decimal(1).scaleb(-places), rounding=mode)


def split(
    amount: Decimal,
    shares: Sequence[Decimal],
    *,
    mode: str = ROUND_HALF_UP,
    unit: Decimal = FEN,
) -> list[Decimal]:
    """Divide an amount in proportion to the shares; the last part takes the remainder.

    The parts always add up to the amount and never change sign.
    """
    total = sum(shares, Decimal(0))
    if not shares or total <= 0 or min(shares) < 0:
        raise MoneyError("Shares must not be negative and must not all be zero.")
    sign = -1 if amount < 0 else 1
    rest = abs(amount)
    parts: list[Decimal] = []
    for share in shares[:-1]:
        part = min(round_money(abs(amount) * share / total, mode=mode, unit=unit), rest)
        parts.append(sign * part)
        rest -= part
    return [*parts, sign * rest]


def split_evenly(amount: Decimal, count: int, *, mode: str = ROUND_HALF_UP) -> list[Decimal]:
    """Divide an amount into equal parts; the last part takes the remainder."""
    return split(amount, [Decimal(1)] * count, mode=mode)


def format_money(amount: Decimal) -> str:
    """Write an amount with two places and thousands separators: 200,000.00."""
    return f"{round_money(amount):,.2f}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capital_words(amount: Decimal) -> str:
    """Write an amount in Chinese capital words as cheques and contracts demand.

    支付结算办法 annex 1: 整 ends an amount without fen; one 零 stands for zeros in between.
    """
    if amount != round_money(amount):
        raise MoneyError("An amount in words must be exact to the fen.")
    if abs(amount) >= Decimal(10) ** 16:
        raise MoneyError("An amount in words must be below ten thousand billion yuan.")
    sign = "负" if amount < 0 else ""
    yuan, fen = divmod(int(abs(amount) * 100), 100)
    return f"人民币{sign}{_yuan_words(yuan, fen)}{_fen_words(yuan, fen)}"


def _yuan_words(yuan: int, fen: int) -> str:
    if not yuan:
        return "" if fen else "零元"
    return _number_words(yuan) + "元"


def _number_words(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            head, tail = divmod(number, unit)
            gap = "零" if tail and tail < unit // 10 else ""
            return _number_words(head) + name + gap + _number_words(tail)
    return _DIGITS[number] if number else ""


def _fen_words(yuan: int, fen: int) -> str:
    tenths, hundredths = divmod(fen, 10)
    if not fen:
        return "整"
    gap = "零" if yuan and (tenths == 0 or yuan % 10 == 0) else ""
    jiao = f"{_DIGITS[tenths]}角" if tenths else ""
    return gap + jiao + (f"{_DIGITS[hundredths]}分" if hundredths else "整")

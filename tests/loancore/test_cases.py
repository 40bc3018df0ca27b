import copy
import io
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loancore.__main__ import USAGE, main
from loancore.cases import solve, solve_safely

VECTORS = Path(__file__).parent / "vectors" / "loan_vectors.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))["cases"]
STANDARD = [case for case in CASES if case["strictness"] == "standard"]
CONVENTIONS = [case for case in CASES if case["strictness"] != "standard"]

# Flat interest and a down payment are no terms of a start-up loan, and a prepayment that shortened
# the term is not added back when a later one lowers the instalment.
NOT_OFFERED = {"FC-CHG", "FC-DOWN", "PP-08"}


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """The case as a stranger would send it, without the expected answer."""
    return {name: case[name] for name in ("id", "kind", "product", "events") if name in case}


def same(found: Any, expected: Any) -> bool:
    """Equal at the precision printed."""
    try:
        printed = Decimal(str(expected))
        return found is not None and Decimal(str(found)).quantize(printed) == printed
    except ArithmeticError:
        return bool(found == expected)


def differences(found: dict[str, Any], expected: dict[str, Any], where: str) -> list[str]:
    return [
        f"{where}.{name}: {found.get(name)} instead of {value}"
        for name, value in expected.items()
        if not same(found.get(name), value)
    ]


def row_differences(answer: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    if "rows" not in expected:
        return []
    found = {row["n"]: row for row in answer["rows"]}
    wrong = [
        line
        for row in expected["rows"]
        for line in differences(found.get(row["n"], {}), row, f"row {row['n']}")
    ]
    if expected.get("complete", True) and len(found) != len(expected["rows"]):
        wrong.append(f"{len(found)} rows instead of {len(expected['rows'])}")
    return wrong


def all_differences(answer: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    wrong = row_differences(answer, expected)
    for name in ("values", "totals"):
        wrong += differences(answer.get(name, {}), expected.get(name, {}), name)
    payments = expected.get("transactions", [])
    for found, payment in zip(answer.get("transactions", []), payments, strict=bool(payments)):
        wrong += differences(found, payment, "payment") if payments else []
    return wrong


@pytest.mark.parametrize("case", STANDARD, ids=lambda case: case["id"])
def test_standard_cases_agree_to_the_cent(case: dict[str, Any]) -> None:
    assert all_differences(solve(asked(case)), case["expected"]) == []


@pytest.mark.parametrize("case", CONVENTIONS, ids=lambda case: case["id"])
def test_conventions_of_other_engines_agree_or_are_refused(case: dict[str, Any]) -> None:
    answer = solve(asked(case))
    assert ("not_offered" in answer) == (case["id"] in NOT_OFFERED)
    if "not_offered" not in answer:
        assert all_differences(answer, case["expected"]) == []


def solved(text: str) -> list[dict[str, Any]]:
    sink = io.StringIO()
    assert main(["solve"], io.StringIO(text), sink) == 0
    return [json.loads(line) for line in sink.getvalue().splitlines()]


BAD_LINES = [
    "not json",
    "[1]",
    "null",
    '{"id": "no-product"}',
    '{"id": "bad", "product": {"convention": "plain", "principal": "x"}}',
    '{"id": "huge", "product": {"convention": "plain", "principal": "1", "n_periods": 9999999}}',
    "[" * 100000,
]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_one_bad_line_does_not_stop_the_rest(line: str) -> None:
    good = json.dumps(asked(STANDARD[0]))
    bad, answer = solved(f"{line}\n\n{good}\n")
    assert "error" in bad
    assert answer["id"] == STANDARD[0]["id"]
    assert "rows" in answer


def plain_case(**product: object) -> dict[str, Any]:
    plain = {
        "principal": "1200",
        "annual_rate_percent": "12",
        "n_periods": 4,
        "period_unit": "month",
        "period_every": 1,
        "disbursement_date": "2024-01-01",
        "method": "equal_principal",
        "day_count": "monthly 1/12",
        "rounding": {"decimals": 2, "mode": "HALF_UP"},
        "convention": "plain",
    }
    given = {name: value for name, value in (plain | product).items() if value is not ...}
    return {"id": "x", "kind": "schedule", "product": given, "events": []}


WRONG: list[Any] = [None, True, -1, 0, 10**30, 1.5, "", "x", "NaN", "1e400", [], {}, "2024-02-30"]


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a case with every key of it."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in pairs:
        yield part, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_wrong_in_a_case_the_answer_is_json_in_words(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        case = copy.deepcopy(asked(chance.choice(CASES)))
        part, key = chance.choice(list(places(case)))
        if isinstance(part, dict) and chance.random() < 0.2:
            del part[key]
        else:
            part[key] = chance.choice(WRONG)
        answer = solve_safely(case)
        json.dumps(answer)
        assert "object at 0x" not in answer.get("error", "")
        assert "Traceback" not in answer.get("error", "")


UNREADABLE = {
    "The product has an unknown key 'principle'.": {"product": {"principle": "1"}},
    "The case has an unknown key 'produkt'.": {"produkt": {}, "product": {}},
    "The product is missing.": {},
    "The events must be a list.": {"product": {}, "events": {}},
    "Event 1 has no type.": {"product": {}, "events": [{}]},
    "'1/2/24' is not a date (YYYY-MM-DD).": plain_case(disbursement_date="1/2/24"),
    "'a lot' is not an amount or a rate.": plain_case(principal="a lot"),
    "'4.5' is not a whole number.": plain_case(n_periods="4.5"),
    "There is no period unit 'fortnight'.": plain_case(period_unit="fortnight"),
    "The case says nothing about 'principal', which it needs.": plain_case(principal=...),
}


@pytest.mark.parametrize("reason", UNREADABLE)
def test_an_unreadable_case_is_told_what_is_wrong(reason: str) -> None:
    assert reason in solve_safely(UNREADABLE[reason])["error"]


def test_parameters_nobody_knows_are_named_in_the_answer() -> None:
    assert solve(plain_case(params={"colour": "red"}))["not_used"] == ["colour"]


def test_an_unknown_convention_is_not_offered() -> None:
    (answer,) = solved('{"id": "x", "product": {"convention": "rule-of-78"}}')
    assert answer == {
        "id": "x",
        "not_offered": "The program has no convention 'rule-of-78'.",
    }


def test_reads_cases_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(asked(case)) for case in STANDARD[:3]), "utf-8")
    sink = io.StringIO()
    assert main(["solve", str(file)], io.StringIO(), sink) == 0
    assert len(sink.getvalue().splitlines()) == 3


def test_an_unknown_command_shows_the_usage() -> None:
    sink = io.StringIO()
    assert main(["sum"], io.StringIO(), sink) == 2
    assert sink.getvalue() == USAGE + "\n"


def test_a_prepayment_shortens_the_term_or_lowers_the_instalment() -> None:
    case = plain_case()
    case["events"] = [
        {"type": "prepayment", "with_period": 1, "amount": "600", "strategy": "reduce_term"}
    ]
    assert [row["principal"] for row in solve(case)["rows"]] == ["900.00", "300.00"]
    case["events"][0]["strategy"] = "reduce_instalment"
    assert [row["principal"] for row in solve(case)["rows"]] == [
        "900.00",
        "100.00",
        "100.00",
        "100.00",
    ]


def test_flat_interest_is_refused_with_the_reason() -> None:
    answer = solve(plain_case(method="flat"))
    assert "declining balance" in answer["not_offered"]


def test_money_may_be_given_ahead_to_the_last_instalment() -> None:
    case = {
        "id": "x",
        "product": {
            "convention": "allocation",
            "principal": "200",
            "disbursement_date": "2024-01-01",
            "params": {
                "due_order": ["penalty", "fee", "interest", "principal"],
                "future_rule": "LAST_INSTALLMENT",
                "instalments": [
                    {"due_date": "2024-02-01", "principal": "100"},
                    {"due_date": "2024-03-01", "principal": "100"},
                ],
            },
        },
        "events": [{"type": "repayment", "date": "2024-01-15", "amount": "60"}],
    }
    assert [row["outstanding"] for row in solve(case)["rows"]] == ["100.00", "40.00"]

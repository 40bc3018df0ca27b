"""The contract pack: filled from the decision, from approved texts only, sealed by its hashes."""

import hashlib
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from casework.models import Case, Task
from parties.errors import NotAllowed
from parties.models import User
from policy.models import TextTemplate
from tests.underwriting.contracting import secured_case
from underwriting.errors import DecisionExpired, NoApprovedText, TextIncomplete
from underwriting.models import Contract
from underwriting.selectors.contracts import paper_that_is, planned_instalments, totals_of
from underwriting.services.contracts import issue_contract, prepare_contract, void_contract

Cast = dict[str, User]


def words_of(contract: Contract, kind: str) -> str:
    """The text of a paper as it lies in the store, without blanks."""
    with contract.files.get(kind=kind).file.open("rb") as stored:
        pages = PdfReader(BytesIO(stored.read())).pages
        return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def secured(cast: Cast, today: date) -> Case:
    """A case whose contract can be prepared."""
    return secured_case(cast, today)


@pytest.mark.row("S-079")
def test_amounts_agree_with_the_decision(cast: Cast, today: date, secured: Case) -> None:
    """Figures and capital words in contract and letter are those of the decision."""
    contract = prepare_contract(case=secured, actor=cast["officer"], on=today)
    assert contract.amount == secured.decisions.get().amount
    for kind in ("loan_contract", "guarantee_letter", "counter_guarantee", "key_terms"):
        text = words_of(contract, kind)
        assert "50,000.00" in text
        assert "伍万元整" in text
        assert contract.files.get(kind=kind).template.version == "1"
    assert {paper.kind for paper in contract.files.all()} == {
        "key_terms",
        "loan_contract",
        "schedule",
        "guarantee_letter",
        "risk_notice",
        "counter_guarantee",
        "reading_copy",
    }
    plan = planned_instalments(contract, disbursed_on=today, on=today)
    total = f"{totals_of(plan).payment:,.2f}"
    assert total in words_of(contract, "schedule")
    assert total in words_of(contract, "key_terms")
    assert (
        "reading copy"
        in " ".join(
            PdfReader(contract.files.get(kind="reading_copy").file.open("rb"))
            .pages[1]
            .extract_text()
            .split()
        ).lower()
    )


@pytest.mark.row("S-079")
def test_an_unapproved_text_is_not_used(cast: Cast, today: date, secured: Case) -> None:
    """With the published text gone and only a draft at hand nothing is made."""
    TextTemplate.objects.filter(code="loan_contract").update(state="draft")
    with pytest.raises(NoApprovedText):
        prepare_contract(case=secured, actor=cast["officer"], on=today)
    assert not Contract.objects.exists()


def test_a_text_that_asks_for_more_is_refused(cast: Cast, today: date, secured: Case) -> None:
    """A placeholder the case cannot fill stops the pack; nothing stays behind."""
    TextTemplate.objects.filter(code="risk_notice").update(body="您的 {lucky_number}。")
    with pytest.raises(TextIncomplete):
        prepare_contract(case=secured, actor=cast["officer"], on=today)
    assert not Contract.objects.exists()


def test_another_person_releases_the_pack(cast: Cast, today: date, secured: Case) -> None:
    """Prepared by the officer, released by the manager, void with a reason, prepared again."""
    for outsider in ("stranger", "center_clerk", "manager"):
        with pytest.raises(NotAllowed):
            prepare_contract(case=secured, actor=cast[outsider], on=today)
    contract = prepare_contract(case=secured, actor=cast["officer"], on=today)
    with pytest.raises(NotAllowed):
        issue_contract(contract=contract, actor=cast["officer"], on=today)
    contract = issue_contract(contract=contract, actor=cast["manager"], on=today)
    assert contract.state == "issued"
    assert Case.objects.get(pk=secured.pk).holder == "applicant"
    void_contract(contract=contract, reason="金额有误", actor=cast["manager"], on=today)
    assert Task.objects.open().filter(case=secured, kind="prepare_contract").count() == 1
    again = prepare_contract(case=secured, actor=cast["officer"], on=today)
    assert again.number != contract.number


def test_an_expired_approval_makes_no_contract(cast: Cast, today: date, secured: Case) -> None:
    """Sixty days after the decision a new one is needed."""
    late = today + timedelta(days=61)
    with pytest.raises(DecisionExpired):
        prepare_contract(case=secured, actor=cast["officer"], on=late)


def test_papers_are_sealed(cast: Cast, today: date, secured: Case) -> None:
    """Rows cannot be changed; one byte more and the file is not the one that was issued."""
    contract = prepare_contract(case=secured, actor=cast["officer"], on=today)
    paper = contract.files.get(kind="loan_contract")
    with paper.file.open("rb") as stored:
        content = stored.read()
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    assert paper_that_is(contract, content) == paper
    assert paper_that_is(contract, content + b"\n") is None
    with pytest.raises(DatabaseError), transaction.atomic():
        contract.files.update(sha256="0" * 64)

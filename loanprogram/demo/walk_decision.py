"""Takes an evaluated file through the decision, and a secured one through the contract."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from casework.models import Case
from loanprogram.demo.walk_applications import submitted_case
from loanprogram.demo.walk_evaluation import evaluated_case
from loanprogram.demo.walk_review import accepted_case
from parties.models import Organisation, User
from policy.models import AuthorityRule
from underwriting.models import AgendaItem, Appeal, Committee, Contract, Meeting, Membership, Vote
from underwriting.selectors.committee import committee_of
from underwriting.selectors.decisions import authority_rule_of
from underwriting.services.appeals import file_appeal
from underwriting.services.committee import (
    Resolution,
    cast_vote,
    close_meeting,
    mark_read,
    open_voting,
    record_presence,
)
from underwriting.services.committee_setup import Rules, set_up_committee
from underwriting.services.contracts import issue_contract, prepare_contract
from underwriting.services.decisions import Verdict, give_approval
from underwriting.services.meetings import convene_meeting
from underwriting.services.signatures import Ticks, acknowledge_copies, sign_contract

Cast = Mapping[str, User]
PARTS = (
    ("member_1", Membership.Part.CHAIR),
    ("member_2", Membership.Part.MEMBER),
    ("member_3", Membership.Part.MEMBER),
    ("member_4", Membership.Part.MEMBER),
    ("member_5", Membership.Part.MEMBER),
)
REFUSAL = Verdict(
    is_positive=False,
    reasons=("income_too_low",),
    reason_text="经营收入尚不足以覆盖每期还款。",
    advice="可先申请较小金额，或补充六个月以上的稳定流水后再次申请。",
)


def standing_committee(bank: Organisation, cast: Cast, on: date) -> Committee:
    """The bank's committee: five members, quorum of three, two thirds approve."""
    found = committee_of(bank, on)
    if found:
        return found
    return set_up_committee(
        bank=bank,
        name="创业担保贷款评审会",
        rules=Rules(quorum=3, majority=Decimal("0.666667")),
        members=[(cast[key], part) for key, part in PARTS],
        from_on=on,
        until_on=None,
        actor=cast["manager"],
        on=on,
    )


def file_in_decision(cast: Cast, on: date, **choices: object) -> Case:
    """A file that was handed in, accepted, evaluated and sent to decision."""
    case = submitted_case(cast, on, **choices)  # type: ignore[arg-type]  # choices of the walks
    return evaluated_case(accepted_case(case, cast, on), cast, on, **choices)


def voting_meeting(cases: list[Case], cast: Cast, on: date) -> Meeting:
    """A meeting over files with all five members present and the voting open."""
    bank = cases[0].bank
    assert bank
    secretary = cast["reviewer"]
    meeting = convene_meeting(
        committee=standing_committee(bank, cast, on),
        cases=cases,
        held_on=on,
        form=Meeting.Form.IN_PERSON,
        place="三楼会议室",
        actor=secretary,
        on=on,
    )
    present = [cast[key] for key, _part in PARTS]
    record_presence(meeting=meeting, present=present, actor=secretary, on=on)
    return open_voting(meeting=meeting, actor=secretary, on=on)


def _vote(item: AgendaItem, cast: Cast, on: date, *, choice: str) -> None:
    for key, _part in PARTS:
        mark_read(item=item, user=cast[key])
        comment = "" if choice == Vote.Choice.APPROVE else "还款来源不足。"
        cast_vote(item=item, choice=choice, comment=comment, actor=cast[key], on=on)


def _by_committee(case: Case, cast: Cast, on: date, *, verdict: Verdict) -> None:
    meeting = voting_meeting([case], cast, on)
    item = meeting.items.get()
    choice = Vote.Choice.APPROVE if verdict.is_positive else Vote.Choice.REJECT
    _vote(item, cast, on, choice=choice)
    close_meeting(
        meeting=meeting,
        minutes="五位委员到会，逐件审阅材料后表决。",
        resolutions={
            item.pk: Resolution(
                reasons=verdict.reasons,
                reason_text=verdict.reason_text,
                advice=verdict.advice,
                conditions=item.memo.conditions,
                override_reason=verdict.override_reason,
            )
        },
        actor=cast["manager"],
        on=on,
    )


def _decided(case: Case, cast: Cast, on: date, *, verdict: Verdict) -> Case:
    """Decide by the level the authority table names: approvers one by one, or the committee."""
    approvers = ["manager", "second_manager"] if verdict.is_positive else ["manager"]
    rule = authority_rule_of(case, on)
    assert rule
    if rule.level == AuthorityRule.Level.TWO_APPROVERS:
        for key in approvers:
            give_approval(case=case, verdict=verdict, actor=cast[key], on=on)
    else:
        _by_committee(case, cast, on, verdict=verdict)
    return Case.objects.get(pk=case.pk)


def decided_case(case: Case, cast: Cast, on: date, *, override_reason: str = "") -> Case:
    """A file in decision, approved."""
    verdict = Verdict(
        is_positive=True,
        reason_text="经营真实，还款来源可靠。",
        override_reason=override_reason or "店主经验丰富，订单稳定，风险可控。",
    )
    return _decided(case, cast, on, verdict=verdict)


def approved_case(cast: Cast, on: date, **choices: object) -> Case:
    """From nothing to an approval; `amount` decides whether two approvers or the committee."""
    return decided_case(file_in_decision(cast, on, **choices), cast, on)


def declined_case(cast: Cast, on: date, **choices: object) -> Case:
    """From nothing to a refusal with its reasons."""
    return refused_case(file_in_decision(cast, on, **choices), cast, on)


def refused_case(case: Case, cast: Cast, on: date) -> Case:
    """A file in decision, refused with its reasons."""
    return _decided(case, cast, on, verdict=REFUSAL)


def filed_appeal(case: Case, cast: Cast, on: date) -> Appeal:
    """The borrower of a refused file appeals in words."""
    words = "外卖平台每月约八千元的收入没有计入，现补充平台结算单。"
    return file_appeal(case=case, text=words, uploads=[], actor=cast["applicant"], on=on)


def issued_contract(case: Case, cast: Cast, on: date) -> Contract:
    """The pack of a secured case, prepared by the officer and released by the manager."""
    contract = prepare_contract(case=case, actor=cast["officer"], on=on)
    return issue_contract(contract=contract, actor=cast["manager"], on=on)


def contracted_case(case: Case, cast: Cast, on: date, *, who: str = "applicant") -> Case:
    """A case whose guarantee is secured, with the contract signed by all three parties."""
    return sign_by_all(issued_contract(case, cast, on), cast, on, who=who)


def sign_by_all(contract: Contract, cast: Cast, on: date, *, who: str = "applicant") -> Case:
    """An issued pack, signed by borrower, bank and center; the copies are acknowledged."""
    signers = [
        ("borrower", cast[who]),
        ("bank", cast["manager"]),
        ("center", cast["center_leader"]),
    ]
    for party, actor in signers:
        sign_contract(
            contract=contract,
            party=party,
            actor=actor,
            on=on,
            ticks=Ticks(advice_acknowledged=party == "borrower"),
        )
    acknowledge_copies(contract=contract, actor=cast[who], on=on)
    return Case.objects.get(pk=contract.case_id)

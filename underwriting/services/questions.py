"""Understanding the contract: questions and answers, appointments, talks on record."""

from datetime import date

from django.db import transaction

from casework.models import Notice
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from underwriting import notices
from underwriting.errors import AnsweredBefore
from underwriting.models import Contract, ContractQuestion
from underwriting.services.guards import locked_case, require_bank_staff

ANSWER = "answer_contract_question"


@transaction.atomic(durable=True)
def ask_question(
    *, contract: Contract, kind: str, clause: str, text: str, actor: User, on: date
) -> ContractQuestion:
    """The borrower asks about a clause or for an appointment; the bank gets a task."""
    case = locked_case(contract.case)
    if actor.kind != User.Kind.APPLICANT or actor.person_id != case.borrower_id:
        raise NotAllowed
    if kind == ContractQuestion.Kind.TALK:
        raise NotAllowed

    question: ContractQuestion = contract.questions.create(
        kind=kind, clause=clause, text=text, asked_by=actor, asked_on=on
    )
    record_act(
        "underwriting.ask_question",
        actor=actor,
        on=on,
        subject=question,
        case_number=case.number,
        facts={"kind": kind, "clause": clause},
    )
    assert case.bank
    open_task(
        ANSWER,
        case=case,
        subject=question,
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=stage_deadline("contract", on),
        link=("case_contract", case.number),
        detail=clause,
    )
    return question


@transaction.atomic(durable=True)
def answer_question(
    *, question: ContractQuestion, answer: str, actor: User, on: date
) -> ContractQuestion:
    """The bank answers in the same thread, once; the borrower is told."""
    case = locked_case(question.contract.case)
    question = ContractQuestion.objects.select_related("contract__case").get(pk=question.pk)
    require_bank_staff(case, actor=actor, permission="underwriting.prepare_contract")
    if question.answer:
        raise AnsweredBefore
    question.answer, question.answered_by, question.answered_on = answer, actor, on
    question.save(update_fields=["answer", "answered_by", "answered_on"])

    record_act(
        "underwriting.answer_question",
        actor=actor,
        on=on,
        subject=question,
        case_number=case.number,
    )
    close_task(ANSWER, subject=question, actor=actor, on=on, result="answered")
    with in_language_of(case.borrower):
        body = notices.question_answered(question)
    queue_notice(
        key=f"contract-question:{question.pk}",
        kind="contract_question",
        channel=Notice.Channel.PAGE,
        case=case,
        recipient=case.borrower,
        body=body,
        on=on,
    )
    return question


@transaction.atomic(durable=True)
def record_talk(*, contract: Contract, text: str, actor: User, on: date) -> ContractQuestion:
    """The bank records that the contract was explained in person, by phone or video."""
    case = locked_case(contract.case)
    require_bank_staff(case, actor=actor, permission="underwriting.prepare_contract")
    talk: ContractQuestion = contract.questions.create(
        kind=ContractQuestion.Kind.TALK, text=text, asked_by=actor, asked_on=on
    )
    record_act(
        "underwriting.record_talk", actor=actor, on=on, subject=talk, case_number=case.number
    )
    return talk

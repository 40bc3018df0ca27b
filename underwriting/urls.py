"""Addresses of the app `underwriting`."""

from django.urls import URLPattern, path

from underwriting.views import (
    appeals,
    committee,
    contract,
    decision,
    evaluation,
    memo,
    signing,
    sitting,
    visit,
)

EVALUATION = "cases/<str:number>/evaluation/"
VISITS = f"{EVALUATION}visits/"
MEMO = f"{EVALUATION}memo/"

DECISION = "cases/<str:number>/committee/"
CONTRACT = "cases/<str:number>/contract/"
MEETING = "meetings/<str:number>/"
MINE = "applications/<str:number>/"

urlpatterns: list[URLPattern] = [
    path(EVALUATION, evaluation.case_evaluation, name="case_evaluation"),
    path(f"{EVALUATION}opinions/<slug:kind>/", evaluation.opinion_give, name="opinion_give"),
    path(f"{EVALUATION}worksheet/", evaluation.score_worksheet, name="score_worksheet"),
    path(f"{EVALUATION}scores/", evaluation.score_list, name="score_list"),
    path(f"{EVALUATION}scores/compute/", evaluation.score_compute, name="score_compute"),
    path(f"{VISITS}new/", visit.visit_plan, name="visit_plan"),
    path(f"{VISITS}<int:key>/", visit.visit_record, name="visit_record"),
    path(f"{VISITS}<int:key>/cancel/", visit.visit_cancel, name="visit_cancel"),
    path(f"{VISITS}<int:key>/report/", visit.visit_report, name="visit_report"),
    path(f"{VISITS}<int:key>/report.pdf", visit.visit_report_pdf, name="visit_report_pdf"),
    path(f"{VISITS}photos/<int:key>/", visit.visit_photo, name="visit_photo"),
    path(f"{MEMO}start/", memo.memo_start, name="memo_start"),
    path(f"{MEMO}edit/", memo.memo_edit, name="memo_edit"),
    path(f"{MEMO}send/", memo.memo_send, name="memo_send"),
    path(f"{MEMO}return/", memo.memo_return, name="memo_return"),
    path(f"{MEMO}<int:version>/", memo.memo_read, name="memo_read"),
    path(f"{MEMO}<int:version>/memo.pdf", memo.memo_pdf, name="memo_pdf"),
    path(f"{MEMO}<int:version>/compare/", memo.memo_compare, name="memo_compare"),
    # committee and meetings
    path("committee/", committee.committee_setup, name="committee_setup"),
    path("committee/relations/", committee.my_relations, name="my_relations"),
    path("committee/relations/<int:key>/end/", committee.relation_end, name="relation_end"),
    path("meetings/", committee.meeting_list, name="meeting_list"),
    path("meetings/new/", committee.meeting_new, name="meeting_new"),
    path(MEETING, sitting.meeting, name="meeting"),
    path(f"{MEETING}presence/", sitting.meeting_presence, name="meeting_presence"),
    path(f"{MEETING}open/", sitting.meeting_open, name="meeting_open"),
    path(f"{MEETING}close/", sitting.meeting_close, name="meeting_close"),
    path(f"{MEETING}cancel/", committee.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}agenda.pdf", sitting.meeting_agenda, name="meeting_agenda"),
    path(f"{MEETING}minutes.pdf", sitting.meeting_minutes, name="meeting_minutes"),
    path(f"{MEETING}files/<int:position>/", sitting.meeting_file, name="meeting_file"),
    # decision
    path(DECISION, decision.case_committee, name="case_committee"),
    path(f"{DECISION}approve/", decision.approval_give, name="approval_give"),
    path(f"{DECISION}appeal/handler/", appeals.appeal_assign, name="appeal_assign"),
    path(f"{DECISION}appeal/result/", appeals.appeal_decide, name="appeal_decide"),
    path(f"{MINE}appeal/", appeals.my_appeal, name="my_appeal"),
    path(f"{DECISION}<slug:decision>/correct/", decision.decision_correct, name="decision_correct"),
    path(f"{DECISION}<str:decision>.pdf", decision.decision_paper, name="decision_paper"),
    path(f"{MINE}decision/", decision.my_decision, name="my_decision"),
    path(f"{MINE}decision.pdf", decision.my_decision_letter, name="my_decision_letter"),
    # contract
    path(CONTRACT, contract.case_contract, name="case_contract"),
    path(f"{CONTRACT}prepare/", contract.contract_prepare, name="contract_prepare"),
    path(f"{CONTRACT}issue/", contract.contract_issue, name="contract_issue"),
    path(f"{CONTRACT}void/", contract.contract_void, name="contract_void"),
    path(f"{CONTRACT}sign/", contract.contract_sign, name="contract_sign"),
    path(f"{CONTRACT}scan/", contract.contract_scan, name="contract_scan"),
    path(f"{CONTRACT}verify/", contract.contract_verify, name="contract_verify"),
    path(f"{CONTRACT}talks/", contract.contract_talk, name="contract_talk"),
    path(f"{CONTRACT}papers/<int:key>/", contract.contract_paper, name="contract_paper"),
    path(f"{CONTRACT}questions/<int:key>/", contract.contract_answer, name="contract_answer"),
    path(f"{MINE}contract/", signing.my_contract, name="my_contract"),
    path(f"{MINE}contract/sign/", signing.my_contract_sign, name="my_contract_sign"),
    path(f"{MINE}contract/code/", signing.my_contract_code, name="my_contract_code"),
    path(f"{MINE}contract/questions/", signing.my_contract_question, name="my_contract_question"),
    path(f"{MINE}contract/received/", signing.my_contract_received, name="my_contract_received"),
    path(f"{MINE}contract/papers/<int:key>/", signing.my_contract_paper, name="my_contract_paper"),
]

"""People met at events and at the desk, through the real services: leads in every stage."""

from collections.abc import Mapping
from datetime import date, timedelta

from outreach import services
from outreach.models import DeskVisit, Lead
from outreach.services import Contact, Talk
from parties.models import Township, User

Cast = Mapping[str, User]
ADDRESS = "http://127.0.0.1:8000/"
TALKS = (
    (
        "guarantee",
        "没有正式工作的亲戚，能不能做保证人？",
        "需有稳定收入，也可以用房产抵押或申请免反担保。",
    ),
    (
        "papers",
        "个体户开业不满三个月，要交哪些材料？",
        "营业执照、场地证明、人群证明和用途说明，先做自测。",
    ),
    ("amount", "贷二十万，三年，每个月大概还多少？", "当场用计算器算给对方看，并讲了贴息怎么退。"),
    (
        "conditions",
        "在外地打工刚回来，算不算返乡人员？",
        "提供外出务工证明即可认定，建议先到村委开证明。",
    ),
)
PEOPLE = (
    ("何小满", "13911110001", "LX01", "desk", "wechat"),
    ("罗志勇", "13911110002", "LX02", "event", "event"),
    ("沈秋菊", "13911110003", "LX03", "partner", "partner"),
    ("韦大山", "13911110004", "LX01", "question_box", "douyin"),
    ("丁香玲", "13911110005", "LX02", "event", "radio"),
    ("祝家宝", "13911110006", "LX03", "import", "newspaper"),
)


def met_lead(actor: User, on: date, *, place: int, topic: str = "conditions") -> Lead:
    """One of the invented people, recorded by a member of staff."""
    name, phone, township, source, channel = PEOPLE[place]
    contact = Contact(
        name=name,
        phone=phone,
        has_consent=True,
        source=source,
        channel=channel,
        topic=topic,
        township=Township.objects.filter(code=township).first(),
    )
    key = f"demo-lead-{actor.username}-{place}"
    return services.record_lead(contact=contact, actor=actor, on=on, idempotency_key=key)


def desk_talk(actor: User, on: date, *, place: int, follow_up_on: date | None = None) -> DeskVisit:
    """A talk at the desk; with a follow-up the visitor has left name and phone."""
    topic, question, advice = TALKS[place]
    name, phone, township, _source, channel = PEOPLE[place]
    contact = Contact(
        name=name,
        phone=phone,
        has_consent=True,
        source=Lead.Source.DESK,
        channel=channel,
        topic=topic,
        township=Township.objects.filter(code=township).first(),
    )
    talk = Talk(topic, question, advice, contact if follow_up_on else None, follow_up_on)
    key = f"demo-talk-{actor.username}-{place}"
    return services.record_visit(talk=talk, actor=actor, on=on, idempotency_key=key)


def lively_desk(cast: Cast, on: date) -> None:
    """A fortnight of outreach at the center and at the bank of the cast, up to a day."""
    publicity, officer = cast["publicity"], cast["officer"]
    early, lately = on - timedelta(days=12), on - timedelta(days=3)
    desk_talk(publicity, early, place=2)
    desk_talk(publicity, lately, place=0, follow_up_on=on + timedelta(days=1))
    desk_talk(officer, lately, place=3, follow_up_on=on)
    called = met_lead(publicity, early, place=1)
    services.contact_lead(
        lead=called, text="电话里讲了条件和额度，对方要和家人商量。", actor=publicity, on=lately
    )
    invited = met_lead(publicity, early, place=4)
    services.invite_lead(lead=invited, address=f"{ADDRESS}self-check/", actor=publicity, on=lately)
    lost = met_lead(officer, early, place=2, topic="amount")
    services.lose_lead(lead=lost, reason="已从亲友处借到，暂不需要贷款。", actor=officer, on=lately)
    applied = met_lead(officer, early, place=5)
    services.convert_lead(
        lead=applied,
        product_code="personal",
        address=f"{ADDRESS}sign-in/phone/",
        actor=officer,
        on=lately,
    )

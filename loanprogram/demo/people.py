"""Staff of the demo county: every role in the center and in three banks, with known secrets."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.db import transaction

from parties.adapters import SecondFactorAdapter
from parties.models import Organisation, Person, RoleGrant, User
from parties.roles import ADMIN_SITE_ROLES, Role
from parties.services.audit import record_act

PASSWORD = "Lanxi-demo-2026"  # noqa: S105 - printed on the demo page


@dataclass(frozen=True)
class Seat:
    """One staff account of the demo: what the code calls it, who sits there, with which roles."""

    key: str
    username: str
    name: str
    organisation: str
    roles: tuple[Role, ...]


def _bank(code: str, names: list[str]) -> list[Seat]:
    parts: list[tuple[str, Role]] = [
        ("officer", Role.BANK_OFFICER),
        ("second_officer", Role.BANK_OFFICER),
        ("reviewer", Role.BANK_REVIEWER),
        ("risk_analyst", Role.BANK_REVIEWER),
        ("legal_officer", Role.BANK_REVIEWER),
        ("post_loan_officer", Role.POST_LOAN_OFFICER),
        ("manager", Role.BANK_MANAGER),
        ("second_manager", Role.BANK_MANAGER),
        *[(f"member_{n}", Role.COMMITTEE_MEMBER) for n in range(1, 6)],
        ("post_loan_colleague", Role.POST_LOAN_OFFICER),
    ]
    letter = code[-1]
    return [
        Seat(f"{code}.{part}", f"{part.replace('_', '-')}-{letter}", name, code, (role,))
        for (part, role), name in zip(parts, names, strict=True)
    ]


SEATS: list[Seat] = [
    *_bank(
        "bank-a",
        [
            "林晓",
            "马宁",
            "郭芸",
            "唐毅",
            "许澄",
            "袁莉",
            "陈立",
            "邓军",
            "曹颖",
            "彭涛",
            "潘虹",
            "田野",
            "任杰",
            "苏敏",
        ],
    ),
    *_bank(
        "bank-b",
        [
            "郑凯",
            "谢然",
            "贾玲",
            "夏至",
            "付强",
            "方圆",
            "吴静",
            "石磊",
            "熊伟",
            "白雪",
            "孟瑶",
            "秦川",
            "江澜",
            "罗杰",
        ],
    ),
    *_bank(
        "bank-c",
        [
            "高洁",
            "崔健",
            "侯亮",
            "邵华",
            "龙泉",
            "万里",
            "孙岩",
            "常青",
            "武宁",
            "赖敏",
            "龚平",
            "文静",
            "庞博",
            "叶青",
        ],
    ),
    Seat("center_clerk", "clerk", "沈梅", "center", (Role.CENTER_STAFF,)),
    Seat("second_clerk", "second-clerk", "姚远", "center", (Role.CENTER_STAFF,)),
    Seat("center_leader", "leader", "周明远", "center", (Role.CENTER_LEADER,)),
    Seat("second_leader", "second-leader", "卢珊", "center", (Role.CENTER_LEADER,)),
    Seat("accountant", "accountant", "汪洋", "center", (Role.CENTER_ACCOUNTANT,)),
    Seat("second_accountant", "second-accountant", "金鑫", "center", (Role.CENTER_ACCOUNTANT,)),
    Seat("publicity", "publicity", "傅蓉", "center", (Role.PUBLICITY_STAFF,)),
    Seat("auditor", "auditor", "钟毅", "finance", (Role.AUDITOR,)),
    Seat("administrator", "administrator", "范明", "center", (Role.ADMINISTRATOR,)),
    Seat("security_admin", "security", "廖凡", "center", (Role.SECURITY_ADMINISTRATOR,)),
    Seat("second_security", "second-security", "尹航", "center", (Role.SECURITY_ADMINISTRATOR,)),
]


def demo_secret(username: str) -> str:
    """The second-factor secret of a demo account, the same on every machine (base32)."""
    return base64.b32encode(hashlib.sha256(f"demo:{username}".encode()).digest()[:20]).decode()


@cache
def _hashed_password() -> str:
    """The one demo password, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def seat_staff(*, on: date) -> dict[str, User]:
    """Create all staff accounts with roles and second factor; returns them by key."""
    users = {user.username: user for user in User.objects.filter(kind=User.Kind.STAFF)}
    missing = [seat for seat in SEATS if seat.username not in users]
    for user in _seated(missing, on=on):
        users[user.username] = user
    return {seat.key: users[seat.username] for seat in SEATS}


def _seated(seats: list[Seat], *, on: date) -> list[User]:
    """The accounts of these seats, written together: fifty one by one take a second."""
    people = Person.objects.bulk_create(_person_of(seat) for seat in seats)
    houses = {house.code: house for house in Organisation.objects.all()}
    accounts = [
        _account(seat, person, houses[seat.organisation])
        for seat, person in zip(seats, people, strict=True)
    ]
    users = User.objects.bulk_create(accounts)
    root, founder = User.objects.system(), User.objects.get(username="founding-approver")
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_by=root, approved_by=founder)
        for seat, user in zip(seats, users, strict=True)
        for role in seat.roles
    )
    Authenticator.objects.bulk_create(each for user in users for each in _second_factor(user))
    with transaction.atomic():
        facts = {"accounts": [seat.username for seat in seats]}
        record_act("loanprogram.seat_staff", actor=root, on=on, facts=facts)
    return users


def _person_of(seat: Seat) -> Person:
    number = 13800000000 + int(hashlib.sha256(seat.username.encode()).hexdigest()[:7], 16)
    person = Person(name=seat.name, phone=str(number)[:11])
    person.derive_keys()
    return person


def _account(seat: Seat, person: Person, house: Organisation) -> User:
    administers = bool(ADMIN_SITE_ROLES.intersection(seat.roles))
    return User(
        username=seat.username,
        password=_hashed_password(),
        kind=User.Kind.STAFF,
        person=person,
        organisation=house,
        is_staff=administers,
        is_superuser=administers,
    )


def _second_factor(user: User) -> list[Authenticator]:
    """The second factor with the demo secret, and the seed of recovery codes."""
    adapter = SecondFactorAdapter()
    seed = adapter.encrypt(RecoveryCodes.generate_seed())
    return [
        Authenticator(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": adapter.encrypt(demo_secret(user.username))},
        ),
        Authenticator(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"seed": seed, "used_mask": 0},
        ),
    ]


def cast_of(bank: str = "bank-a") -> dict[str, User]:
    """Who acts in a case of one bank: the bank's seats under short names, and the center's."""
    by_username = {user.username: user for user in User.objects.staff()}
    cast = {}
    for seat in SEATS:
        own = seat.key.removeprefix(f"{bank}.")
        if "." not in own and seat.username in by_username:
            cast[own] = by_username[seat.username]
    return cast

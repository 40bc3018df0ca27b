"""One-time codes: six digits, five minutes, five tries, one use, bound to a phone and a purpose."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from parties.errors import CodeExpired, CodeLocked, CodeTooSoon, CodeWrong
from parties.fields import blind_index
from parties.models import OneTimeCode

# OWASP ASVS 5.0, 6.5.4, 6.5.5 and 6.6.3: short life, few tries, bounded number.
LIFETIME = timedelta(minutes=5)
TRIES_MAX = 5
PER_DAY_MAX = 10
PAUSE = timedelta(minutes=1)
LOCK = timedelta(minutes=15)  # after five wrong tries no further code of this purpose


def _moment() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _hash(code: str, phone_index: str, purpose: str) -> str:
    return hashlib.sha256(f"{phone_index}|{purpose}|{code}".encode()).hexdigest()


def issue_code(*, phone: str, purpose: str) -> str:
    """Make a code for a phone and purpose and return it, to be sent; inside a transaction."""
    assert connection.in_atomic_block
    index, now = blind_index(phone, purpose="phone"), _moment()
    earlier = OneTimeCode.objects.filter(phone_index=index)
    if earlier.filter(purpose=purpose, tries__gte=TRIES_MAX, created_at__gt=now - LOCK).exists():
        raise CodeLocked
    if earlier.filter(purpose=purpose, created_at__gt=now - PAUSE, used_at=None).exists():
        raise CodeTooSoon
    if earlier.filter(created_at__gt=now - timedelta(days=1)).count() >= PER_DAY_MAX:
        raise CodeTooSoon
    code = f"{secrets.randbelow(10**6):06d}"
    OneTimeCode.objects.create(
        phone_index=index,
        purpose=purpose,
        code_hash=_hash(code, index, purpose),
        expires_at=now + LIFETIME,
    )
    return code


def newest_code(*, phone: str, purpose: str) -> OneTimeCode | None:
    """The code a phone was sent last for a purpose; only this one is good."""
    index = blind_index(phone, purpose="phone")
    return OneTimeCode.objects.filter(phone_index=index, purpose=purpose).order_by("-pk").first()


def check_code(*, phone: str, purpose: str, code: str) -> None:
    """Use up the newest code or raise; a wrong try is counted even when the caller rolls back.

    Call it outside the transaction of the act it protects.
    """
    index, now = blind_index(phone, purpose="phone"), _moment()
    newest = newest_code(phone=phone, purpose=purpose)
    if newest is None or newest.used_at or newest.expires_at < now:
        raise CodeExpired
    if newest.tries >= TRIES_MAX:
        raise CodeLocked
    if not secrets.compare_digest(newest.code_hash, _hash(code.strip(), index, purpose)):
        OneTimeCode.objects.filter(pk=newest.pk).update(tries=F("tries") + 1)
        raise CodeLocked if newest.tries + 1 >= TRIES_MAX else CodeWrong
    if not OneTimeCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=Now()):
        raise CodeExpired

"""How the login library behaves here: staff only, no self-registration, encrypted secrets."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parties.fields import decrypt, encrypt

SECRET_PLACE = b"mfa.authenticator.secret"


class StaffAccountAdapter(DefaultAccountAdapter):
    """Nobody registers a staff account by himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: staff accounts are made by administrators."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second-factor secrets are kept as encrypted as personal numbers."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right, or it is too old. Type the one shown now."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database (hexadecimal)."""
        return encrypt(text, place=SECRET_PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back."""
        return decrypt(bytes.fromhex(encrypted_text), place=SECRET_PLACE)

    def get_totp_label(self, user: Any) -> str:
        """What the authenticator app shows."""
        return str(user.username)

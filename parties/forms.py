"""Forms of the sign-in of staff."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from django.utils.translation import gettext_lazy as _


class SecondFactorForm(AuthenticateForm):
    """The code of the second factor, in the words of this program."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six digits, or a recovery code")

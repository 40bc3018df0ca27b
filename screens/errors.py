"""What the program refuses: one exception per fact, with a sentence a borrower can read."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleViolation(Exception):
    """A rule of the program says no; subclasses are named after the fact.

    `message` may hold named places, `_("Only %(left)s is left.")`, filled from the parameters.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("This is not possible.")

    def __init__(self, sentence: str | Promise = "", /, **params: object) -> None:
        self.sentence = sentence
        self.params = params
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.sentence or self.message)
        return text % self.params if self.params else text

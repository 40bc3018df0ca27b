"""What the tests of the design system share."""

import pytest
from django.utils.translation import trans_real

from loanprogram.local import messages


@pytest.fixture(scope="session")
def compiled():
    """The Chinese texts as they stand in the .po files now."""
    messages.compile_all()
    trans_real._translations.clear()  # Django keeps what it read

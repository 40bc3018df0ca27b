"""The paper a hand-in at the counter needs: the printed form with the applicant's signature."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FormRule:
    """What the scan of the signed form may be."""

    code: str
    formats: list[str] = field(default_factory=list)
    size_max_mb: int = 10
    pages_max: int = 20


SIGNED_FORM = FormRule("signed_form", ["jpg", "png", "pdf"])

"""The papers of a contract pack: approved texts filled with the facts, as sealed PDF files."""

import hashlib
from base64 import b64encode
from datetime import date
from decimal import Decimal
from typing import Any

import filetype
from django.core.files.base import ContentFile
from django.db import connection
from django.utils.translation import override

from loancore.schedule import Instalment
from parties.models import Organisation
from policy.errors import RuleMissing
from policy.models import TextTemplate, in_language
from policy.selectors import programme_profile, text_template
from screens.paper import render_pdf
from underwriting.errors import NoApprovedText, TextIncomplete
from underwriting.models import Contract, ContractFile
from underwriting.selectors.contracts import (
    BINDING,
    READING,
    SCHEDULE,
    contract_facts,
    pack_of,
    planned_instalments,
    totals_of,
)

SEAL_ARC_DEGREES = 250
SEAL_SPACIOUS = 14
READING_COPY = "reading_copy"
PAPER = "underwriting/contract_paper.html"
SIGNATURE_PAGE = "underwriting/contract_signatures_paper.html"


def add_papers(contract: Contract, *, on: date) -> None:
    """Make every paper of the pack in the binding language, and one reading copy in English."""
    kinds = pack_of(contract.case)
    texts = {kind: _approved_text(kind, on) for kind in kinds if kind != SCHEDULE}
    plan = planned_instalments(contract, disbursed_on=on, on=on)
    with override(BINDING):
        facts = contract_facts(contract, on=on)
        for kind in kinds:
            content = _drawn(
                contract, [_part(kind, texts, facts=facts, plan=plan)], is_reading_copy=False
            )
            _stored(contract, kind, content, language=BINDING, template=texts.get(kind))
    with override(READING):
        facts = contract_facts(contract, on=on)
        parts = [_part(kind, texts, facts=facts, plan=plan) for kind in kinds]
        content = _drawn(contract, parts, is_reading_copy=True)
        _stored(contract, READING_COPY, content, language=READING)


def add_signature_page(contract: Contract) -> ContractFile:
    """The page that says who signed when, on which hash; made when all have signed."""
    assert connection.in_atomic_block
    with override(BINDING):
        context = {
            "contract": contract,
            "papers": contract.files.all(),
            "signatures": contract.signatures.select_related("signer__person"),
            "programme": programme_profile(contract.prepared_on),
        }
        content = render_pdf(SIGNATURE_PAGE, context, archived=True)
        return _stored(contract, ContractFile.SIGNATURES, content, language=BINDING)


def _approved_text(kind: str, on: date) -> TextTemplate:
    try:
        return text_template(kind, on)
    except RuleMissing:
        raise NoApprovedText(paper=kind) from None


def _part(
    kind: str, texts: dict[str, TextTemplate], *, facts: dict[str, str], plan: list[Instalment]
) -> dict[str, Any]:
    """One paper as the template draws it: heading, paragraphs, and the plan where it belongs."""
    template = texts.get(kind)
    return {
        "kind": kind,
        "template": template,
        "paragraphs": _filled(template, facts) if template else [],
        "plan": plan if kind == SCHEDULE else [],
        "totals": totals_of(plan),
    }


def _filled(template: TextTemplate, facts: dict[str, str]) -> list[str]:
    body = in_language(template.body, template.body_en)
    try:
        return body.format_map(facts).split("\n")
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise TextIncomplete(text=template, place=error) from error


def _drawn(contract: Contract, parts: list[dict[str, Any]], *, is_reading_copy: bool) -> bytes:
    center = contract.case.programme.center
    context = {
        "contract": contract,
        "parts": parts,
        "bank": contract.case.bank,
        "center": center,
        "seal": _seal_picture(center),
        "seal_letters": letters_of_seal(center.name),
        "seal_size": 20 if len(center.name) <= SEAL_SPACIOUS else 15,
        "is_reading_copy": is_reading_copy,
        "programme": programme_profile(contract.prepared_on),
    }
    return render_pdf(PAPER, context, archived=True)


def _stored(
    contract: Contract,
    kind: str,
    content: bytes,
    *,
    language: str,
    template: TextTemplate | None = None,
) -> ContractFile:
    paper = ContractFile(
        contract=contract,
        kind=kind,
        language=language,
        template=template,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    paper.file.save(f"{contract.number}_{kind}_{language}.pdf", ContentFile(content), save=True)
    return paper


def _seal_picture(center: Organisation) -> str:
    """The seal of the institution as data for the paper; empty where none is on record."""
    if not center.seal:
        return ""
    with center.seal.open("rb") as stored:
        content = stored.read()
    return f"data:{filetype.guess_mime(content)};base64,{b64encode(content).decode()}"


def letters_of_seal(name: str) -> list[tuple[str, str]]:
    """The signs of a name around a drawn seal, each with its angle, top in the middle."""
    step = Decimal(SEAL_ARC_DEGREES) / max(len(name), 1)
    middle = Decimal(len(name) - 1) / 2
    return [(sign, f"{(place - middle) * step:.2f}") for place, sign in enumerate(name)]

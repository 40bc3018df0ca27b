"""Pages of the books: the journal, an entry, an account, the trial balance."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from ledger import selectors
from ledger.forms import DayForm, SpanForm, asked
from ledger.models import JournalEntry
from parties.models import User
from screens import wording
from screens.gates import gate
from screens.parts import Fact


@gate("ledger.view_journal")
def journal(request: HttpRequest) -> HttpResponse:
    """All entries the person may see, narrowed by date, account, kind and subject."""
    user = cast("User", request.user)
    entries = selectors.journal_list(user).bind(
        selectors.journal(user), request.GET, path=request.path
    )
    return render(request, "ledger/journal.html", {"entries": entries})


@gate("ledger.view_journal")
def journal_entry(request: HttpRequest, number: str) -> HttpResponse:
    """One entry with its debits and credits, and the entry that reverses it."""
    user = cast("User", request.user)
    entry = get_object_or_404(selectors.journal(user), number=number)
    lines = list(selectors.entry_lines(entry, user))
    context = {
        "entry": entry,
        "reversal": getattr(entry, "reversal", None),
        "lines": lines,
        "facts": _facts(entry),
        "hidden_count": entry.line_count - len(lines),
    }
    return render(request, "ledger/journal_entry.html", context)


def _facts(entry: JournalEntry) -> list[Fact]:
    return [
        Fact(_("Kind"), selectors.kind_word(entry)),
        Fact(_("Date"), wording.day(entry.effective_on)),
        Fact(_("Reference"), entry.subject or wording.NOTHING),
        Fact(_("Bank"), entry.bank or wording.NOTHING),
        Fact(_("Posted by"), entry.actor),
        Fact(_("Recorded at"), wording.time_of(entry.recorded_at)),
        Fact(_("Reason"), entry.reason or wording.NOTHING),
    ]


@gate("ledger.view_journal")
def account_statement(request: HttpRequest, address: str) -> HttpResponse:
    """An account from one day to another: opening balance, movements, closing balance."""
    user = cast("User", request.user)
    account = get_object_or_404(selectors.accounts(user), address=address)
    today = request.business_date  # type: ignore[attr-defined]  # set by the middleware
    this_month = {"from_on": today.replace(day=1), "to_on": today}
    form = SpanForm(request.GET if "from_on" in request.GET else None, initial=this_month)
    span = asked(form, this_month)
    statement = selectors.statement(account.address, span["from_on"], span["to_on"])
    movements = selectors.MOVEMENTS.bind(statement.lines, request.GET, path=request.path)
    context = {"account": account, "form": form, "statement": statement, "movements": movements}
    return render(request, "ledger/account_statement.html", context)


@gate("ledger.view_journal")
def trial_balance(request: HttpRequest) -> HttpResponse:
    """Every account the person may see with its balance at the end of a day."""
    user = cast("User", request.user)
    today = {"on": request.business_date}  # type: ignore[attr-defined]  # set by the middleware
    form = DayForm(request.GET if "on" in request.GET else None, initial=today)
    balances = selectors.trial_balance(asked(form, today)["on"], selectors.accounts(user))
    return render(request, "ledger/trial_balance.html", {"form": form, "balances": balances})

"""Home and health."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from casework.views.asked import date_of
from loanprogram.health import health_answer
from loanprogram.selectors import PublicFigures, promised_days, public_figures
from policy.selectors import banks_on_offer, product_version
from screens.charts import write
from screens.gates import everyone
from screens.parts import Tile
from screens.wording import wan


@everyone
def home(request: HttpRequest) -> HttpResponse:
    """What the program gives, who can apply, how long it takes; one start button."""
    on = date_of(request)
    values = {
        "most": write(product_version("personal", on).amount_max),
        "figures": _tiles(public_figures(on)),
        "banks": banks_on_offer(on),
        "limit_days": promised_days(on),
    }
    return render(request, "loanprogram/home.html", values)


def _tiles(known: PublicFigures | None) -> list[Tile]:
    """Four figures, or none while there are too few people to speak of."""
    if known is None:
        return []
    return [
        Tile(_("People helped"), known.people),
        Tile(_("Paid out so far"), wan(known.amount)),
        Tile(_("Jobs planned with it"), known.jobs),
        Tile(_("Days from hand-in to decision"), known.days, hint=_("on average")),
    ]


@everyone
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether database, queue, worker and scheduler live; 200 or 503."""
    return health_answer()

"""The leader's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.views.asked import date_of, person_of
from loanprogram.cockpit import ageing_chart, cockpit_tiles, fund_chart, proof_tile, stage_chart
from screens.gates import gate


@gate("servicing.view_cockpit")
def cockpit(request: HttpRequest) -> HttpResponse:
    """Portfolio, funnel, ageing, fund and proofs; every number opens the list it counts."""
    user, on = person_of(request), date_of(request)
    tiles = cockpit_tiles(user, on)
    if user.may("servicing.view_jobs"):
        tiles.append(proof_tile())
    values = {
        "tiles": tiles,
        "charts": [stage_chart(user), ageing_chart(user)],
        "fund": fund_chart(user, on),
    }
    return render(request, "loanprogram/cockpit.html", values)

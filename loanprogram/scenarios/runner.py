"""Plays a scenario step by step and proves after each that nothing was lost."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.core.exceptions import ValidationError

from loanprogram.demo.walk_servicing import Cast
from loanprogram.proofs import run_proofs
from loanprogram.scenarios.acts import ACTS, World
from screens.errors import RuleViolation
from servicing.models import Loan
from servicing.selectors.proofs import is_as_its_events_say, ledger_faults

FULL_EVERY = 50


class Contradiction(AssertionError):
    """Something that must never be: seed, step, act, and what was found."""


@dataclass
class Outcome:
    """What was played: how often each act was done, and how often refused in words."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def play(
    *,
    seed: int,
    steps: int,
    cast: Cast,
    loans: Sequence[Loan],
    on: date,
    full_every: int = FULL_EVERY,
    without: Collection[str] = (),
) -> Outcome:
    """Random acts, the same for the same seed; raises at the first contradiction.

    `without` names standing proofs that the stage itself does not meet.
    """
    dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    world, outcome = World(dice, on, cast, [loan.pk for loan in loans]), Outcome()
    acts, weights = zip(*ACTS, strict=True)
    for step in range(1, steps + 1):
        act = dice.choices(acts, weights)[0]
        world.touched.clear()
        try:
            act(world)
            outcome.done[act.__name__] += 1
        except (RuleViolation, ValidationError):
            outcome.refused[act.__name__] += 1
        except Exception as error:
            raise Contradiction(f"seed {seed}, step {step}: {act.__name__}: {error!r}") from error
        faults = faults_now(world) if step % full_every else faults_of_all(without)
        if faults:
            raise Contradiction(f"seed {seed}, step {step}: {act.__name__}: {'; '.join(faults)}")
    if faults := faults_of_all(without):
        raise Contradiction(f"seed {seed}, at the end: {'; '.join(faults)}")
    return outcome


def faults_now(world: World) -> list[str]:
    """The loans touched are what their events say; the accounts are the sum of the loans."""
    differ = [
        f"loan {loan.number} differs from its events"
        for loan in Loan.objects.filter(pk__in=world.touched)
        if not is_as_its_events_say(loan)
    ]
    return differ + ledger_faults()


def faults_of_all(without: Collection[str] = ()) -> list[str]:
    """Every standing proof over everything."""
    found = run_proofs()
    return [fault for code in found.keys() - set(without) for fault in found[code]]

"""Lifecycle of the quarterly subsidy list of a bank."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class SubsidyState(models.TextChoices):
    """States of a subsidy list."""

    DRAFTED = "drafted", _("drafted")
    SUBMITTED = "submitted", _("waiting for the bank")
    CONFIRMED = "confirmed", _("confirmed by the bank")
    APPROVED = "approved", _("approved, waiting for the leader")
    RELEASED = "released", _("released for payment")


OPEN = (SubsidyState.SUBMITTED, SubsidyState.CONFIRMED, SubsidyState.APPROVED)


class SubsidyLifecycle(models.Model):
    """drafted → submitted → confirmed by the bank → approved → released, by two of the center."""

    state = FSMField(
        _("state"), default=SubsidyState.DRAFTED, choices=SubsidyState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        SubsidyState.DRAFTED,
        SubsidyState.SUBMITTED,
        custom={"permission": "guarantees.prepare_subsidy"},
    )
    def submit(self) -> None:
        """Lay the list before the bank."""

    @transition(
        state,
        SubsidyState.SUBMITTED,
        SubsidyState.CONFIRMED,
        custom={"permission": "guarantees.confirm_subsidy"},
    )
    def confirm(self) -> None:
        """The bank says that the interest was paid as listed."""

    @transition(
        state,
        SubsidyState.CONFIRMED,
        SubsidyState.APPROVED,
        custom={"permission": "guarantees.approve_subsidy", "not_by": ("submit",)},
    )
    def approve(self) -> None:
        """Another accountant has checked it."""

    @transition(
        state,
        SubsidyState.APPROVED,
        SubsidyState.RELEASED,
        custom={"permission": "guarantees.release_subsidy", "not_by": ("submit", "approve")},
    )
    def release(self) -> None:
        """The leader lets it be paid."""

    @transition(
        state,
        OPEN,
        SubsidyState.DRAFTED,
        custom={"permission": "guarantees.return_subsidy", "reason": True},
    )
    def send_back(self) -> None:
        """Something in it is wrong."""

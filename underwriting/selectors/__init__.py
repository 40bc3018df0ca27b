"""Reads of underwriting, one file per topic."""

from underwriting.selectors.figures import (
    Burden,
    burden_of,
    household_of,
    is_score_stale,
    score_inputs,
    score_values,
    suggestion_for,
    wish_of,
)
from underwriting.selectors.files import (
    application_of,
    authority_rule_for,
    current_round,
    documents_not_accepted,
    finished_visit,
    has_credit_consent,
    latest_memo,
    latest_score,
    latest_worksheet,
    opinions_of_round,
    possible_visitors,
    rate_ceiling,
    scorecard_in_force,
    usable_documents,
)
from underwriting.selectors.gaps import (
    Gap,
    evaluation_gaps,
)

__all__ = [
    "Burden",
    "Gap",
    "application_of",
    "authority_rule_for",
    "burden_of",
    "current_round",
    "documents_not_accepted",
    "evaluation_gaps",
    "finished_visit",
    "has_credit_consent",
    "household_of",
    "is_score_stale",
    "latest_memo",
    "latest_score",
    "latest_worksheet",
    "opinions_of_round",
    "possible_visitors",
    "rate_ceiling",
    "score_inputs",
    "score_values",
    "scorecard_in_force",
    "suggestion_for",
    "usable_documents",
    "wish_of",
]

"""Tables and computations of underwriting, without Django; one file per topic."""

from underwriting.rules.amounts import (
    AmountRule,
    Household,
    Limit,
    Suggestion,
    Wish,
    affordable,
    amount_limits,
    amount_suggestion,
    debt_ratio,
    income_cover,
    monthly_burden,
    own_funds_share,
)
from underwriting.rules.scoring import (
    Scored,
    ScoreLine,
    Values,
    grade_band,
    score,
)
from underwriting.rules.votes import outcome_of

__all__ = [
    "AmountRule",
    "Household",
    "Limit",
    "ScoreLine",
    "Scored",
    "Suggestion",
    "Values",
    "Wish",
    "affordable",
    "amount_limits",
    "amount_suggestion",
    "debt_ratio",
    "grade_band",
    "income_cover",
    "monthly_burden",
    "outcome_of",
    "own_funds_share",
    "score",
]

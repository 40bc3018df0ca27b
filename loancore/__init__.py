"""The money engine of the loan program: pure calculation, no framework, no clock, no I/O.

All amounts are Decimal, all rates and shares are fractions (0.036), all dates are business dates;
the first day of a period bears interest and the last does not.

money        round_money, round_places, split, split_evenly, capital_words, format_money
dates        add_months, due_dates, quarter_due_dates, working_day_deadline, is_working_day
daycount     DayCount, year_fraction, whole_months
interest     interest (the one interest function), Segment, segments, interest_over, accruals
terms        LoanTerms, Tranche, RateChange, PlannedPrincipal, Instalment, contradictions
schedule     build_schedule(LoanTerms) -> list[Instalment]; re-exports the names of terms
plain        the same for ordinary loans in whole fen, quickly; walk: the general way
batch        Batch, plans: very many plans at once as arrays (needs numpy)
following    follow: plans whose interest follows what was truly paid
allocation   allocate(amount, items, on=, policy=) -> Allocation(lines, rest); OpenItem, Kind
arrears      days_past_due, class_floor, bucket, penalty, misuse_charge, compound_interest
payoff       payoff_quote(LoanPosition, on, PayoffRule) -> PayoffQuote
events       RateReset, Extension, Holiday, PaymentPlan, Payment, Prepayment, WriteOff, Recovery ...
replay       replay(terms, events, as_of, rules=) -> LoanState: the truth of a running loan
lateness     LatenessRules: penalty, compound interest and grace inside the replay
rates        irr, effective_annual_rate, unit_period_rate: what a loan costs a year
explain      Explained: an amount with formula, inputs, rule and rounding step
cases        solve(case): answers cases as data; `python -m loancore solve [FILE]`
fund         capacity, headroom, multiplier_for, claim_amounts, share_out, share_recovery
subsidy      subsidise(principal, rate, start, end, rule) -> SubsidyPeriod; rules by function
identity     resident_id, credit_code, mobile, card_number, person_name; errors carry `code`
errors       LoanCoreError and its kinds, each with a stable `code`
"""

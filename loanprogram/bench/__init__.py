"""Speed beside its floor: what a workload costs, and what the least conceivable would cost.

A new workload is one file in `loanprogram/bench/workloads` with a constant `WORKLOAD`; the command
`bench` finds it by itself, and so does its smoke test.
"""

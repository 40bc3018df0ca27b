"""Random lives of loans over the real services: whatever happens, everything proves.

`./dev prove --scenario SEED --steps N` plays one in a database of its own; a failure names seed and
step, and the same seed plays the same life again.
"""

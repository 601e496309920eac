"""The policy: pure functions from a set of facts, a registry, a rule pack and a clock to a ledger.

No I/O here. One module a mechanism; `judge` joins them, `replay` folds a whole log offline.
"""

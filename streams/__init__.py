"""What it means: the policy as pure functions, the transactional judge, and what hangs on it.

Facts come in from `facts.*`; verdicts, obligations, deliveries, alerts and dead letters go out
to `hub.*` and `inbox.*`. Imports only `schemas`.
"""

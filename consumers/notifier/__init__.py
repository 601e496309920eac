"""预警通知: tells people and systems what stands on `hub.alerts`, without loss.

A desk decides (with a store, no network), couriers deliver, one a receiver. See
`docs/decisions/0015-alerts-and-their-delivery.md` and `docs/how-to/deliver-alerts.md`.
"""

"""What is said: event models, envelope, codec, catalogue and the contracts derived from them.

Imports nothing of ours; every other room imports this one.
"""

"""The registry 登记: a district's reference data, from its files into the log.

Files in; the difference from what the log already says; events out. Nothing is ever removed.
"""

"""离线判定: the judge over events from files or from the stored log, without a running judge.

Here come in facts that were read, a rule pack and a time; nothing is published.
"""

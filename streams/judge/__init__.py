"""The transactional judge: consume, judge, produce, in one Kafka transaction a batch.

`docket` folds one partition's log into state and outputs without I/O; the other modules carry
its records in and its outputs out.
"""

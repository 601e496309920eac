"""核对: what the hub has said, sent and stored, compared with the offline judge over the same log.

Here come in Kafka, ClickHouse and the rule packs; differences go out, and what the Faust workers
missed is sent again. Memory is bounded by what one district needs: all else lies in a spool.
"""

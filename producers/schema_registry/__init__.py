"""The schema registry: contracts on a compacted topic, and the read API that serves them.

Both in the formats of Confluent's registry, so that any client of it, or a registry of another
make started over the same Kafka, reads our schemas.
"""

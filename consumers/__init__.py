"""Who acts on it: the loader that fills ClickHouse, the analysts' views and their saved queries.

Imports only `schemas`; meets producers and streams in topics, and analysts in tables.
"""

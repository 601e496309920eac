"""Reads what a process answers Prometheus, by Prometheus' own parser."""

from __future__ import annotations

import urllib.request

from prometheus_client.parser import text_string_to_metric_families


def scraped(port: int) -> dict[tuple[str, ...], float]:
    """Return every sample of a process: its name, then the values of its labels by name."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {
        (sample.name, *(v for k, v in sample.labels.items() if k != "le")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if family.name.startswith("hutong_") and not sample.name.endswith("_bucket")
    }

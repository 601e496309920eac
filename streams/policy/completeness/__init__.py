"""完整性: what an agency has sent and numbered, kept as a small value instead of all its events.

Only facts come in; what is missing is judged by the mechanism of sharing.
"""

from __future__ import annotations

from streams.policy.completeness.documents import Announced, Issued
from streams.policy.completeness.sources import Manifest, Source
from streams.policy.completeness.summary import Completeness

__all__ = ["Announced", "Completeness", "Issued", "Manifest", "Source"]

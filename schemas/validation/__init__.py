"""Validation: every rule by its id and grade, and what is noted of an event that is taken.

What a model refuses stands in the field types and models themselves; `rules.toml` names every
rule with examples. Nothing here does I/O beyond reading that file.
"""

from schemas.validation.notes import notes_on
from schemas.validation.rules import RULES, Grade, ValidationRule

__all__ = ["RULES", "Grade", "ValidationRule", "notes_on"]

"""What can go wrong: for a client a code and a sentence, for an operator a sentence alone."""

from __future__ import annotations

from typing import Final

SUBJECT_NOT_FOUND: Final = 40401
VERSION_NOT_FOUND: Final = 40402
SCHEMA_NOT_FOUND: Final = 40403
NO_CONFIG_OF_ITS_OWN: Final = 40408
NO_MODE_OF_ITS_OWN: Final = 40409
INVALID_SCHEMA: Final = 42201
INVALID_VERSION: Final = 42202
NOT_PERMITTED: Final = 42205
STORE_FAILED: Final = 50001
"""Error codes of the Confluent Schema Registry API; the first three digits are the HTTP status."""

_STATUS_DIGITS = 3


class ApiError(Exception):
    """An answer other than 200: `code` is an error code above, or a plain HTTP status."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")

    @property
    def status(self) -> int:
        """The HTTP status that the code belongs to."""
        return int(str(self.code)[:_STATUS_DIGITS])


def subject_not_found(subject: str) -> ApiError:
    """Return the error for a subject that has no versions."""
    return ApiError(SUBJECT_NOT_FOUND, f"Subject '{subject}' not found.")


def version_not_found(version: int) -> ApiError:
    """Return the error for a version that a subject lacks."""
    return ApiError(VERSION_NOT_FOUND, f"Version {version} not found.")


def schema_not_found(schema_id: int | None = None) -> ApiError:
    """Return the error for a schema or id that nobody registered."""
    named = "Schema not found" if schema_id is None else f"Schema {schema_id} not found"
    return ApiError(SCHEMA_NOT_FOUND, named)


def invalid_schema(reason: str) -> ApiError:
    """Return the error for a text that is no schema this registry can read."""
    return ApiError(INVALID_SCHEMA, f"Invalid schema: {reason}")


class RegistryError(Exception):
    """An expected failure of publishing or checking; one sentence that says what to do."""


class RegistryUnreachableError(RegistryError):
    """Neither Kafka nor the registry answers."""


class IdTakenError(RegistryError):
    """An id or a version of ours belongs to somebody else's schema."""


class ChangedError(IdTakenError):
    """An id of ours holds an earlier text of the same contract."""


class DraftError(RegistryError):
    """Contracts are not released, so nobody may rely on them."""


class NotPublishedError(RegistryError):
    """A registry lacks contracts of ours."""

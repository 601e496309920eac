"""A runner in a process of its own: ``python -m infra.embedded.runner_process SETTINGS``.

SETTINGS is ``Settings`` as JSON. What happens is told on stdout, an event a line. With
``--with-parent`` it stops when its stdin closes, that is, when whoever started it has ended.
"""

import contextlib
import sys

from infra import ExitCode, HutongError
from infra.embedded.events import Changed, Failed, Notice
from infra.embedded.layout import Layout
from infra.embedded.runner import run
from infra.embedded.stopping import stop_on_signals
from infra.settings import Settings


def main(arguments: list[str]) -> int:
    """Run it; return its exit code."""
    settings = Settings.model_validate_json(arguments[0])
    parent_pipe = sys.stdin.fileno() if "--with-parent" in arguments else None
    try:
        with stop_on_signals(parent_pipe) as request:
            run(settings, _report, request)
    except HutongError as error:
        _report(Failed(sentence=error.sentence, exit_code=error.exit_code))
        return error.exit_code
    except Exception as error:  # noqa: BLE001  the last resort; the runner has logged it
        log = Layout(settings.data_dir).logs / "runner.log"
        _report(
            Failed(
                sentence=f"The runner failed unexpectedly ({error!r}); see {log}.",
                exit_code=ExitCode.FAILURE,
            )
        )
        return ExitCode.FAILURE
    return ExitCode.OK


def _report(event: Notice | Changed | Failed) -> None:
    # Whoever started it detached no longer listens.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(event.model_dump_json() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

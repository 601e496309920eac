"""``python -m infra.cli`` is ``hutong``."""

from infra.cli import main

if __name__ == "__main__":
    main()

"""``python -m infra.embedded`` fetches Kafka's jars; ``--relock`` resolves them anew."""

import sys

from infra.embedded.jars import main

sys.exit(main())

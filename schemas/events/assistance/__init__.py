"""Family assistance: requests for help between township and department, and their answers.

Letters and opinions, access to archives, and joint action; each in a module of its own.
"""

from __future__ import annotations

from typing import Final

from schemas.events.assistance.archives import ArchiveAccessRequested, ArchiveAccessResponded
from schemas.events.assistance.joint import (
    JointActionRequested,
    JointActionResponded,
    JointConferenceHeld,
    JointEnforcementHeld,
)
from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOnsiteDispatched,
    AssistanceOpinionIssued,
    AssistanceRequested,
    AssistanceSupplementProvided,
    AssistanceSupplementRequested,
)

TOPIC: Final = "facts.assistance"

EVENTS: Final = (
    AssistanceRequested,
    AssistanceSupplementRequested,
    AssistanceSupplementProvided,
    AssistanceExtensionNotified,
    AssistanceOpinionIssued,
    AssistanceOnsiteDispatched,
    ArchiveAccessRequested,
    ArchiveAccessResponded,
    JointActionRequested,
    JointActionResponded,
    JointConferenceHeld,
    JointEnforcementHeld,
)
"""Every event of the family, in the order of the catalogue."""

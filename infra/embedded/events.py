"""What a runner says about itself, to the terminal or, a line of JSON each, to its starter."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from infra import ExitCode, HutongError
from infra.embedded.state import InstanceState


class Notice(BaseModel):
    """Something that takes a while has begun."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["notice"] = "notice"
    text: str


class Changed(BaseModel):
    """The instance or one of its parts is in another phase."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["changed"] = "changed"
    state: InstanceState


class Failed(BaseModel):
    """The end, and why."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["failed"] = "failed"
    sentence: str
    exit_code: ExitCode

    def error(self) -> HutongError:
        """Return it as what the caller raises."""
        return HutongError(self.sentence, self.exit_code)


Event = Annotated[Notice | Changed | Failed, Field(discriminator="kind")]

Report = Callable[[Notice | Changed | Failed], None]

LINE: TypeAdapter[Notice | Changed | Failed] = TypeAdapter(Event)
"""Reads one line of a runner's stdout."""

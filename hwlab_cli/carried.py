"""What was done for an intake."""

from dataclasses import dataclass

from hwlab_cli.errors import HwlabError
from hwlab_cli.model import OpKind
from hwlab_cli.oplog.query import Intake


@dataclass(frozen=True, slots=True)
class Carried:
    """An intake after its op was carried out, or could not be: where it stands, and why.

    `passed_over` are faults on the way that did not keep it from being carried out.
    """

    intake: Intake
    kind: OpKind
    error: HwlabError | None = None
    passed_over: tuple[HwlabError, ...] = ()

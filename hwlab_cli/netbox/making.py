"""Making what is missing, beside others who may be making the same."""

from collections.abc import Callable
from typing import Any

from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import ConflictError, DeadlockError, RefusedError

Missing = Callable[[], dict[str, dict[str, Any]]]

_ROUNDS = 4


def made(
    client: Client, endpoint: str, missing: Missing, forget: Callable[[], None]
) -> dict[str, str]:
    """Create what `missing` names, as name and body; return why some could not be made.

    All in one request; where NetBox refuses that, one by one. After each request `forget` is
    called, so that `missing` looks again: what somebody else made meanwhile is not missing
    any more. Raises NetBoxError where NetBox can't be asked, or its answer stays unknown.
    """
    refused: dict[str, str] = {}
    one_by_one = False
    for _ in range(_ROUNDS):
        wanted = {name: body for name, body in missing().items() if name not in refused}
        if not wanted:
            return refused
        batches = [{name: body} for name, body in wanted.items()] if one_by_one else [wanted]
        for batch in batches:
            try:
                client.create(endpoint, list(batch.values()))
            except (ConflictError, DeadlockError):
                one_by_one = True
            except RefusedError as error:
                if one_by_one:
                    (name,) = batch
                    said = [*error.by_index.get(0, ()), *error.words]
                    refused[name] = said[0] if said else "refused"
                one_by_one = True
            finally:
                forget()
    unseen = dict.fromkeys(missing(), "NetBox says that it exists, but does not show it")
    return {**unseen, **refused}

"""The tiers: reachable, the model there, whether it sees, what it keeps to, how long it takes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hwlab_cli.diagnosis.finding import Finding, fault, note, of_error, warning
from hwlab_cli.diagnosis.ground import Ground
from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.identify.vision.canary import Sight
from hwlab_cli.identify.vision.canary import look as shown_a_number
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import TimedOutError, UnreachableError, UnusableError
from hwlab_cli.identify.vision.heard import Listener
from hwlab_cli.identify.vision.ladder import FORMATS, THINKING
from hwlab_cli.tier import EMBEDDED, Tier

_BLIND = "choose a model with vision, and a server that passes pictures on to it"
_SAID = 60
_LIST_SECONDS = 10.0


def look(ground: Ground) -> Iterator[Finding]:
    """Yield what is found of each tier, within its own deadlines; nothing is remembered of it."""
    tiers = ground.settings.tiers if ground.settings else ()
    asked = [one for one in tiers if one.name != EMBEDDED]
    if not asked:
        hint = "add a [[tiers]] to the configuration (`hwlab config init`), if you want one asked"
        yield note("models.none", "", "no vision model is configured: labels alone are read", hint)
    for tier in asked:
        # What was learned of a server earlier would hide what it does today.
        with tempfile.TemporaryDirectory(prefix="hwlab-doctor-") as nothing_learned:
            yield from _of(tier, Path(nothing_learned), ground.listener)


def _of(tier: Tier, state: Path, listener: Listener) -> Iterator[Finding]:
    where = {"model": tier.model, "endpoint": tier.base_url}
    try:
        offered = _listed(tier, state)
    except (UnusableError, TimedOutError) as error:
        # Some servers have no list, or none while they load; they answer questions all the same.
        yield note("models.listed", tier.name, f"{tier.base_url}: {error.message}", **where)
    except HwlabError as error:
        yield of_error("models.reached", error, f"{tier.name}, {error.item}")
        return
    else:
        if tier.model in offered:
            yield Finding(
                "models.listed", tier.name, f"{tier.model} is at {tier.base_url}", details=where
            )
        else:
            # Aliases, as gateways have them, are in no list.
            found = f"{tier.model} is not among the models that {tier.base_url} lists"
            hint = f"`hwlab models list --tier {tier.name}` shows them"
            yield warning("models.listed", tier.name, found, hint, **where)
    endpoint = Endpoint(tier, state)
    try:
        sight = shown_a_number(endpoint, listener)
    except UnreachableError as error:
        yield of_error("models.reached", error, f"{tier.name}, {error.item}")
    except HwlabError as error:
        yield of_error("models.sight", error, f"{tier.name}, {error.item}")
    else:
        yield from _seen(tier, sight)
    finally:
        endpoint.close()


def _listed(tier: Tier, state: Path) -> list[str]:
    """Return the models that a server lists; no model has to be loaded for that."""
    brief = tier.model_copy(
        update={
            "load_seconds": min(tier.load_seconds, _LIST_SECONDS),
            "seconds": min(tier.seconds, _LIST_SECONDS),
        }
    )
    endpoint = Endpoint(brief, state)
    try:
        return endpoint.models()
    except UnreachableError as error:
        if error.is_loading:
            raise TimedOutError(error.message, item=error.item, hint=error.hint) from None
        raise
    finally:
        endpoint.close()


def _seen(tier: Tier, sight: Sight) -> Iterator[Finding]:
    asked = sight.asked
    seconds = f"in {asked.seconds:.1f} s"
    figures = {"seconds": asked.seconds, "first_token_seconds": asked.first_token_seconds}
    if sight.sees:
        found = f"read the number that it was shown, {seconds}"
        yield Finding("models.sight", tier.name, found, details=figures)
    else:
        said = " ".join(sight.said.split())[:_SAID]
        found = f"does not see: shown {sight.shown}, it said {said}, {seconds}"
        yield fault("models.sight", tier.name, found, _BLIND, ExitCode.MODEL_UNUSABLE, **figures)
    yield _schema(tier, sight)
    yield _thinking(tier, sight)


def _schema(tier: Tier, sight: Sight) -> Finding:
    taken = next((one for one in FORMATS if one in sight.asked.extras), None)
    figures: dict[str, Any] = {"taken": taken, "kept": sight.keeps_schema}
    if taken is None:
        found = "the server takes no schema for answers; they are read as they come"
        return note("models.schema", tier.name, found, **figures)
    if sight.keeps_schema:
        found = f"the server takes {taken}, and the answer kept to it"
        return Finding("models.schema", tier.name, found, details=figures)
    found = f"the server takes {taken}, and ignores it; answers are read as they come"
    return note("models.schema", tier.name, found, **figures)


def _thinking(tier: Tier, sight: Sight) -> Finding:
    way = next((one for one in THINKING if one in sight.asked.extras), None)
    figures: dict[str, Any] = {"asked_off_by": way, "thought": sight.asked.thought}
    if not sight.asked.thought:
        found = "off" if way is None else f"off ({way})"
        return Finding("models.thinking", tier.name, found, details=figures)
    found = "on: it thinks before it answers, which takes time and tokens"
    hint = "choose a model that need not think, or switch it off where the server is started"
    return note("models.thinking", tier.name, found, hint, **figures)

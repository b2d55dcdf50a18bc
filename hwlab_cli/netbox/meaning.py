"""What an answer of NetBox's, or the lack of one, means for what was asked.

Read off NetBox 4.7: authentication faults are 403, never 401; a 500 names its `exception`;
a list that is refused tells its faults by index.
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pynetbox
import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
)

from hwlab_cli import retry_after
from hwlab_cli.netbox.faults import (
    AwayError,
    ConflictError,
    DeadlockError,
    NetBoxError,
    NotAuthorizedError,
    NotSetUpError,
    NotThereError,
    RefusedError,
    TooLargeError,
    UnknownOutcomeError,
)

_UNIQUE = ("already exists", "must be unique", "must have a unique value")
_NO_TLS = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}  # what OpenSSL says to plain HTTP
_LONGEST_QUOTE = 300


@contextmanager
def told_apart(*, writing: bool) -> Iterator[None]:
    """Raise what a failure means instead of it; `writing`: it may have changed something."""
    try:
        yield
    except pynetbox.ContentError as error:
        raise _not_json(error.req, writing=writing) from error
    except (pynetbox.RequestError, pynetbox.AllocationError) as error:
        raise _answered(error.req, writing=writing) from error
    except requests.exceptions.SSLError as error:
        raise _insecure(error, writing=writing) from error
    except requests.exceptions.InvalidURL as error:
        raise NotSetUpError(_quoted(str(error)), item="netbox.url") from error
    except requests.exceptions.RequestException as error:
        raise _unanswered(error, writing=writing) from error


def unique(said: str) -> bool:
    """Tell whether NetBox refused something because it is there already."""
    return any(words in said for words in _UNIQUE)


def in_words(said: Any) -> list[str]:
    """Return what NetBox said of one object, a line a fault: `field: what is wrong with it`."""
    if isinstance(said, dict):
        lines = []
        for name, below in said.items():
            prefix = "" if name in {"__all__", "detail", "non_field_errors"} else f"{name}: "
            lines += [prefix + line for line in in_words(below)]
        return lines
    if isinstance(said, list):
        return [line for one in said for line in in_words(one)]
    return [_quoted(said)]


def _insecure(error: requests.RequestException, *, writing: bool) -> NetBoxError:
    reason = _reason(error)
    below = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    if isinstance(below, ssl.SSLCertVerificationError):
        return NotSetUpError(
            f"its certificate is not trusted: {_quoted(below.verify_message)}",
            item="NetBox",
            hint="netbox.ca_file names the certificates to trust",
        )
    if isinstance(below, ssl.SSLError) and below.reason in _NO_TLS:
        return NotSetUpError(
            "it does not speak TLS there",
            item="NetBox",
            hint="an address without TLS begins with http://",
        )
    # Broken off in the middle: no other than a connection without TLS that is lost.
    return _unanswered(error, writing=writing)


def _unanswered(error: requests.RequestException, *, writing: bool) -> NetBoxError:
    reason = _reason(error)
    if isinstance(reason, NameResolutionError):
        return AwayError("no such host", hint="is netbox.url right?")
    if isinstance(reason, NewConnectionError):
        below = reason.__cause__ or reason.__context__
        said = (isinstance(below, OSError) and below.strerror) or "the connection was refused"
        return AwayError(f"it can't be reached: {said.lower()}")
    if isinstance(reason, ConnectTimeoutError):  # which the one above is a kind of, to urllib3
        return AwayError("it can't be reached: no answer to the connection")
    if isinstance(error, requests.exceptions.ProxyError):
        return AwayError(f"the proxy does not reach it: {_quoted(str(error))}")
    if isinstance(error, requests.exceptions.Timeout):
        said = "it did not answer in time"
    elif isinstance(error, requests.exceptions.ChunkedEncodingError):
        said = "its answer was cut off"
    else:
        said = "the connection was lost"
    return UnknownOutcomeError(said) if writing else AwayError(said)


def _reason(error: requests.RequestException) -> object:
    cause = error.args[0] if error.args else None
    return cause.reason if isinstance(cause, MaxRetryError) else cause


def _answered(response: requests.Response, *, writing: bool) -> NetBoxError:
    status, data = response.status_code, _json(response)
    match status:
        case 401 | 403:
            return _not_authorized(data, response)
        case 404 if data is None:
            return _not_netbox("there is no NetBox at this address (404)")
        case 404:
            return NotThereError(_first(data), item="NetBox")
        case 413:
            return TooLargeError("the request is too large", item="NetBox")
        case 429 | 503:
            return AwayError(_busy(status), wait=_wait(response))
        case 502 | 504:
            kind = UnknownOutcomeError if writing else AwayError
            return kind(_busy(status), wait=_wait(response))
        case 500:
            return _broken(data, writing=writing)
        case _ if status > 500:
            kind = UnknownOutcomeError if writing else AwayError
            return kind(_busy(status), wait=_wait(response))
        case _ if data is None and not writing:
            # Its API gives its reasons; NetBox's web server does not, when it does not know
            # this name of its own, nor does a server that awaits TLS.
            return _not_netbox(f"what answers there is not NetBox's API ({status})")
        case _ if data is None:
            return RefusedError([f"refused with {status}, without a reason"])
        case _:
            return _refused(data)


def _refused(data: Any) -> RefusedError:
    by_index = {}
    if isinstance(data, dict) and isinstance(data.get("errors"), list):
        for one in data["errors"]:
            if isinstance(one, dict) and isinstance(one.get("index"), int):
                by_index[one["index"]] = in_words(one.get("errors"))
    words = [str(data["detail"])] if by_index and "detail" in data else in_words(data)
    every = [line for lines in by_index.values() for line in lines] or words
    kind = ConflictError if every and all(map(unique, every)) else RefusedError
    return kind(words, by_index)


def _broken(data: Any, *, writing: bool) -> NetBoxError:
    exception = data.get("exception") if isinstance(data, dict) else None
    said = _quoted(data.get("error", "")) if isinstance(data, dict) else ""
    match exception:
        case "IntegrityError":
            return ConflictError([said])
        case "OperationalError" if "deadlock" in said:
            return DeadlockError("two requests waited for each other", item="NetBox")
        case "OperationalError" | "InterfaceError":
            return AwayError("it has lost its database")
        case "RequestDataTooBig":
            return TooLargeError("the request is too large", item="NetBox")
    detail = f": {exception}: {said}" if exception else ""
    message = f"it broke down over the request (500){detail}"
    if not writing:
        return AwayError(message)
    # Without its own account of it, what broke down may be a proxy in front of it.
    return UnknownOutcomeError(message, broke_down=exception is not None)


def _not_json(response: requests.Response, *, writing: bool) -> NetBoxError:
    if writing:
        # A proxy may have put a page of its own in the place of NetBox's answer.
        return UnknownOutcomeError("its answer can't be read")
    kind = response.headers.get("Content-Type", "unknown").partition(";")[0]
    if kind == "application/json":
        return AwayError("its answer was cut off")
    # A login page, a captive portal, another program on this port.
    return _not_netbox(f"what answers there is not NetBox's API: {kind}")


def _not_netbox(message: str) -> NotSetUpError:
    return NotSetUpError(message, item="NetBox", hint="netbox.url is the address of its start page")


def _not_authorized(data: Any, response: requests.Response) -> NetBoxError:
    if isinstance(data, dict) and isinstance(data.get("errors"), list):
        return _refused(data)
    said = _first(data) if data is not None else f"refused with {response.status_code}"
    if "permission" in said:
        path = (response.request.url or "").partition("?")[0]
        what = path.rstrip("/").partition("/api/")[2]
        verb = {"POST": "add", "PATCH": "change", "DELETE": "delete"}.get(
            response.request.method or "", "view"
        )
        return NotAuthorizedError(
            f"the token has no right to {verb} {what}", item="NetBox", hint="`hwlab netbox check`"
        )
    return NotAuthorizedError(said, item="NetBox", hint="is the token right, and still valid?")


def _busy(status: int) -> str:
    words = {429: "it asks for fewer requests", 503: "it is not available"}
    return f"{words.get(status, 'it is not available behind its proxy')} ({status})"


def _wait(response: requests.Response) -> float | None:
    return retry_after.seconds(response.headers.get("Retry-After", ""))


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _first(data: Any) -> str:
    return next(iter(in_words(data)), "refused")


def _quoted(said: object) -> str:
    text = said if isinstance(said, str) else json.dumps(said, default=str)
    return " ".join(text.split())[:_LONGEST_QUOTE]

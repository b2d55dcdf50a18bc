"""A client on the other side of the fault proxy."""

from typing import Any

import requests
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox, http_session
from netbox_server.waiting import until

TAGS = "/api/extras/tags/"


class Client:
    """A client on the other side of the proxy."""

    def __init__(self, proxy: FaultProxy, netbox: NetBox) -> None:
        self.session = http_session(netbox.token)
        self._direct = http_session(netbox.token)
        self.proxy = proxy
        self.netbox = netbox

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.proxy.url + path, **options)

    def ask_alike(self, method: str, path: str, **options: Any) -> tuple[Any, Any]:
        """Ask through the proxy and directly, so that NetBox sees no difference."""
        host = {"Host": self.netbox.url.removeprefix("http://")}
        options["headers"] = host | options.get("headers", {})
        return (
            self.session.request(method, self.proxy.url + path, **options),
            self._direct.request(method, self.netbox.url + path, **options),
        )

    def close(self) -> None:
        self.session.close()
        self._direct.close()

    def create(self, name: str, **options: Any) -> requests.Response:
        return self.ask("POST", TAGS, json={"name": name, "slug": name}, **options)

    def is_there(self, name: str) -> bool:
        """Tell whether NetBox, asked directly, has the tag of that name."""
        found = self.netbox.ask("GET", f"{TAGS}?slug={name}").json()
        return bool(found["count"])

    def comes_to_be_there(self, name: str) -> bool:
        """Tell whether NetBox has the tag in the end."""
        return until(lambda: self.is_there(name), 60)

"""A proxy that speaks TLS in front of a NetBox that does not, as most NetBoxes have."""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import trustme


@contextlib.contextmanager
def tls_in_front_of(url: str, certificate: trustme.LeafCert) -> Iterator[str]:
    """Have TLS for the block; returns the address."""
    to = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=pass_on, args=[client])
            threads.append(thread)
            thread.start()

    def pass_on(plain: socket.socket) -> None:
        # Whoever does not trust us, or does not speak TLS, hangs up.
        with plain, contextlib.suppress(OSError):
            plain.settimeout(60)
            with (
                context.wrap_socket(plain, server_side=True) as client,
                socket.create_connection((to.hostname, to.port), 60) as netbox,
            ):
                _exchange(client, netbox, over)

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        # An accept that is under way is not ended by closing what it waits for.
        with contextlib.suppress(OSError):
            socket.create_connection(listener.getsockname(), 5).close()
        server.join()
        listener.close()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def no_tls_at_all() -> Iterator[str]:
    """Have, for the block, a web server that answers whoever speaks TLS to it as nginx does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with contextlib.suppress(OSError), listener.accept()[0] as client:
                client.recv(65536)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

        server = threading.Thread(target=answer)
        server.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        server.join(60)


def _exchange(client: ssl.SSLSocket, netbox: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        waiting = [client] if client.pending() else select.select([client, netbox], [], [], 0.1)[0]
        for one in waiting:
            data = one.recv(65536)
            if not data:
                return
            (netbox if one is client else client).sendall(data)

"""A real HTTPS server on the loopback address, with a certificate that the test made."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cdo_share.availability.reading.fetch import Fetcher

HOST = "agenda.example"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Answers as the test says and remembers the headers it was asked with."""

    port: int
    tls: ssl.SSLContext
    answer: Answer
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def address(self, path: str = "/a.ics", host: str = HOST) -> str:
        """Return an address at this server."""
        return f"https://{host}:{self.port}{path}"

    def fetcher(self, **values: Any) -> Fetcher:
        """Return a fetcher that may reach this server, and nothing but loopback addresses."""
        allowed = {"is_allowed": lambda address: address.is_loopback, "seconds": 5.0}
        return Fetcher(ports=(self.port,), tls=self.tls, **(allowed | values))


def say(body: bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """Return an answer with these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def lead_to(address: str) -> Answer:
    """Return an answer that leads elsewhere."""
    return say(status=302, headers={"Location": address})


@contextmanager
def open_server(folder: Path, answer: Answer) -> Iterator[Server]:
    """Serve until the block ends."""
    certificate, key = _certificate(folder)
    trusting = ssl.create_default_context(cafile=str(certificate))
    server = Server(port=0, tls=trusting, answer=answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append({name.lower(): value for name, value in self.headers.items()})
            server.paths.append(self.path)
            try:
                server.answer(self)
            except OSError:  # the other side had enough
                self.close_connection = True

        def log_message(self, *_values: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_values: Any) -> None:
            """A client that does not trust us is what some tests want."""

    httpd = Quiet(("127.0.0.1", 0), Handler)
    server.port = httpd.server_address[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    for path, content in zip(
        paths, (certificate.public_bytes(serialization.Encoding.PEM), private), strict=True
    ):
        path.write_bytes(content)
    return paths

"""Makes sure over TLS that the server is the one that is meant, also where no authority has signed for it."""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import Callable

#: Names a PEM file: the server's own certificate, or that of who signed it. Servers set it for kernels.
VARIABLE = "JUPYTER_NOTIFICATIONS_CA"

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def secured(connect: Callable[[], socket.socket], host: str) -> ssl.SSLSocket:
    """Speak TLS on what ``connect`` gives, to a server that has shown who it is. Raises ``OSError``.

    A server that shows a certificate of the file in ``JUPYTER_NOTIFICATIONS_CA`` is the one that is meant,
    whatever name it was made for: it holds the key. Any other must have one for ``host``, signed by whom the
    system trusts (``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` included) or by one of that file.
    """
    file = os.environ.get(VARIABLE, "")
    if file:
        meant = _certificates(file)
        # Nothing is sent before it is known who answers; if it is another, this connection was for nothing.
        shown = _unproven().wrap_socket(connect(), server_hostname=host)
        if shown.getpeercert(binary_form=True) in meant:
            return shown
        shown.close()
    context = ssl.create_default_context()
    if file:
        context.load_verify_locations(file)
    try:
        return context.wrap_socket(connect(), server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        msg = (
            f"its certificate is not trusted ({error.verify_message}); {VARIABLE} can name a file that has "
            "it, or that of who signed it"
        )
        raise OSError(msg) from error


def _unproven() -> ssl.SSLContext:
    """A context that takes any certificate, for a look at it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificates(file: str) -> set[bytes]:
    """The certificates of a PEM file, which may hold the key as well; binary. Raises ``OSError``."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:  # noqa: PTH123
            found = {ssl.PEM_cert_to_DER_cert(block) for block in _CERTIFICATE.findall(stream.read())}
    except (OSError, ValueError) as error:
        msg = f"{VARIABLE}: {error}"
        raise OSError(msg) from error
    if not found:
        msg = f"{VARIABLE}: {file} holds no certificate"
        raise OSError(msg)
    return found

"""The certificate of both listeners and its private key, as files."""

import ssl
from pathlib import Path

from smockproxy.app.settings.rows import BY_NAME
from smockproxy.app.settings.table import Settings


class KeyPairError(Exception):
    """A pair that TLS cannot be spoken with; its text is one line for the user."""


def load_pair(context: ssl.SSLContext, settings: Settings) -> None:
    """Put the pair of the settings into a context. Raises `KeyPairError`."""
    certificate, key = settings.tls_cert_file, settings.tls_private_key_file
    for name, file in (("tls_cert_file", certificate), ("tls_private_key_file", key)):
        _check_is_readable(f"{BY_NAME[name].flag} {file}", Path(file))

    def refuse() -> str:
        raise KeyPairError(f"--tls-private-key-file {key}: has a passphrase; expected a key without one")

    try:
        context.load_cert_chain(certificate, key, password=refuse)
    except ssl.SSLError as error:
        raise KeyPairError(f"--tls-private-key-file {key}: {_why(error, certificate)}") from error


def _check_is_readable(where: str, file: Path) -> None:
    try:
        with file.open("rb"):
            return
    except OSError as error:
        raise KeyPairError(f"{where}: {error.strerror or error}") from error


def _why(error: ssl.SSLError, certificate: str) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"is not the key of --tls-cert-file {certificate}"
    said = f" ({error.reason})" if error.reason else ""
    return f"expected it and --tls-cert-file {certificate} to be a key and its certificate, in PEM{said}"

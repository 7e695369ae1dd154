"""Certificates: the upstream servers' authority, and the proxy's own, made once a test run."""

import shutil
import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme
from mitmproxy.certs import CertStore

CA_FILE = "mitmproxy-ca-cert.pem"


@dataclass(frozen=True)
class Trust:
    """What upstream servers show and what the proxy must trust to forward to them."""

    authority: trustme.CA
    leaf: trustme.LeafCert
    ca_file: Path

    @classmethod
    def make(cls, folder: Path) -> "Trust":
        authority = trustme.CA()
        ca_file = folder / "upstream-ca.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        return cls(authority, authority.issue_cert("localhost", "127.0.0.1", "::1"), ca_file)

    def server_context(self, *protocols: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.leaf.configure_cert(context)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context


def make_confdir(folder: Path) -> Path:
    """A folder with an authority as mitmproxy makes it on its first run."""
    folder.mkdir(parents=True, exist_ok=True)
    CertStore.create_store(folder, "mitmproxy", 2048)
    return folder


def copy_confdir(template: Path, folder: Path) -> Path:
    """A copy of that folder: making an authority anew takes most of a second."""
    return Path(shutil.copytree(template, folder))


def client_context(ca_file: Path, *protocols: str) -> ssl.SSLContext:
    """A client that trusts only this authority and offers these protocols by ALPN."""
    context = ssl.create_default_context(cafile=str(ca_file))
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context

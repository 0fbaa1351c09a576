"""A certificate authority of the tests' own, by openssl: certificates of one site, one after the other."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

SETTINGS = "[req]\ndistinguished_name = name\n[name]\n"
CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Certificate:
    """Two files as an operator is given them, the certificate with its authority's behind it and the key; and what a
    server shows of them."""

    chain: Path
    key: Path
    shown: bytes


class Authority:
    """Its own certificate and key lie in `folder`, as all that it gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "openssl.cnf").write_text(SETTINGS, encoding="ascii")
        self._certificate, self._key = folder / "authority.pem", folder / "authority.key"
        usage = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")
        self._request("the tests' authority", self._certificate, self._key, usage)

    def gives(self, site: str, name: str) -> Certificate:
        """Another certificate for the same site, with a key of its own."""
        leaf, key, chain = (self.folder / f"{name}.{kind}" for kind in ("crt", "key", "pem"))
        usage = ("basicConstraints=critical,CA:FALSE", f"subjectAltName=DNS:{site}")
        self._request(site, leaf, key, usage, "-CA", str(self._certificate), "-CAkey", str(self._key))
        chain.write_bytes(leaf.read_bytes() + self._certificate.read_bytes())
        return Certificate(chain, key, ssl.PEM_cert_to_DER_cert(leaf.read_text(encoding="ascii")))

    def trusted(self) -> ssl.SSLContext:
        """What somebody verifies by who trusts this authority alone."""
        return ssl.create_default_context(cafile=str(self._certificate))

    def _request(self, name: str, certificate: Path, key: Path, usage: tuple[str, ...], *by: str) -> None:
        said = [word for one in usage for word in ("-addext", one)]
        files = ["-keyout", str(key), "-out", str(certificate), "-config", str(self.folder / "openssl.cnf")]
        command = ["openssl", "req", "-x509", *CURVE, "-days", "2", "-subj", f"/CN={name}", *said, *files, *by]
        subprocess.run(command, check=True, capture_output=True)

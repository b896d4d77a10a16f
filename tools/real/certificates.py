"""The certificates and keys of a control plane: an authority, what the API server shows, the key of service accounts.

Each call makes another authority, as a rotation does. Files are for their owner only.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

_DAYS: Final = timedelta(days=30)
_PRIVATE: Final = 0o600


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Where the files are."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate of the authority."""
        return self.folder / "ca.crt"

    @property
    def server(self) -> Path:
        """The certificate that the API server shows."""
        return self.folder / "server.crt"

    @property
    def server_key(self) -> Path:
        """The key of the API server's certificate."""
        return self.folder / "server.key"

    @property
    def accounts_key(self) -> Path:
        """The key that tokens of service accounts are signed with."""
        return self.folder / "accounts.key"


def make(folder: Path, names: tuple[str, ...], addresses: tuple[str, ...]) -> Certificates:
    """Make a new authority, and by it a certificate for an API server; the key of service accounts is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Certificates(folder=folder)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    server_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("aksnet control plane", None, authority_key, authority_key, (), authority=True)
    alternatives = [*map(x509.DNSName, names), *(x509.IPAddress(ipaddress.ip_address(each)) for each in addresses)]
    server = _certificate("kube-apiserver", authority, server_key, authority_key, tuple(alternatives), authority=False)
    _write(files.authority, authority.public_bytes(serialization.Encoding.PEM))
    _write(files.server, server.public_bytes(serialization.Encoding.PEM))
    _write(files.server_key, _pem(server_key))
    if not files.accounts_key.exists():
        _write(files.accounts_key, _pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    return files


def _certificate(
    name: str,
    issuer: x509.Certificate | None,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    alternatives: tuple[x509.GeneralName, ...],
    *,
    authority: bool,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime.now(UTC) - timedelta(minutes=5)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _DAYS)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(by, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as handle:
        handle.write(content)

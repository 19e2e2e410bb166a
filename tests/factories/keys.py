"""Keys for signing: an authority of our own and PKCS#12 files that it vouches for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "mật khẩu của khóa"
AUTHORITY = "Cơ quan chứng thực thử nghiệm"
START, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


def key_file(
    signer: str = "LĐLĐ huyện Ứng Hòa", *, start: datetime = START, end: datetime = END, for_signing: bool = True
) -> bytes:
    """A PKCS#12 file, opened by `PASSPHRASE`, with a certificate of the authority."""
    usage = x509.KeyUsage(
        digital_signature=for_signing,
        content_commitment=for_signing,
        key_encipherment=not for_signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    key = _key(signer)
    certificate = (_builder(signer, start, end).public_key(key.public_key()).add_extension(usage, critical=True)).sign(
        _key(AUTHORITY), hashes.SHA256()
    )
    protection = BestAvailableEncryption(PASSPHRASE.encode())
    return pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, protection)


def authority() -> bytes:
    """The authority's own certificate, as PEM: what an installation trusts."""
    key = _key(AUTHORITY)
    basic = x509.BasicConstraints(ca=True, path_length=0)
    builder = _builder(AUTHORITY, START, END).public_key(key.public_key()).add_extension(basic, critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _builder(subject: str, start: datetime, end: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(AUTHORITY))
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end - timedelta(seconds=1))
    )


@cache
def _key(_whose: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

"""Personal numbers at rest: encrypted with a versioned key, found by a keyed hash beside them."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache
def _derived_key(secret: str, purpose: str) -> bytes:
    """A 256-bit key for one purpose, derived from a base64 secret."""
    derivation = HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode())
    return derivation.derive(base64.b64decode(secret))


def encrypt(text: str, *, place: bytes) -> bytes:
    """Encrypt a personal number for one column; elsewhere the result cannot be read."""
    version = settings.FIELD_KEY_CURRENT
    nonce = os.urandom(12)
    key = _derived_key(settings.FIELD_KEYS[version], "field")
    return version.encode() + b":" + nonce + AESGCM(key).encrypt(nonce, text.encode(), place)


def decrypt(stored: bytes, *, place: bytes) -> str:
    """The text behind `encrypt`; raises InvalidTag when it was altered or moved."""
    version, _, rest = bytes(stored).partition(b":")
    key = _derived_key(settings.FIELD_KEYS[version.decode()], "field")
    return AESGCM(key).decrypt(rest[:12], rest[12:], place).decode()


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed hash by which equal numbers are found without reading them (hex, 64 places)."""
    key = _derived_key(settings.INDEX_KEY, "index")
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()


class EncryptedField(models.BinaryField):
    """Text that only the application can read; search goes through a blind index."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]  # text on this side

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> bytes:
        """Names the column, so that a ciphertext moved to another one cannot be read."""
        concrete = getattr(self.model, "pgh_tracked_model", self.model)
        return f"{concrete._meta.label_lower}.{self.name}".encode()

    def _check_str_default_value(self) -> list[Any]:
        """A text default is right here: it is text on this side of the encryption."""
        return []

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Encrypt on the way to the database."""
        if isinstance(value, str):
            value = encrypt(value, place=self.place) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        """Decrypt on the way out."""
        return decrypt(bytes(value), place=self.place) if value else ""

    def to_python(self, value: Any) -> Any:
        """Text stays text."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to write personal numbers into a data dump."""
        raise TypeError("personal numbers are not serialised")

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every search but `isnull`: filter on the blind index."""
        if lookup_name != "isnull":
            raise TypeError("encrypted: filter on the blind index")
        return super().get_lookup(lookup_name)

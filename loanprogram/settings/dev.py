"""Development and the demo: embedded services, demo control; LOANPROGRAM_DEBUG=1 shows traces."""

import os

from loanprogram.settings.base import *
from loanprogram.settings.base import FIELD_KEYS, INDEX_KEY, development_key

DEBUG = os.environ.get("LOANPROGRAM_DEBUG") == "1"
STATIC_ROOT = None  # type: ignore[assignment]  # found where it lies
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DEMO = True
SECRET_KEY = "development-only-secret-key-never-used-in-production"  # noqa: S105 - not a secret
ALLOWED_HOSTS = ["*"]
FIELD_KEYS = {"k1": FIELD_KEYS["k1"] or development_key("field")}
INDEX_KEY = INDEX_KEY or development_key("index")
DAY_END_PARTITIONS = 1

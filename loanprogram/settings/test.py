"""Tests: as the demo, faster where speed changes no behaviour."""

from loanprogram.settings.dev import *
from loanprogram.settings.dev import TEMPLATES

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED(%s)"
DAY_END_PARTITIONS = 4
DAY_END_BLOCK = 2

"""Whether the web container serves: asks its own health page as the front server would."""

import os
import sys
import urllib.request

request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz",
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0], "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - a fixed address of our own
    sys.exit(answer.status != 200)

"""What the browser tests of applicants share: coming in, filling a step, reading the code."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from casework.models import Notice

NEW_PHONE = "13911112222"
NEW_ID = "110101198501010033"


@pytest.fixture
def newest_code(db):
    """Reads the six digits of the newest message."""

    def read():
        body = Notice.objects.filter(kind="one_time_code").latest("pk").body
        return re.search(r"\d{6}", body).group()

    return read


@pytest.fixture
def come_in(newest_code):
    """Signs a person in by phone and code, as the pages lead."""

    def sign_in(page, phone=NEW_PHONE, start=None):
        page.goto(start or reverse("phone_sign_in"))
        if page.locator("[name=phone]").count() == 0:
            page.get_by_role("link", name="手机号登录").click()
        page.fill("[name=phone]", phone)
        page.get_by_role("button", name="发送验证码").click()
        page.fill("[name=code]", newest_code())
        page.get_by_role("button", name="登录").click()

    return sign_in


@pytest.fixture
def photo(tmp_path):
    """A sharp photo of a page, as a file to choose."""
    path = tmp_path / "page.jpg"
    drawn = Image.new("RGB", (1200, 900), "white")
    pen = ImageDraw.Draw(drawn)
    for line in range(20, 880, 40):
        pen.text((30, line), "The quick brown fox 0123456789", fill="black", font_size=28)
    written = BytesIO()
    drawn.save(written, "JPEG")
    path.write_bytes(written.getvalue())
    return path

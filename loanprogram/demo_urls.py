"""Addresses that exist in the demo only."""

from django.conf import settings
from django.urls import URLPattern, path

from loanprogram import demo_views

urlpatterns: list[URLPattern] = []
if settings.DEMO:
    urlpatterns = [
        path("demo/", demo_views.demo, name="demo"),
        path("demo/date/", demo_views.demo_date, name="demo_date"),
        path("demo/repayments.csv", demo_views.demo_repayments, name="demo_repayments"),
    ]

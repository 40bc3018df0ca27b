"""Addresses of the app `underwriting`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the app `guarantees`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

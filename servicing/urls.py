"""Addresses of the app `servicing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

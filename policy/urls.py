"""Addresses of the app `policy`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

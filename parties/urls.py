"""Addresses of the app `parties`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

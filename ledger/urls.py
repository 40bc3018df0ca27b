"""Addresses of the app `casework`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

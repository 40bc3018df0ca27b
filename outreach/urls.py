"""Addresses of the app `outreach`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the app `applications`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

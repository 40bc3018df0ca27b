"""Addresses of the design system: the style guide of the demo."""

from django.urls import path

from screens import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]

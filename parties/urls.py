"""Addresses of the app `parties`."""

from django.urls import path

from parties import views

urlpatterns = [
    path("sign-out/", views.sign_out, name="sign_out"),
    path("audit/", views.audit_trail, name="audit_trail"),
    path("audit/check/", views.audit_check, name="audit_check"),
]

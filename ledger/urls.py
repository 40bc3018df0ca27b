"""Addresses of the books."""

from django.urls import path

from ledger import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/trial-balance/", views.trial_balance, name="trial_balance"),
    path("journal/accounts/<str:address>/", views.account_statement, name="account_statement"),
    path("journal/<str:number>/", views.journal_entry, name="journal_entry"),
]

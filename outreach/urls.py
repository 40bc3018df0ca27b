"""Addresses of the app `outreach`."""

from django.urls import path

from outreach.views import desk, leads

urlpatterns = [
    path("leads/", leads.lead_list, name="lead_list"),
    path("leads/excel/", leads.lead_list_export, name="lead_list_export"),
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("leads/<slug:number>/", leads.lead, name="lead"),
    path("leads/<slug:number>/phone/", leads.lead_phone, name="lead_phone"),
    path("leads/<slug:number>/talk/", leads.lead_contact, name="lead_contact"),
    path("leads/<slug:number>/invite/", leads.lead_invite, name="lead_invite"),
    path("leads/<slug:number>/lose/", leads.lead_lose, name="lead_lose"),
    path("leads/<slug:number>/take-up/", leads.lead_take_up, name="lead_take_up"),
    path("leads/<slug:number>/owner/", leads.lead_assign, name="lead_assign"),
    path("leads/<slug:number>/apply/", leads.lead_convert, name="lead_convert"),
    path("desk/", desk.desk_visit_list, name="desk_visit_list"),
    path("desk/new/", desk.desk_visit_new, name="desk_visit_new"),
    path("desk/<slug:number>/", desk.desk_visit, name="desk_visit"),
]

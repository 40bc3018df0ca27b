"""Addresses of the app `casework`."""

from django.urls import path

from casework.views import case, integrations, lists, messages, outbox, papers, worklist

urlpatterns = [
    path("work/", worklist.worklist, name="worklist"),
    path("work/hand-over/", worklist.task_assign, name="task_assign"),
    path("work/messages/", messages.notifications, name="notifications"),
    path("views/<slug:list_name>/", lists.save_view, name="save_view"),
    path("views/<int:pk>/forget/", lists.drop_view, name="drop_view"),
    path("search/", lists.search, name="search"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.outbox_message, name="outbox_message"),
    path("integrations/", integrations.integration_list, name="integration_list"),
    path("integrations/<slug:kind>/", integrations.integration, name="integration"),
    path("integrations/<slug:kind>/test/", integrations.integration_test, name="integration_test"),
    path("cases/", lists.case_list, name="case_list"),
    path("cases/export/", lists.case_list_export, name="case_list_export"),
    path("cases/<slug:number>/", case.case_overview, name="case_overview"),
    path("cases/<slug:number>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<slug:number>/history/", case.case_history, name="case_history"),
    path("cases/<slug:number>/papers/<int:pk>/", papers.document_file, name="document_file"),
    path("cases/<slug:number>/papers/<int:pk>/page/", papers.document_page, name="document_page"),
]

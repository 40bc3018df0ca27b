"""Addresses of the app `policy`."""

from django.urls import path, re_path

from policy.views import products, rules, texts

urlpatterns = [
    path("banks/", products.bank_list, name="bank_list"),
    path("banks/<slug:code>/status/", products.bank_status, name="bank_status"),
    path("catalogue/", products.product_catalogue, name="product_catalogue"),
    path("catalogue/<slug:code>/new/", products.product_version_new, name="product_version_new"),
    path("catalogue/versions/<int:pk>/", products.product_version, name="product_version"),
    path("texts/", texts.message_text_list, name="message_text_list"),
    path("texts/<slug:code>/", texts.message_text, name="message_text"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<slug:kind>/<int:pk>/", rules.rule, name="rule"),
    re_path(
        r"^rules/(?P<kind>[a-z]+)/(?P<pk>\d{1,9})/(?P<event>submit|publish|send_back|withdraw)/$",
        rules.rule_step,
        name="rule_step",
    ),
]

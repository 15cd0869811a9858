"""The addresses for machines; they carry no language."""

from django.urls import path

from campaigns import api

app_name = "api"
urlpatterns = [
    path("openapi.json", api.description, name="description"),
    path("campaigns.json", api.index, name="campaigns"),
    path("campaigns/<str:public_id>.json", api.detail, name="campaign"),
]

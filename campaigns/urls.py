"""The public pages of campaigns, each under a language."""

from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [path("", views.index, name="list")]

"""The public pages of campaigns, each under a language."""

from django.urls import path

from campaigns import views
from campaigns.feeds import feed

app_name = "campaigns"
urlpatterns = [
    path("", views.index, name="list"),
    path("c/<str:public_id>/", views.detail, name="detail"),
    path("feed.atom", feed, name="feed"),
]

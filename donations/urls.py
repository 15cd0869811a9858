"""The giving path, under a language."""

from django.urls import path

from donations import code_page, views

app_name = "donations"
urlpatterns = [
    path("c/<slug:public_id>/give/", views.give, name="give"),
    path("pay/<slug:donation_id>/", views.pay, name="pay"),
    path("thanks/<slug:donation_id>/", views.thanks, name="thanks"),
    path("gift/", code_page.gift, name="gift"),
    path("cancelled/", views.cancelled, name="cancelled"),
]

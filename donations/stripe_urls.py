"""Stripe's own door, outside every language."""

from django.urls import path

from donations import webhooks

urlpatterns = [path("webhook/", webhooks.receive, name="stripe-webhook")]

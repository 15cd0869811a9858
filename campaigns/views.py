"""The public pages of campaigns."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def index(request):
    return render(request, "campaigns/list.html")

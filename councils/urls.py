from django.urls import path

from . import views

urlpatterns = [
    path("councils/", views.council_list, name="councils"),
]

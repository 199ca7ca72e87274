from django.urls import path

from . import views

urlpatterns = [
    path("coordinators/", views.coordinator_list, name="coordinators"),
]

from django.urls import path

from . import views

urlpatterns = [
    path("coordinators/", views.coordinator_list, name="coordinators"),
    path("contact/", views.contact, name="contact"),
    path("contact/done/<str:receipt>/", views.contact_done, name="contact_done"),
]

from django.urls import path, register_converter

from . import converters, views

register_converter(converters.NumberConverter, "number")

urlpatterns = [
    path("activities/", views.activity_list, name="activities"),
    path("today/", views.today, name="today"),
    path("activities/<number:number>/", views.activity, name="activity"),
]

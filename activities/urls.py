from django.urls import path, register_converter

from . import converters
from .views import activities, dates

register_converter(converters.NumberConverter, "number")

urlpatterns = [
    path("activities/", activities.activity_list, name="activities"),
    path("today/", dates.today, name="today"),
    path("activities/<number:number>/", activities.activity, name="activity"),
]

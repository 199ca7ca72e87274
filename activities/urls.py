from django.urls import path, register_converter

from . import converters
from .views import activities, dates, feeds

register_converter(converters.NumberConverter, "number")

urlpatterns = [
    path("activities/", activities.activity_list, name="activities"),
    path("today/", dates.today, name="today"),
    path("activities/<number:number>/", activities.activity, name="activity"),
    path("updates.atom", feeds.updates, name="updates"),
    path("calendar.ics", feeds.city_calendar, name="city_calendar"),
    path("areas/<slug:slug>/calendar.ics", feeds.area_calendar, name="area_calendar"),
    path("activities/<number:number>/calendar.ics", feeds.activity_calendar, name="activity_calendar"),
]

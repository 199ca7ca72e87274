from django.urls import path, register_converter

from . import converters
from .views import activities, calendar, dates

register_converter(converters.NumberConverter, "number")
register_converter(converters.MonthConverter, "month")
register_converter(converters.DayConverter, "day")

urlpatterns = [
    path("activities/", activities.activity_list, name="activities"),
    path("today/", dates.today, name="today"),
    path("calendar/", calendar.this_month, name="calendar"),
    path("calendar/<month:first>/", calendar.month, name="calendar_month"),
    path("calendar/<day:day>/", calendar.day, name="calendar_day"),
    path("activities/<number:number>/", activities.activity, name="activity"),
]

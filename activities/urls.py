from django.urls import path, register_converter

from . import converters
from .staff import views as staff
from .staff import views_acts, views_counts, views_phone
from .views import activities, calendar, data, dates, feeds, printed, taking_part

register_converter(converters.NumberConverter, "number")
register_converter(converters.DayConverter, "day")
register_converter(converters.SlotConverter, "slot")
register_converter(converters.MonthConverter, "month")
register_converter(converters.CalendarDayConverter, "calendar_day")

urlpatterns = [
    path("activities/", activities.activity_list, name="activities"),
    path("activities/print/", printed.activities_print, name="activities_print"),
    path("today/", dates.today, name="today"),
    path("calendar/", calendar.this_month, name="calendar"),
    path("calendar/<month:first>/", calendar.month, name="calendar_month"),
    path("calendar/<calendar_day:day>/", calendar.day, name="calendar_day"),
    path("activities/<number:number>/", activities.activity, name="activity"),
    path("join/", taking_part.join, name="join"),
    path("benches/", taking_part.benches, name="benches"),
    # The phone screen. Its root is the path of the cookie by which a phone is remembered.
    path("staff/", staff.front, name="staff"),
    path("staff/add/", staff.choose, name="staff_choose"),
    path("staff/past/", views_counts.past, name="staff_past"),
    path("staff/phone/", views_phone.phone, name="staff_phone"),
    path("staff/many/", views_acts.many, name="staff_many"),
    path("staff/acts/<str:key>/", views_acts.act, name="staff_act"),
    path("staff/acts/<str:key>/undo/", views_acts.undo, name="staff_undo"),
    path("staff/acts/<str:key>/calls/", views_acts.calls, name="staff_act_calls"),
    path("staff/<number:number>/add/", staff.add, name="staff_add"),
    path("staff/<number:number>/<day:day>/<slot:slot>/", staff.session, name="staff_session"),
    path("staff/<number:number>/<day:day>/<slot:slot>/usual/", staff.usual, name="staff_usual"),
    path("staff/<number:number>/<day:day>/<slot:slot>/unchanged/", staff.unchanged, name="staff_unchanged"),
    path(
        "staff/<number:number>/<day:day>/<slot:slot>/headcount/",
        views_counts.headcount,
        name="staff_headcount",
    ),
    path("staff/<number:number>/<day:day>/<slot:slot>/<slug:how>/", staff.decide, name="staff_decide"),
    path("opendata/", data.opendata, name="opendata"),
    path("opendata/<slug:name>.<slug:form>", data.data_file, name="data_file"),
    path("updates.atom", feeds.updates, name="updates"),
    path("calendar.ics", feeds.city_calendar, name="city_calendar"),
    path("areas/<slug:slug>/calendar.ics", feeds.area_calendar, name="area_calendar"),
    path("activities/<number:number>/calendar.ics", feeds.activity_calendar, name="activity_calendar"),
]

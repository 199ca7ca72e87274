"""What a visitor can narrow the list of activities by."""

import django_filters

from councils.models import Area

from .models import Activity


class ActivityFilter(django_filters.FilterSet):
    area = django_filters.ModelChoiceFilter(
        field_name="council__area",
        queryset=Area.objects.all(),
        to_field_name="slug",
        label="地域",
        empty_label="すべての地域",
        error_messages={"invalid_choice": "その地域はありません。一覧から選んでください。"},
    )

    class Meta:
        model = Activity
        fields = ("area",)

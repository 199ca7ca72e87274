"""What a visitor can narrow the list of activities by."""

import django_filters

from councils.models import Area

from .models import Activity
from .models.activities import ActivityQuerySet


class ActivityFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label="ことば",
        error_messages={"max_length": "100文字までの言葉でさがしてください。"},
    )
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
        fields = ("q", "area")

    def search(self, activities: ActivityQuerySet, name: str, words: str) -> ActivityQuerySet:
        return activities.mentioning(words)

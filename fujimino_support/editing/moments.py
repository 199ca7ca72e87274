from __future__ import annotations

from typing import Any

from django.db import models


class MomentField(models.DateTimeField):
    """A moment to the millisecond, as a fixture keeps it: loaded again it says nothing new."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        moment = super().pre_save(model_instance, add)
        if moment is not None:
            moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
            setattr(model_instance, self.attname, moment)
        return moment

import time, pytest
from tests import make
from tests.fujimino_support.editing.test_words import *
from activities.models import Activity, ActivityPlace, Recruitment, ActivityRole
from councils.models import Organisation

@pytest.mark.django_db
def test_perf(mio):
    council = Activity.objects.get(name="かもめ体操").council
    place = Place.objects.get(name="かもめ広場"); org = Organisation.objects.first()
    Activity.objects.bulk_create([Activity(council=council, number=1000+n, name=f"渚の会{n}", summary="海を見ながら体をほぐします。", body="話す。"+"本文です。"*100, schedule_words="毎週月曜日 10時から12時", state="public") for n in range(500)])
    rows = list(Activity.objects.filter(name__startswith="渚の会"))
    ActivityPlace.objects.bulk_create([ActivityPlace(activity=a, place=place) for a in rows])
    ActivityRole.objects.bulk_create([ActivityRole(activity=a, organisation=org) for a in rows])
    Recruitment.objects.bulk_create([Recruitment(activity=a, title=f"人{n}") for a in rows for n in range(2)])
    form = look(mio,"渚","浜")
    t=time.time(); r=mio.post(form.address, form.values)
    print("replace", r.status_code, time.time()-t, latest().version_set.count())
    t=time.time(); r=undo(mio, latest())
    print("undo", r.status_code, time.time()-t)

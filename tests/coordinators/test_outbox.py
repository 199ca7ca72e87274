import os
import ssl
import subprocess
import sys
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from coordinators import letters, outbox
from coordinators.alone import alone
from coordinators.models import Mail
from coordinators.outbox import MOST_TRIES, Run, deliver, pause_after
from tests import make
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 20, 12, tzinfo=TOKYO)  # a Friday


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "支え合い課 <sasaeai@town.example>"
        settings.EMAIL_TIMEOUT = 0.3
        yield server


def send():
    """What the command says."""
    said = StringIO()
    call_command("send_mail_queue", stdout=said)
    return said.getvalue()


def state(mail):
    mail.refresh_from_db()
    return (mail.tries, mail.last_problem, mail.sent_at is not None, mail.given_up_at is not None)


def due_again():
    Mail.objects.waiting().update(next_try_at=timezone.localtime())


# What goes out


def test_of_a_mail_that_is_sent_only_that_remains(server):
    mail = make.mail()

    with time_machine.travel(NOON, tick=False):
        Mail.objects.update(next_try_at=NOON)
        said = send()

    mail.refresh_from_db()
    assert (mail.to, mail.body, mail.sent_at, mail.tries, mail.last_problem) == ("", "", NOON, 1, "")
    assert [(taken.sender, taken.to) for taken in server.taken] == [
        ("sasaeai@town.example", ["hanako@mail.example"])
    ]
    assert said == "送った：1通　あとで送る：0通　送るのをやめた：0通　待っている：0通\n"


def test_a_receipt_goes_out_with_these_headers_and_words(server):
    make.programme(office=make.office(mail="madoguchi@town.example"))
    make.mail(
        message_id="<1.abc@town.example>",
        subject="さざなみ支え合い帳 受付番号1",
        body="受け付けました。\n.\n🌸おだいじに。",
        made_at=NOON,
    )

    send()

    (taken,) = server.taken
    assert dict(taken.message.items()) == {
        "Message-ID": "<1.abc@town.example>",
        "Date": "Fri, 20 Nov 2026 12:00:00 +0900",
        "From": "支え合い課 <sasaeai@town.example>",
        "To": "hanako@mail.example",
        "Subject": "さざなみ支え合い帳 受付番号1",
        "Reply-To": "madoguchi@town.example",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
        "MIME-Version": "1.0",
    }
    assert taken.text == "受け付けました。\n.\n🌸おだいじに。\n"


@pytest.mark.parametrize("address", ["h..anako@docomo.ne.jp", "hanako.@docomo.ne.jp", ".hanako@ezweb.ne.jp"])
def test_an_old_address_of_a_telephone_is_quoted(server, address):
    make.mail(to=address)

    send()

    (taken,) = server.taken
    local, _, domain = address.partition("@")
    assert taken.to == [f'"{local}"@{domain}']
    assert f'\r\nTo: "{local}"@{domain}\r\n'.encode() in taken.words


@pytest.mark.parametrize(
    ("purpose", "reply_to", "automatic"),
    [
        ("receipt", "madoguchi@town.example", "auto-generated"),
        ("answer", "madoguchi@town.example", None),
        ("news", None, "auto-generated"),
        ("reminder", None, "auto-generated"),
    ],
)
def test_residents_write_back_to_the_office_and_machines_say_that_they_are(
    server, purpose, reply_to, automatic
):
    make.programme(office=make.office(mail="madoguchi@town.example"))
    make.mail(purpose=purpose)

    send()

    (taken,) = server.taken
    assert (taken.message["Reply-To"], taken.message["Auto-Submitted"]) == (reply_to, automatic)


def test_without_a_public_address_of_the_office_answers_go_to_the_sender(server):
    make.programme()
    make.mail()

    send()

    assert server.taken[0].message["Reply-To"] is None


def test_every_line_is_short_and_plain_ascii(server):
    make.mail(to=f"{'a' * 64}@{'.'.join(['b' * 59] * 3)}.example", subject="長" * 100, body="長い一行" * 2500)

    send()

    (taken,) = server.taken
    assert taken.words.isascii()
    assert max(map(len, taken.words.splitlines())) <= 998
    assert taken.message["Subject"] == "長" * 100
    assert taken.message["To"] == taken.to[0]


def test_a_domain_in_japanese_goes_out_as_machines_write_it(server):
    make.mail(to="hanako@町.example")

    send()

    assert server.taken[0].to == [server.taken[0].message["To"]] == ["hanako@xn--1ny.example"]


INJECTED = "\r\nBcc: all@town.example\r\n\r\nSPAM"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", f"hanako@mail.example{INJECTED}"),
        ("to", "hanako@mail.example\n"),
        ("to", "hanako@mail.example, all@town.example"),
        ("to", "<hanako@mail.example>\r\nRCPT TO:<all@town.example>"),
        ("to", "花子@mail.example"),
        ("message_id", f"<1@town.example>{INJECTED}"),
        ("office", f"madoguchi@town.example{INJECTED}"),
        ("sender", f"sasaeai@town.example{INJECTED}"),
    ],
)
def test_what_is_no_address_never_reaches_the_server_and_is_shown_to_the_staff(
    server, settings, field, value
):
    make.programme(office=make.office(mail=value if field == "office" else ""))
    mail = make.mail(**({field: value} if field in ("to", "message_id") else {}))
    settings.DEFAULT_FROM_EMAIL = value if field == "sender" else "sasaeai@town.example"

    send()

    assert server.taken == []
    assert state(mail) == (1, "メールアドレスとして読めません", False, True)


def test_a_line_break_in_the_name_of_the_site_ends_no_header(server, settings):
    programme = make.programme(site_name="さざなみ\r\nBcc: all@town.example")

    letters.tell_of(make.inquiry(area=None), timezone.localtime())
    send()

    (taken,) = server.taken
    assert taken.message["Bcc"] is None
    assert taken.message["Subject"] == f"{programme.site_name} 受付番号1".replace("\r\n", "  ")


# What goes wrong

LOST = "メールサーバーとの通信が切れました"
DRIPPED = f"{LOST}（222） {LOST}（SMTPServerDisconnected）"


@pytest.mark.parametrize(
    ("stage", "mood", "problem", "gives_up"),
    [
        ("CONNECT", 421, "メールサーバーにつながりません（421）", False),
        ("CONNECT", 554, "メールサーバーにつながりません（554）", False),
        ("CONNECT", "die", "メールサーバーにつながりません（SMTPServerDisconnected）", False),
        ("CONNECT", "hang", "メールサーバーにつながりません（SMTPServerDisconnected）", False),
        ("CONNECT", "drip", "メールサーバーにつながりません（222）", False),
        ("EHLO", "die", "メールサーバーにつながりません（SMTPServerDisconnected）", False),
        ("MAIL", 451, "差出人が断られました（451）", False),
        ("MAIL", 550, "差出人が断られました（550）", False),
        ("MAIL", "hang", f"{LOST}（SMTPServerDisconnected）", False),
        ("MAIL", 299, f"{LOST}（299）", False),
        ("RCPT", 421, f"{LOST}（421）", False),
        ("RCPT", 450, "あて先が断られました（450）", False),
        ("RCPT", 550, "あて先が断られました（550）", True),
        ("RCPT", 354, f"{LOST}（354）", False),
        ("RCPT", "drip", DRIPPED, False),
        ("DATA", 451, "本文が断られました（451）", False),
        ("DATA", 554, "本文が断られました（554）", True),
        ("DATA", "die", f"{LOST}（SMTPServerDisconnected）", False),
        ("TEXT", 452, "本文が断られました（452）", False),
        ("TEXT", 552, "本文が断られました（552）", True),
        ("TEXT", "die", f"{LOST}（SMTPServerDisconnected）", False),
        ("TEXT", "hang", f"{LOST}（SMTPServerDisconnected）", False),
        ("TEXT", "drip", DRIPPED, False),
        ("TEXT", 222, f"{LOST}（222）", False),
        ("TEXT", "take and die", "", None),
        ("QUIT", "hang", "", None),
        ("QUIT", "drip", "", None),
    ],
)
def test_whatever_a_server_does_the_mail_is_sent_waits_or_is_given_up(server, stage, mood, problem, gives_up):
    server.mood = lambda at, words: mood if at == stage else None
    mail = make.mail()

    started = time.monotonic()
    send()

    assert time.monotonic() - started < 5
    found = state(mail)
    # Whether the first letters of a slow answer came before the line was cut is chance.
    assert found[1] in problem if problem == DRIPPED else found[1] == problem
    assert (found[0], *found[2:]) == (1, gives_up is None, bool(gives_up))


def test_a_server_that_is_not_there_leaves_the_queue_as_it_is(server):
    server.close()
    mails = [make.mail() for _ in range(3)]

    said = send()

    refused = "メールサーバーにつながりません（ConnectionRefusedError）"
    assert [state(mail) for mail in mails] == [(1, refused, False, False), *[(0, "", False, False)] * 2]
    assert said == (
        f"送った：0通　あとで送る：1通　送るのをやめた：0通　待っている：3通　途中でやめました：{refused}\n"
    )


def test_a_server_that_hangs_costs_one_timeout_however_many_mails_wait(server):
    server.mood = lambda stage, words: "hang" if stage == "CONNECT" else None
    for _ in range(20):
        make.mail()

    started = time.monotonic()
    send()

    assert time.monotonic() - started < 1
    assert server.lines == 1


def test_whoever_cannot_be_reached_holds_up_nobody_else(server):
    server.mood = lambda stage, words: 550 if "nobody@" in words else 450 if "later@" in words else None
    addresses = [
        "a@mail.example",
        "nobody@mail.example",
        "b@mail.example",
        "later@mail.example",
        "c@mail.example",
    ]
    for address in addresses:
        make.mail(to=address)

    said = send()

    assert [taken.to for taken in server.taken] == [
        ["a@mail.example"],
        ["b@mail.example"],
        ["c@mail.example"],
    ]
    assert server.lines == 1
    assert said == "送った：3通　あとで送る：1通　送るのをやめた：1通　待っている：1通\n"


@pytest.mark.parametrize(
    ("stage", "mood"), [("TEXT", "take and die"), ("MAIL", 421), ("RSET", "die"), ("MAIL", "die")]
)
def test_a_line_that_breaks_between_two_mails_is_renewed(server, stage, mood):
    mails = [make.mail() for _ in range(4)]

    def breaks_after_each_mail(at, words):
        return mood if at == stage and len(server.taken) >= (0 if stage == "TEXT" else server.lines) else None

    server.mood = breaks_after_each_mail
    send()

    assert [state(mail) for mail in mails] == [(1, "", True, False)] * 4
    assert [taken.message["Message-ID"] for taken in server.taken] == [mail.message_id for mail in mails]
    assert server.lines == 4


def test_a_mail_is_tried_after_growing_pauses_for_about_five_days(server):
    server.mood = lambda stage, words: 450 if stage == "RCPT" else None
    mail = make.mail(made_at=NOON, next_try_at=NOON)
    pauses = []

    with time_machine.travel(NOON, tick=False) as clock:
        while state(mail)[3] is False:
            clock.move_to(mail.next_try_at)
            deliver(timezone.localtime)
            mail.refresh_from_db()
            pauses.append((mail.next_try_at - timezone.localtime()) // timedelta(minutes=1))

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, *[360] * 19]
    assert 4 < sum(pauses) / 60 / 24 < 6
    assert mail.tries == MOST_TRIES


def test_the_pause_stays_at_six_hours():
    assert pause_after(30_000) == timedelta(hours=6)


def test_a_mail_that_was_given_up_is_tried_anew_when_staff_ask_for_it(server):
    server.mood = lambda stage, words: 550 if stage == "RCPT" else None
    mail = make.mail()
    send()
    assert list(Mail.objects.given_up()) == [mail]
    server.mood = lambda stage, words: None
    due_again()
    send()
    assert server.taken == []

    assert [Mail.objects.try_again(timezone.localtime()) for _ in range(2)] == [1, 0]
    send()

    assert state(mail) == (1, "", True, False)
    assert len(server.taken) == 1
    assert Mail.objects.try_again(timezone.localtime()) == 0


def test_what_is_erased_while_others_are_sent_is_not_sent(server):
    make.mail(to="a@mail.example")
    other = make.mail(to="b@mail.example")
    server.mood = lambda stage, words: "hang" if "b@" in words else None

    def clock():
        if server.taken:
            Mail.objects.filter(pk=other.pk).delete()
        return timezone.localtime()

    assert deliver(clock) == Run(sent=1)


def test_a_long_queue_is_continued_by_the_next_run(server, monkeypatch):
    monkeypatch.setattr(outbox, "RUN", timedelta(seconds=0))
    for _ in range(3):
        make.mail()

    assert [deliver(timezone.localtime).sent, len(server.taken)] == [0, 0]


def test_what_is_not_yet_due_waits(server):
    make.mail(next_try_at=timezone.localtime() + timedelta(minutes=5))

    assert send() == "送った：0通　あとで送る：0通　送るのをやめた：0通　待っている：1通\n"
    assert server.lines == 0


@pytest.mark.parametrize("missing", ["EMAIL_HOST", "DEFAULT_FROM_EMAIL"])
def test_without_a_mail_server_the_queue_stays_and_the_command_says_what_to_do(server, settings, missing):
    setattr(settings, missing, "")
    mail = make.mail()

    assert send() == (
        "メールは送りません。送るには、環境変数 EMAIL_URL と DEFAULT_FROM_EMAIL を設定してください。待っているメール：1通\n"
    )
    assert state(mail) == (0, "", False, False)


# Over TLS


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """Of localhost, trusted on this machine for the time of the test."""
    key, file = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = "req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(file)]
    subprocess.run(["openssl", *words.split(), *names], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(file, key)
    return tls


UNTRUSTED = "メールサーバーにつながりません（SSLCertVerificationError）"


@pytest.mark.parametrize(
    ("host", "outcome"), [("localhost", (1, "", True, False)), ("127.0.0.1", (1, UNTRUSTED, False, False))]
)
@pytest.mark.parametrize("way", ["EMAIL_USE_SSL", "EMAIL_USE_TLS"])
def test_over_tls_the_server_must_be_the_one_that_is_named(server, settings, certificate, way, host, outcome):
    server.tls, server.speaks_tls_at_once = certificate, way == "EMAIL_USE_SSL"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = host, 3
    setattr(settings, way, True)
    mail = make.mail()

    send()

    assert state(mail) == outcome


@pytest.mark.parametrize("way", ["EMAIL_USE_SSL", "EMAIL_USE_TLS"])
def test_nothing_is_sent_in_the_clear_to_a_server_without_tls(server, settings, way):
    setattr(settings, way, True)
    make.mail()

    send()

    assert server.taken == []


# One at a time


def test_no_transaction_is_open_while_the_server_is_spoken_to(server, database_for_processes):
    mail = make.mail()
    done = []

    def another_writes(taken):
        Mail.objects.filter(pk=mail.pk).update(subject="ほかの人が書いた")
        connection.close()
        done.append(taken)

    server.mood = lambda stage, words: another_writes(stage) if stage == "TEXT" else None
    run = deliver(timezone.localtime)

    mail.refresh_from_db()
    assert (run, done, mail.subject) == (Run(sent=1), ["TEXT"], "ほかの人が書いた")


def test_a_second_sender_says_so_and_sends_nothing(server, database_for_processes):
    make.mail()
    said = []

    def sends_too():
        said.append(send())
        connection.close()

    with alone("send_mail_queue") as free:
        second = Thread(target=sends_too)
        second.start()
        second.join()

    assert free is True
    assert said == ["ほかの send_mail_queue が送っているところです。何もしませんでした。\n"]
    assert server.taken == []
    send()
    assert len(server.taken) == 1


def test_other_work_is_not_held_up(database_for_processes):
    found = []

    def other():
        with alone("other work") as free:
            found.append(free)
        connection.close()

    with alone("send_mail_queue"):
        thread = Thread(target=other)
        thread.start()
        thread.join()

    assert found == [True]


def own_process(server, database):
    """The command in a process that can be killed."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "DEFAULT_FROM_EMAIL": "sasaeai@town.example",
    }
    return subprocess.Popen([sys.executable, "manage.py", "send_mail_queue"], cwd=ROOT, env=environment)


def test_after_a_sender_was_killed_the_next_one_goes_on_at_once(server, database_for_processes):
    mail = make.mail()
    server.mood = lambda stage, words: "hang" if stage == "TEXT" else None

    with own_process(server, database_for_processes) as first:
        while not server.lines and first.poll() is None:
            time.sleep(0.05)
        assert send().startswith("ほかの send_mail_queue")
        first.kill()
    server.mood = lambda stage, words: None

    # A server notices with its next breath that a client is gone.
    deadline = time.monotonic() + 5
    while send().startswith("ほかの send_mail_queue") and time.monotonic() < deadline:
        time.sleep(0.05)

    assert state(mail) == (1, "", True, False)
    assert len(server.taken) == 1


# Reminders


@pytest.fixture
def office():
    return make.programme(office=make.office(inbox="uketsuke@town.example")).office


def reminders():
    found = Mail.objects.filter(purpose="reminder").order_by("inquiry__number", "pk")
    return [(mail.inquiry.number, mail.to, mail.subject) for mail in found]


WEDNESDAY = datetime(2026, 11, 11, 15, tzinfo=TOKYO)


def test_an_inquiry_that_nobody_took_up_is_told_once_to_the_office_and_the_staff_of_its_area(server, office):
    area = make.area()
    make.assignment(user=make.user(email="mio@operator.example"), area=area)
    make.inquiry(received_at=WEDNESDAY, area=area)
    make.inquiry(received_at=WEDNESDAY)
    make.inquiry(received_at=WEDNESDAY, progress="open")
    make.inquiry(received_at=WEDNESDAY, progress="suspect")
    make.inquiry(received_at=NOON - timedelta(days=1))

    letters.remind(NOON)
    told = reminders()
    letters.remind(NOON + timedelta(hours=1))
    again = reminders()
    letters.remind(NOON + timedelta(days=6))

    assert told == [
        (1, "uketsuke@town.example", "未対応の問い合わせ 受付番号1"),
        (1, "mio@operator.example", "未対応の問い合わせ 受付番号1"),
        (2, "uketsuke@town.example", "未対応の問い合わせ 受付番号2"),
    ]
    assert again == told
    assert reminders() == [*told, (5, "uketsuke@town.example", "未対応の問い合わせ 受付番号5")]


@pytest.mark.parametrize(
    ("day", "told"),
    [(16, False), (17, False), (18, True), (21, False), (22, False), (23, False), (24, True)],
    ids=["Monday", "Tuesday", "Wednesday", "Saturday", "Sunday", "勤労感謝の日", "the Tuesday after it"],
)
def test_a_reminder_comes_on_a_working_day(server, office, day, told):
    make.inquiry(received_at=datetime(2026, 11, 12, 9, tzinfo=TOKYO))

    letters.remind(datetime(2026, 11, day, 9, tzinfo=TOKYO))

    assert bool(reminders()) is told


def test_a_reminder_names_nobody_and_is_sent_by_the_same_command(server, office):
    inquiry = make.inquiry(received_at=WEDNESDAY)

    with time_machine.travel(NOON, tick=False):
        said = send()

    (taken,) = server.taken
    assert taken.text == (
        "受付番号1の問い合わせに、3開庁日のあいだ、だれも手をつけていません（質問・相談）。\n"
        "管理画面で見て、対応する人を決めてください。\n"
        f"http://testserver{inquiry.get_absolute_url()}\n"
    )
    assert said == "送った：1通　あとで送る：0通　送るのをやめた：0通　待っている：0通\n"


def test_without_a_mail_server_nobody_is_reminded(office):
    make.inquiry(received_at=WEDNESDAY)

    letters.remind(NOON)

    assert reminders() == []

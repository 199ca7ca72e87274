"""What staff type, as HTML and as one line."""

import re
import sys
import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujimino_support.web.text import excerpt, plain_text, staff_text


def link(target: str, label: str = "") -> str:
    return f'<a href="{target}">{label or target}</a>'


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        (" \n　\n", ""),
        ("体操をします。", "<p>体操をします。</p>"),
        ("一行目\n二行目", "<p>一行目<br>二行目</p>"),
        ("一行目\r\n二行目\r三行目", "<p>一行目<br>二行目<br>三行目</p>"),
        ("一つ目\n\n\n　\n二つ目", "<p>一つ目</p><p>二つ目</p>"),
        ("　字下げした段落", "<p>字下げした段落</p>"),
        ("・上履き\n・ 飲み物", "<ul><li>上履き</li><li>飲み物</li></ul>"),
        ("- 上履き\n* 飲み物", "<ul><li>上履き</li><li>飲み物</li></ul>"),
        ("持ち物\n・上履き\n以上", "<p>持ち物</p><ul><li>上履き</li></ul><p>以上</p>"),
        ("・上履き\n\n・飲み物", "<ul><li>上履き</li></ul><ul><li>飲み物</li></ul>"),
        ("1. 受付\n2. 体操", "<ol><li>受付</li><li>体操</li></ol>"),
        ("１．受付\n２．体操", "<ol><li>受付</li><li>体操</li></ol>"),
        ("（1）受付\n（２）体操\n(3) お茶", "<ol><li>受付</li><li>体操</li><li>お茶</li></ol>"),
        ("3. お茶\n4. 片付け", '<ol start="3"><li>お茶</li><li>片付け</li></ol>'),
        ("1. 受付\n3. お茶", '<ol><li>受付</li></ol><ol start="3"><li>お茶</li></ol>'),
        ("1. 受付\n説明\n2. 体操", '<ol><li>受付</li></ol><p>説明</p><ol start="2"><li>体操</li></ol>'),
        ("■持ち物\n上履き", "<h3>持ち物</h3><p>上履き</p>"),
        ("■ 持ち物\n■当日", "<h3>持ち物</h3><h3>当日</h3>"),
    ],
)
def test_lines_become_paragraphs_lists_and_headings(typed, html):
    assert staff_text(typed) == html


@pytest.mark.parametrize(
    "line",
    [
        "・",
        "-",
        "- ",
        "■",
        "■　",
        "1.",
        "（1）",
        "1.5倍",
        "１．５倍",
        "-5度",
        "*注",
        "2026年",
        "100. 百",
        "0. 零",
    ],
)
def test_a_line_that_only_looks_like_a_list_is_text(line):
    assert staff_text(line) == f"<p>{line.strip()}</p>"


def test_headings_take_the_level_that_the_page_needs():
    assert staff_text("■持ち物", level=4) == "<h4>持ち物</h4>"


def test_an_area_code_in_brackets_begins_no_list():
    assert staff_text("(049)262-8130へ") == "<p>(049)262-8130へ</p>"


URL = "https://example.jp/"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (URL, link(URL)),
        ("http://example.jp", link("http://example.jp")),
        ("HTTPS://EXAMPLE.JP/A", link("HTTPS://EXAMPLE.JP/A")),
        ("https://example.jp/a。次", link("https://example.jp/a") + "。次"),
        ("https://example.jp/a、次", link("https://example.jp/a") + "、次"),
        ("（https://example.jp/）", "（" + link(URL) + "）"),
        ("「https://example.jp/」", "「" + link(URL) + "」"),
        ("(https://example.jp/)です", "(" + link(URL) + ")です"),
        ("(https://example.jp/)https://example.jp/", "(" + link(URL) + ")" + link(URL)),
        ("https://example.jp/(外部リンク)", link(URL) + "(外部リンク)"),
        ("https://example.jp/a_(b)", link("https://example.jp/a_(b)")),
        ("https://example.jp/a　次", link("https://example.jp/a") + "　次"),
        (
            "詳しくはhttps://example.jpをご覧ください",
            "詳しくは" + link("https://example.jp") + "をご覧ください",
        ),
        ("https://example.jp/a.,;:!?", link("https://example.jp/a") + ".,;:!?"),
        ("https://example.jp/？ａ", link(URL) + "？ａ"),
        ("https://example.jp:8080/?a=1&b=2#c", link("https://example.jp:8080/?a=1&amp;b=2#c")),
        ("https://example.jp/%E7%B7%91?q=%27", link("https://example.jp/%E7%B7%91?q=%27")),
        ("https://xn--r8jz45g.xn--zckzah/", link("https://xn--r8jz45g.xn--zckzah/")),
        ("<https://example.jp/>", "&lt;" + link(URL) + "&gt;"),
        ('"https://example.jp/"', "&quot;" + link(URL) + "&quot;"),
    ],
)
def test_a_url_ends_where_a_reader_says_it_ends(typed, html):
    assert staff_text(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "https://日本語.jp/",
        "https://www.日本語.jp/",
        "https://example日本.jp/",
        "https://www.example日本.jp/",
        "https://www.example.日本.jp/",
        "https://user@example.jp/",
        "https://example.jp@evil.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://-example.jp/",
        "https://exa_mple.jp/",
        "https://example.jp:999999/",
        "https://",
        "http:///example.jp",
        "http:/example.jp",
        "xhttps://example.jp/",
        "httpſ://example.jp/",
        "ｈｔｔｐｓ：//example.jp/",
        "ftp://example.jp/",
        "javascript:alert(1)",
        "data:text/html,a",
        "www.example.jp",
        "//example.jp/",
    ],
)
def test_what_could_lead_elsewhere_stays_text(text):
    assert staff_text(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("fukushi@example.jp", link("mailto:fukushi@example.jp", "fukushi@example.jp")),
        (
            "連絡はa.b+c@example.jpへ。",
            "連絡は" + link("mailto:a.b+c@example.jp", "a.b+c@example.jp") + "へ。",
        ),
        ("a@example.jp.", link("mailto:a@example.jp", "a@example.jp") + "."),
        ("<a@example.jp>", "&lt;" + link("mailto:a@example.jp", "a@example.jp") + "&gt;"),
        ("a%0A@example.jp", link("mailto:a%250A@example.jp", "a%0A@example.jp")),
        ("a@example", "a@example"),
        ("a@example日本.jp", "a@example日本.jp"),
        ("a@www.example日本.jp", "a@www.example日本.jp"),
        ("a@b@example.jp", "a@b@example.jp"),
        ("a＠example.jp", "a＠example.jp"),
        ("福祉@example.jp", "福祉@example.jp"),
    ],
)
def test_a_mail_address_can_be_written_to(typed, html):
    assert staff_text(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("049-262-8130", link("tel:049-262-8130", "049-262-8130")),
        ("電話049-262-8130、", "電話" + link("tel:049-262-8130", "049-262-8130") + "、"),
        ("TEL:049-262-8130", "TEL:" + link("tel:049-262-8130", "049-262-8130")),
        ("０４９－２６２－８１３０", link("tel:049-262-8130", "０４９－２６２－８１３０")),
        ("０４９ー２６２ー８１３０", link("tel:049-262-8130", "０４９ー２６２ー８１３０")),
        ("090-1234-5678", link("tel:090-1234-5678", "090-1234-5678")),
        ("0120-123-456", link("tel:0120-123-456", "0120-123-456")),
        ("（03-1234-5678）", "（" + link("tel:03-1234-5678", "03-1234-5678") + "）"),
        ("049-262-8130から8132", link("tel:049-262-8130", "049-262-8130") + "から8132"),
    ],
)
def test_a_phone_number_can_be_called(typed, html):
    assert staff_text(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "〒356-8501",
        "〒060-0001",
        "2026-11-23",
        "02026-11-23",
        "2026-01-17-049",
        "福岡1-1-1",
        "1049-262-8130",
        "049-262-81301",
        "049-262-8130-1",
        "1-049-262-8130",
        "04-1-123",
        "0492628130",
        "049(262)8130",
        "262-8130",
    ],
)
def test_other_numbers_are_not_called(text):
    assert staff_text(text) == f"<p>{text}</p>"


def test_links_work_inside_lists_and_headings():
    assert staff_text("■https://example.jp/\n・049-262-8130\n1. a@example.jp") == (
        f"<h3>{link(URL)}</h3>"
        f"<ul><li>{link('tel:049-262-8130', '049-262-8130')}</li></ul>"
        f"<ol><li>{link('mailto:a@example.jp', 'a@example.jp')}</li></ol>"
    )


def test_html_is_shown_not_obeyed():
    assert staff_text("<script>alert('1')</script>\n・<b onclick=\"x\">&amp;</b>") == (
        "<p>&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;</p>"
        "<ul><li>&lt;b onclick=&quot;x&quot;&gt;&amp;amp;&lt;/b&gt;</li></ul>"
    )


def test_a_url_cannot_leave_its_attribute():
    assert staff_text("https://example.jp/'onmouseover='alert(1)") == (
        "<p>"
        + link(
            "https://example.jp/&#x27;onmouseover=&#x27;alert(1)",
            "https://example.jp/&#x27;onmouseover=&#x27;alert(1)",
        )
        + "</p>"
    )


SIGNS = "■・<>&\"'()（）。、.@a0-%\\`\t\n 　/"
LISTS = ["- ", "* ", "1. ", "２．", "（3）", "\n\n", "緑ケ丘", "日本"]
LINKS = ["https://", "http://", "example.jp", "/a", "://", "049-262-8130", "０４９ー２６２ー８１３０"]
HOSTILE = ["javascript:", "<script>", "</p>", "<!--", "&lt;", "]]>"]
ALLOWED = {"p": set(), "br": set(), "ul": set(), "li": set(), "ol": {"start"}, "h3": set(), "a": {"href"}}


def typed_text() -> st.SearchStrategy[str]:
    anything = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\t"))
    return st.one_of(
        st.lists(st.sampled_from([*SIGNS, *LISTS, *LINKS, *HOSTILE]), max_size=30).map("".join), anything
    )


@given(typed_text())
def test_only_harmless_html_comes_out(text):
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(str(staff_text(text)))

    for element in tree.iter():
        if element is tree:
            continue
        assert set(element.attrib) <= ALLOWED[element.tag]
        assert re.match(r"(?i)(https?://[a-z0-9]|mailto:|tel:0)|$", element.attrib.get("href", ""))


@given(typed_text())
def test_no_letter_is_lost_or_added(text):
    tree = html5lib.parseFragment(str(staff_text(text)), namespaceHTMLElements=False)
    markers = r"^\s*(?:■|・|[-*](?=\s)|[1-9１-９][0-9０-９]?(?:\.(?=\s)|．(?![0-9０-９]))|[（(][1-9１-９][0-9０-９]?[）)])(?=\s*\S)"

    shown = "".join(tree.itertext())

    lines = text.replace("\r\n", "\n").split("\n")
    kept = "".join(re.sub(markers, "", line) for line in lines)
    assert "".join(shown.split()) == "".join(kept.split())


@given(typed_text())
def test_the_plain_line_holds_the_same_letters(text):
    shown = "".join(html5lib.parseFragment(str(staff_text(text)), namespaceHTMLElements=False).itertext())
    line = plain_text(text)

    assert "\n" not in line
    assert "".join(line.split()) == "".join(shown.split())


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", ""),
        ("■持ち物\n・上履き\n・飲み物", "持ち物 上履き 飲み物"),
        (
            "体操をします。\nお茶も飲みます。\n\nどなたでもどうぞ！\nぜひ",
            "体操をします。お茶も飲みます。どなたでもどうぞ！ぜひ",
        ),
        ("1. 受付\n（2）体操", "受付 体操"),
        ("<b>&", "<b>&"),
    ],
)
def test_the_plain_line_has_no_markers(typed, line):
    assert plain_text(typed) == line


SENTENCES = "体操をします。「はい。」と答えます。ぜひ"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (100, SENTENCES),
        (len(SENTENCES), SENTENCES),
        (len(SENTENCES) - 1, "体操をします。「はい。」と答えます。"),
        (12, "体操をします。"),
        (7, "体操をします。"),
        (6, "体操をしま…"),
        (1, "…"),
    ],
)
def test_an_excerpt_ends_with_a_sentence_where_it_can(length, words):
    assert excerpt(SENTENCES, length) == words


@pytest.mark.parametrize("text", ["葛\U000e0100飾", "か\u3099き", "👨\u200d👩\u200d👧です", "❤\ufe0fです"])
def test_an_excerpt_never_splits_a_character(text):
    shown = {excerpt(text, length) for length in range(1, len(text))}

    wholes = {
        "葛\U000e0100",
        "か\u3099",
        "か\u3099き",
        "👨\u200d👩\u200d👧",
        "👨\u200d👩\u200d👧で",
        "❤\ufe0f",
        "❤\ufe0fで",
        "",
    }
    assert shown <= {f"{whole}…" for whole in wholes}


@given(typed_text(), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length)) <= length


ONE_CHARACTER = ["a", "0", "・", "<", "-", "\n", "(", "\u0301", "\u200d"]
BLOCKS = ["・\n", "・a\n", "1. a\n", "■a\n", " \n", "。」"]
URLS = ["http://", "https://a.jp/(", "https://a.jp/)", "https://a.jp/ ", "https://a.jp日"]
OTHER_LINKS = ["a@", "x@a.", "a.", "a-", "a@b.jp ", "x@a.jp日", "0-", "00-", "049-262-8130 ", "((("]


def seconds(text: str) -> float:
    started = time.process_time()
    staff_text(text)
    excerpt(text, len(text) // 2)
    return time.process_time() - started


@pytest.mark.parametrize("piece", [*ONE_CHARACTER, *BLOCKS, *URLS, *OTHER_LINKS])
def test_a_hundred_kilobytes_of_anything_take_a_moment(piece):
    text = piece * (100_000 // len(piece.encode()))

    # The quickest of three: neighbours on a busy machine make the same work dearer.
    took = min(seconds(text) for _ in range(3))

    # A tracer such as coverage's makes each line several times as dear.
    assert took < (2 if sys.gettrace() else 0.4)

"""The table of activities, which three pages share: one place to change when its columns do."""

HEADER = ["名前", "いつ", "どこ", "どんな"]
ASK = "お問い合わせください"
UNDATED = f"次回は未定です。{ASK}"
SUMMARY = "海を見ながら体をほぐします。"


def row(name: str, what: str = SUMMARY, where: str = ASK, when: str = UNDATED) -> list[str]:
    return [name, when, where, what]

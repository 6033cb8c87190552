"""Wrong or missing settings stop the start with one clear sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.doctor_slack import check_settings
from bot.settings import Settings, SettingsError, load_settings, require_chats, require_slack

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))  # no .env here
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "Set PORT to a number"),
        ("PORT", "70000", "Set PORT to a number"),
        ("LOG_LEVEL", "loud", "Set LOG_LEVEL to DEBUG"),
        (
            "KEEP_DAYS",
            "messages=3",
            "KEEP_DAYS: messages are needed for 190 days; 0 keeps them for ever",
        ),
        ("LOG_FORMAT", "xml", "Set LOG_FORMAT to text or json"),
        ("DATABASE_URL", "mysql://x/y", "mysql is not supported"),
        ("DATABASE_URL", "nonsense", "not a database URL"),
        ("DATABASE_URL", "postgres://u:p@h/d?ssl=true", "write sslmode=require instead"),
        ("DATABASE_URL", "postgresql://u:p@h/d?sslmode=no-verify", "write sslmode=require"),
        ("DATABASE_URL", "postgresql://u:p@h/d?sslmode=on", "use one of disable"),
        ("DATABASE_URL", "postgresql://u:p@h/d?pool=5", "it says pool=…, which PostgreSQL does not know"),
        ("SLACK_HISTORY", "fast", "Set SLACK_HISTORY to usual or slowed"),
        ("SLACK_API_URL", "slack.com", "must start with https://"),
        ("TEAMS_APP_ID", "cop-bot", "Copy the Microsoft App ID"),
        ("PUBLIC_URL", "bot.example.org", "Set PUBLIC_URL to the address"),
        ("PUBLIC_URL", "http://bot.example.org", "must start with https://"),
        ("TEAMS_SERVICE_URL", "https://u:p@h/", "no address"),
        ("TEAMS_GRAPH", "perhaps", "Set TEAMS_GRAPH to true or false"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    [said] = caught.value.sentences
    assert said.startswith(name)
    assert sentence in said
    assert "u:p@" not in said, "no password is shown"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "does not start with xoxb-"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set"),
        ({"SLACK_APP_TOKEN": "xoxb-2"}, "SLACK_APP_TOKEN does not start with xapp-"),
    ],
)
def test_what_slack_needs_is_asked_for_before_the_start(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        require_slack(load_settings())
    assert sentence in caught.value.sentences[0]


def test_every_problem_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        require_slack(load_settings())
    assert len(caught.value.sentences) == 2


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    settings = load_settings()
    require_slack(settings)
    assert settings.uses_socket_mode


def test_lists_and_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_USER_IDS", "U1, U2,,0000AAAA-0000-0000-0000-000000000000")
    settings = load_settings()
    assert settings.admin_user_ids == {"U1", "U2", "0000aaaa-0000-0000-0000-000000000000"}
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.slack_api_url == "https://slack.com/api/"


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    assert "very-secret" not in repr(load_settings())


OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": "s",
    "TOKEN_KEYS": "kPm3dRTwFHhVSLJzVR4RgVV2vWwMu3lUYQXsCbVqCMA=",
}


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together."),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN is set beside SLACK_CLIENT_ID."),
        ({"TOKEN_KEYS": ""}, "TOKEN_KEYS is not set."),
        ({"ADMIN_USER_IDS": "T1:U1,U2"}, "ADMIN_USER_IDS names somebody without their workspace."),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set."),
    ],
)
def test_what_is_wrong_for_many_workspaces_gives_one_sentence(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], beginning: str
) -> None:
    for name, value in (OAUTH | changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        require_slack(load_settings())
    [sentence] = caught.value.sentences
    assert sentence.startswith(beginning)


def test_many_workspaces_need_no_bot_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (OAUTH | {"ADMIN_USER_IDS": "T1:U1"}).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    require_slack(settings)
    assert settings.uses_oauth


def test_a_broken_key_is_named_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_KEYS", f"{OAUTH['TOKEN_KEYS']},half-a-key")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    [sentence] = caught.value.sentences
    assert sentence.startswith("TOKEN_KEYS: one of them is no key.")
    assert "half-a-key" not in sentence


def test_a_byte_order_mark_does_not_hide_the_first_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nPORT=4000\n", encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (settings.slack_bot_token.get_secret_value(), settings.port) == ("xoxb-1", 4000)


def test_a_file_that_cannot_be_used_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("INSTRUMENT_FILE", str(tmp_path / "own.yaml"))
    monkeypatch.setattr("bot.cli.configure_logging", lambda *_: None)  # the log would outlive this test's terminal
    assert main(["agenda", "--network", "Hume", "--from", "2026-05-01", "--until", "2026-05-02"]) == 2
    said = "own.yaml: the instrument cannot be read (No such file or directory). Check the path and its permissions.\n"
    assert capsys.readouterr().err.endswith(said)


@pytest.mark.parametrize(
    ("changes", "slowed", "why"),
    [
        ({}, False, "a workspace's own app"),
        ({"SLACK_CLIENT_ID": "1.2"}, True, "given to other workspaces"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_HISTORY": "usual"}, False, "by way of the marketplace"),
        ({"SLACK_HISTORY": "Slowed"}, True, "said so"),
        ({"SLACK_HISTORY": ""}, False, "left empty"),
    ],
)
def test_whether_slack_slows_history_goes_by_the_kind_of_app(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], slowed: bool, why: str
) -> None:
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.history_is_slowed is slowed, why
    [check] = [one for one in check_settings(settings) if "SLACK_HISTORY" in one.what]
    assert ("is slow" in check.what) is slowed, "and doctor says which"


TEAMS = {
    "TEAMS_APP_ID": "7c5f1f2e-2a5e-4a7e-9d0b-3d6b1c1e8a01",
    "TEAMS_TENANT_ID": "7C5F1F2E-2A5E-4A7E-9D0B-3D6B1C1E8A02",
    "TEAMS_APP_SECRET": "hush",
    "PUBLIC_URL": "https://bot.example.org/",
}


@pytest.mark.parametrize(
    ("changes", "beginnings"),
    [
        ({}, []),
        (GOOD, []),
        ({"TEAMS_APP_ID": ""}, ["TEAMS_APP_ID is not set."]),
        ({"TEAMS_APP_SECRET": "", "PUBLIC_URL": ""}, ["TEAMS_APP_SECRET is not set.", "PUBLIC_URL is not set."]),
        ({"TEAMS_MANAGED_IDENTITY_ID": TEAMS["TEAMS_APP_ID"]}, ["TEAMS_APP_SECRET is set beside"]),
        (
            {"TEAMS_APP_ID": "", "SLACK_BOT_TOKEN": "xoxb-1"},
            ["SLACK_SIGNING_SECRET is not", "TEAMS_APP_ID is not"],
        ),
        (dict.fromkeys(TEAMS, ""), ["No chat is set up."]),
    ],
    ids=["Teams", "both", "no app", "halves", "two ways in", "halves of both", "none"],
)
def test_slack_teams_or_both_are_set_up_and_halves_are_named(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], beginnings: list[str]
) -> None:
    for name, value in (TEAMS | changes).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    try:
        require_chats(settings)
    except SettingsError as error:
        said = error.sentences
    else:
        said = []
        assert settings.teams_tenant_id == TEAMS["TEAMS_TENANT_ID"].lower()
        assert settings.public_url == "https://bot.example.org"
    assert len(said) == len(beginnings)
    assert all(sentence.startswith(beginning) for sentence, beginning in zip(said, beginnings, strict=True))

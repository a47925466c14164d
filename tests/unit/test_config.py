from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mirnews import config
from mirnews.errors import Misconfigured

ROOT = Path(__file__).parents[2]


def load(text: str = "", path: Path | None = None, **environ: str) -> config.Settings:
    if path is not None:
        path.write_text(text, encoding="utf-8")
    return config.load(path, environ=environ)


def test_defaults_are_usable() -> None:
    settings = load()
    assert settings.on_loopback
    assert settings.rights_of("isna") == "full"
    assert settings.origins == {}


def test_command_line_wins_over_environment_over_file(tmp_path: Path) -> None:
    path = tmp_path / "mirnews.toml"
    path.write_text("[server]\nport = 1\nhost = '::1'\n[fetch]\ntimeout_seconds = 3\n")
    environ = {"MIRNEWS_SERVER__PORT": "2", "MIRNEWS_FETCH__TIMEOUT_SECONDS": "4"}
    settings = config.load(path, overrides={"server.port": 3, "server.host": None}, environ=environ)
    assert (settings.server.port, settings.server.host, settings.fetch.timeout_seconds) == (3, "::1", 4.0)
    assert settings.origins == {
        "server.port": "command line",
        "server.host": str(path),
        "fetch.timeout_seconds": "environment",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fetch]\ntimeout_second = 3", "did you mean timeout_seconds?"),
        ("[fetsh]\n", "did you mean fetch?"),
        ("[fetch]\ntimeout_seconds = 'long'", "must be a number"),
        ("[fetch]\nparallel = true", "parallel = true must be a whole number"),
        ("[fetch]\nrespect_robots = 1", "must be true or false"),
        ("[fetch]\nexits = 'x'", "must be a table"),
        ("[site]\nname = 3", "must be a text"),
        ("[fetch]\nexits = { t = 'http://10.0.0.5:99999' }", "fetch.exits.t: a port is 1 to 65535"),
        ("[fetch]\nexits = { t = 'socks5://10.0.0.5:0' }", "fetch.exits.t: a port is 1 to 65535"),
        ("[fetch]\nexits = { t = 'http://h:1' }\nexit_of = { 'https://a.org/x' = 't' }", "fetch.exit_of"),
        ("[fetch]\nexits = { t = 'http://h:1' }\nexit_of = { 'a.org:443' = 't' }", "is no host"),
        ("[poll]\nmin_interval_seconds = 4000", "must not be above poll.max_interval_seconds"),
        ("[data]\nkeep_pages_days = 99999999999", "at most 36500"),
        ("[poll]\nmax_age_days = 99999999999", "at most 36500"),
        ("[poll]\ninterval_seconds = 99999999999", "at most 31536000"),
        ("[fetch]\nparallel = 0", "must be above 0"),
        ("[fetch]\ntimeout_seconds = nan", "must be above 0"),
        ("[fetch]\nhost_gap_seconds = -1", "0 or more"),
        ("[fetch]\nparallel = 100000", "at most 1000"),
        ("[fetch]\nuser_agent = 'x {foo}'", "no other braces"),
        ("[site]\npublic_url = 'not a url'", "must be an address"),
        ('[site]\ncontact = "a\\nb"', "one line"),
        ("[server]\nhost = ''", "must be an address"),
        ("[fetch]\nallow_private = ['a', 3]", "must be a list of texts"),
        ("[rights]\ndefault = 'some'", "must be one of auto, full, excerpt, link"),
        ("[rights]\noutlets = { isna = 'none' }", "rights.outlets.isna"),
        ("[site]\ntime_zone = 'Mars/Phobos'", "no IANA time zone"),
        ("[server]\nport = 70000", "0 to 65535"),
        ("fetch = 3", "must be a section"),
        ("not toml", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said.replace("?", r"\?").replace("[", r"\[")):
        load(text, tmp_path / "mirnews.toml")


def test_a_missing_file_and_an_unknown_variable_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no configuration file"):
        config.load(tmp_path / "nothing.toml", environ={})
    with pytest.raises(Misconfigured, match="did you mean"):
        load(MIRNEWS_FETCH__TIMEOUT="3")
    named = load(MIRNEWS_DATA="/somewhere", MIRNEWS_CONFIG="x")
    assert (str(named.data_dir), named.origins) == ("/somewhere", {"data.dir": "environment"})


def test_environment_reads_lists_and_plain_text() -> None:
    settings = load(MIRNEWS_FETCH__ALLOW_PRIVATE='["127.0.0.1"]', MIRNEWS_SITE__NAME="123")
    assert settings.fetch.allow_private == ("127.0.0.1",)
    assert settings.site.name == "123"


def test_rights_are_full_on_loopback_and_excerpts_elsewhere() -> None:
    assert load(MIRNEWS_SERVER__HOST="0.0.0.0").rights_of("isna") == "excerpt"
    own = load(MIRNEWS_SERVER__HOST="0.0.0.0", MIRNEWS_RIGHTS__OUTLETS='{ isna = "link" }')
    assert (own.rights_of("isna"), own.rights_of("irna")) == ("link", "excerpt")
    assert load(MIRNEWS_SITE__PUBLIC_URL="https://news.example.org/").rights_of(None) == "excerpt"
    assert load(MIRNEWS_RIGHTS__DEFAULT="link").rights_of(None) == "link"


def test_an_exit_of_a_host_an_address_or_a_whole_zone_is_taken() -> None:
    hosts = '{ "a.org" = "t", "ir" = "t", "10.0.0.1" = "t", "2001:db8::1" = "t" }'
    settings = load(MIRNEWS_FETCH__EXITS='{ t = "http://u:p@h:3128/" }', MIRNEWS_FETCH__EXIT_OF=hosts)
    assert len(settings.fetch.exit_of) == 4


def test_the_example_file_is_what_the_records_say() -> None:
    assert (ROOT / "mirnews.example.toml").read_text(encoding="utf-8") == config.example_text()


def test_the_example_with_every_key_taken_off_its_comment_gives_the_defaults(tmp_path: Path) -> None:
    lines = config.example_text().splitlines()
    names = {f"# {name.split('.')[1]} = " for name, _, _ in config.described()}
    text = "\n".join(line[2:] if any(line.startswith(name) for name in names) else line for line in lines)
    assert len(tomllib.loads(text)) == 8
    assert load(text, tmp_path / "all.toml") == load()

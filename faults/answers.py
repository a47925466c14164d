"""answers: F26 to F29, redirects, validators that lie, requests to wait, addresses that are gone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from faults.behaviours import fixed, head, in_turn, plain, redirect, silent
from faults.host import Asked, Behaviour, gaps_of
from faults.invariants import Scene, scene
from faults.paper import RSS, Paper
from faults.product import Running, instant, until
from faults.report import Length, Result, Scenario, result
from mirnews.locale import messages
from mirnews.schedule import JITTER

_HOUR, _DAY = 3600.0, 86_400.0


async def f26(length: Length) -> Result:
    """Redirects: too many, in a circle, to another host, into a private network, and for good."""
    factor = 14_400.0 if length == "short" else 2_400.0  # a day in 6 s, or in 36
    async with scene("calm", "target", articles=3, FAULTS_FACTOR=str(factor)) as stage:
        found, target = stage.found, stage.papers[1]
        stage.product.configure({"poll.interval_seconds": 14_400, "poll.retry_seconds": 14_400})
        private = await stage.hosts.start(silent, address="127.0.0.2")
        wanted = {"chain": "too_many_redirects", "circle": "redirect_loop", "inside": "address_refused", "short": "ok"}
        long, short, circle = [await stage.hosts.start(silent) for _ in range(3)]
        long.behaviour, short.behaviour = _steps(6, target.host.url()), _steps(4, target.host.url())
        circle.behaviour = fixed(redirect(301, circle.url()))
        inside = await stage.hosts.start(fixed(redirect(308, private.url())))
        moved = await stage.hosts.start(fixed(redirect(301, target.host.url("/moved"))))
        once = await stage.hosts.start(
            in_turn([redirect(301, target.host.url("/once")), plain(Paper("once", target.host, []).feed(), RSS)])
        )
        target.host.behaviour = _also(target)
        await stage.product.add(
            {
                "target": target.host.url(),
                "calm": stage.papers[0].host.url(),
                "chain": long.url(),
                "short": short.url(),
                "circle": circle.url(),
                "inside": inside.url(),
                "moved": moved.url(),
                "once": once.url(),
            }
        )
        running = await stage.product.up()
        adopted = await until(lambda: _address_of(stage, "moved") == target.host.url("/moved"), 5 * _DAY / factor)
        told = len(moved.asked())
        found.want(adopted, "a move that is told again and again was not adopted")
        found.want(told >= 3, f"a move was adopted after {told} answers")
        found.want(_address_of(stage, "once") == once.url(), "a move that was told once was adopted")
        states = {name: stage.product.polled(name)["state"] for name in wanted}
        found.want(states == wanted, f"the states are {states}")
        found.want(private.connections == 0, "a packet went to the private address")
        found.note(f"private target refused without a packet; move adopted after {told} answers over a day")
        await stage.hold(running)
    return result(
        "F26", "redirects: at most 5 hops, circle and private target refused, move adopted when it lasts", found
    )


def _steps(count: int, target: str) -> Behaviour:
    """So many redirects in a row, the last of them to the target."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        step = int(asked.path.rpartition("/")[2]) if "/step/" in asked.path else 0
        writer.write(redirect(302, f"/step/{step + 1}" if step + 1 < count else target))

    return behave


def _also(paper: Paper) -> Behaviour:
    """A paper that has its feed under two further addresses."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        is_feed = asked.path in ("/moved", "/once")
        await paper.answer(Asked(asked.at, "/feed", asked.headers) if is_feed else asked, writer)

    return behave


def _address_of(stage: Scene, source: str) -> str:
    rows = stage.product.rows("SELECT json_extract(record, '$.url') FROM source WHERE id = ?", source)
    return str(rows[0][0]) if rows else ""


async def f27(length: Length) -> Result:
    """304 whatever is asked, the same bytes under new validators, and a validator that stays while the text changes."""
    seconds = 5.0 if length == "short" else 60.0
    async with scene("calm", "same", "sticky", articles=3) as stage:
        found = stage.found
        _, same, sticky = stage.papers
        numb = await stage.hosts.start(fixed(head(304, 'ETag: "x"')))
        same.host.behaviour, sticky.host.behaviour = _etags(same, changing=True), _etags(sticky, changing=False)
        await stage.add(numb=numb.url())
        running = await stage.product.up()
        await stage.settle()
        before = _work_of(stage, "same"), stage.product.rows("SELECT id, revision, changed_at FROM report ORDER BY id")
        pages = len(same.host.requests) - len(same.host.asked())
        await asyncio.sleep(seconds)
        after = _work_of(stage, "same"), stage.product.rows("SELECT id, revision, changed_at FROM report ORDER BY id")
        found.want(before[0] == after[0], f"the same bytes made work: {before[0]} became {after[0]}")
        found.want([tuple(r) for r in before[1]] == [tuple(r) for r in after[1]], "a change time moved")
        found.want(len(same.host.requests) - len(same.host.asked()) == pages, "pages were read again")
        found.want(stage.product.polled("numb")["state"] == "ok", "304 always is not taken as unchanged")
        sticky.publish(2)
        found.want(await stage.settle(), "news behind a validator that stays was not taken")
        found.note(f"{len(same.host.asked())} polls with the same bytes, 1 feed kept; {len(numb.asked())} times 304")
        await stage.hold(running)
    return result("F27", "304 always, same bytes: no work, no change time; a lying validator loses no news", found)


def _etags(paper: Paper, *, changing: bool) -> Behaviour:
    """A feed that is always sent whole, its ETag another one each time, or always the same one."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path != "/feed":
            await paper.answer(asked, writer)
            return
        paper.feeds_sent += 1
        etag = paper.feeds_sent if changing else 1
        writer.write(plain(paper.feed(), RSS, 200, f'ETag: "{etag}"'))

    return behave


def _work_of(stage: Scene, source: str) -> tuple[int, int]:
    """Bodies kept of a source, and its entries."""
    return (
        stage.product.count("SELECT count(*) FROM raw_feed WHERE source_id = ?", source),
        stage.product.count("SELECT count(*) FROM entry WHERE source_id = ?", source),
    )


async def f28(length: Length) -> Result:
    """429 and 503 with every form of Retry-After."""
    now = datetime.now(UTC)
    two_hours = format_datetime(now + timedelta(hours=2), usegmt=True)
    forms: dict[str, tuple[int, str, float, float]] = {
        "seconds": (429, "Retry-After: 7200", 2 * _HOUR, 2 * _HOUR),
        "date": (503, f"Date: {format_datetime(now, usegmt=True)}\r\nRetry-After: {two_hours}", 2 * _HOUR, 2 * _HOUR),
        "undated": (503, f"Retry-After: {two_hours}", 300, 2 * _HOUR),  # by our clock, which runs fast here
        "decade": (429, "Retry-After: 315360000", _DAY, _DAY),
        "farther": (503, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", _DAY, _DAY),
        "huge": (429, "Retry-After: " + "9" * 200, 300, _DAY),
        "garbage": (503, "Retry-After: soon; maybe", 300, 300),
        "negative": (429, "Retry-After: -5", 300, 300),
        "past": (503, "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT", 300, 300),
        "none": (429, "X-None: 1", 300, 300),
    }
    factor = 480.0 if length == "short" else 60.0
    async with scene("calm", articles=3, FAULTS_FACTOR=str(factor)) as stage:
        found = stage.found
        stage.product.configure({"poll.interval_seconds": 300, "poll.retry_seconds": 300})
        hosts = {
            name: await stage.hosts.start(fixed(_wait_for(code, line))) for name, (code, line, _, _) in forms.items()
        }
        await stage.add(**{name: host.url() for name, host in hosts.items()})
        running = await stage.product.up()
        await until(lambda: all(host.asked() for host in hosts.values()), 20)
        await asyncio.sleep(1.0)
        for name, (code, _, least, most) in forms.items():
            polled, wait = stage.product.polled(name), stage.product.wait_of(name)
            found.want(polled["state"] == f"http_{code}", f"{name}: the state is {polled['state']}")
            if polled["failures"] == 1:
                found.want(least <= wait <= most * (1 + JITTER), f"{name}: the wait is {wait:.0f} s")
        await asyncio.sleep(max(0.0, 2.2 * _HOUR / factor - 4.0))
        early = [
            name for name, (_, _, least, _) in forms.items() if least > _HOUR and len(gaps_of(hosts[name].asked())) > 1
        ]
        found.want(not early, f"asked again too early: {', '.join(early)}")
        short = [gap * factor for name in ("seconds", "date") for gap in gaps_of(hosts[name].asked())]
        found.want(all(gap >= 2 * _HOUR * 0.99 for gap in short), f"the gaps are {short} s")
        found.note(f"{len(forms)} forms; two hours obeyed, ten years capped at a day, garbage as without")
        await stage.hold(running)
    return result(
        "F28", "Retry-After as seconds, date, ten years, garbage: obeyed, at most 24 h (and a tenth by chance)", found
    )


def _wait_for(code: int, line: str) -> bytes:
    return head(code, *line.split("\r\n"), "Content-Length: 0")


async def f29(length: Length) -> Result:
    """Feeds that answer 404 and 410 for more than a week."""
    factor = 86_400.0 if length == "short" else 14_400.0
    async with scene("calm", "lost", "gone", articles=3, FAULTS_FACTOR=str(factor)) as stage:
        found, product = stage.found, stage.product
        product.configure({"poll.interval_seconds": 21_600, "poll.retry_seconds": 21_600})
        await stage.add()
        running = await product.up()
        await stage.settle()
        for paper, code in zip(stage.papers[1:], (404, 410), strict=True):
            paper.host.behaviour = _feed_gone(paper, code)
        came = await until(
            lambda: all(_missing_days(stage, name) >= 7 for name in ("lost", "gone")), 20 * _DAY / factor
        )
        states = {name: (_state(stage, name), product.polled(name)["failures"]) for name in ("lost", "gone")}
        found.want(came, f"after twenty days the states (and failures) are {states}")
        kept = {name: _articles(stage, name) for name in ("lost", "gone")}
        found.want(set(kept.values()) == {3}, f"articles kept: {kept}")
        await _noticed(stage, running)
        if came:
            days = min(product.wait_of(name) for name in ("lost", "gone")) / _DAY
            found.want(days >= 0.99, f"a source that is gone is asked again after {days:.1f} days")
            found.note(f"gone after a week, asked again after {days:.1f} days; articles kept")
        for paper in stage.papers[1:]:
            paper.host.behaviour = paper.answer
        if came:
            back = await until(
                lambda: all(_state(stage, name) == "ok" for name in ("lost", "gone")), 20 * _DAY / factor
            )
            found.want(back, "a source whose feed is there again stays gone")
        await stage.hold(running)
    return result("F29", "404/410 for a week: suspended with a notice, articles kept, back when the feed is", found)


async def _noticed(stage: Scene, running: Running) -> None:
    """Does the operations page say it in words, while the site answers?"""
    status, _ = await running.page()
    stage.found.want(status == 200, "I5: the front page does not answer")
    _, page = await running.page("ops")
    word = messages("fa")("state.gone")
    stage.found.want(word in str(page), "the operations page does not say that a source is gone")


def _feed_gone(paper: Paper, code: int) -> Behaviour:
    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/feed":
            writer.write(plain(b"<title>not here</title>", status=code))
        else:
            await paper.answer(asked, writer)

    return behave


def _missing_days(stage: Scene, source: str) -> float:
    """For how many days every look at a source has found its address missing."""
    polled = stage.product.polled(source)
    if polled.get("state") not in ("http_404", "http_410"):
        return 0.0
    return (instant(polled["last_polled"]) - instant(polled["state_since"])).total_seconds() / _DAY


def _state(stage: Scene, source: str) -> str:
    return str(stage.product.polled(source).get("state"))


def _articles(stage: Scene, source: str) -> int:
    return stage.product.count("SELECT count(*) FROM report WHERE source_id = ? AND visibility = 'shown'", source)


SCENARIOS: dict[str, Scenario] = {"f26": f26, "f27": f27, "f28": f28, "f29": f29}

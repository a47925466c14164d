"""feeds: F30 to F33, feeds that turn into something else, come back under new names, or bring far too much."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable

from faults.behaviours import fixed, head, plain, silent
from faults.host import Asked, Behaviour
from faults.invariants import Scene, scene
from faults.paper import RSS, Paper
from faults.product import until
from faults.report import Length, Result, Scenario, result
from mirnews.locale import messages

_LOGIN = (
    "<!DOCTYPE html><html><head><title>ورود</title></head><body><form method='post' action='/login'>"
    "<input name='user'><input name='password' type='password'><button>ورود</button></form></body></html>"
).encode()
_CAPTCHA = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<script>document.cookie='ok=1';location.reload()</script><div class='captcha'>.</div></body></html>"
)


async def f30(length: Length) -> Result:
    """Sound feeds that become a login page, a captcha, nothing, half of themselves, and sound again."""
    async with scene("calm", "login", "captcha", "empty", "cut", "short", articles=4) as stage:
        found, product = stage.found, stage.product
        await stage.add()
        running = await product.up()
        await stage.settle()
        papers = {paper.name: paper for paper in stage.papers}
        before = _texts(stage)
        _spoil(papers)
        wanted = {"login": "login_page", "captcha": "challenge_page", "empty": "feed_empty", "short": "truncated"}
        came = await until(lambda: {name: product.polled(name)["state"] for name in wanted} == wanted, 20)
        states = {name: product.polled(name)["state"] for name in [*wanted, "cut"]}
        found.want(came, f"the states are {states}")
        await asyncio.sleep(2.0)
        found.want(_texts(stage) == before, "articles that were there have changed")
        _, out, _ = await product.run("status")
        words = [messages("en")(f"state.{state}") for state in ("login", "challenge", "empty")]
        found.want(all(word in out for word in words), "status does not say what came instead of the feeds")
        found.note(f"half a feed read as {product.polled('cut')['state']}; {len(before)} articles as before")
        for paper in papers.values():
            paper.body, paper.content_type, paper.host.behaviour = None, RSS, paper.answer
            paper.publish()
        back = await until(lambda: {product.polled(name)["state"] for name in papers} == {"ok"}, 60)
        found.want(back, "a feed that is sound again is not read")
        await stage.hold(running)
    return result("F30", "feed becomes login page, captcha, empty, truncated: error told, old articles kept", found)


def _spoil(papers: dict[str, Paper]) -> None:
    whole = papers["cut"].feed()
    half = whole[: whole.rindex(b"<title>") + 20]
    papers["login"].body, papers["login"].content_type = _LOGIN, "text/html"
    papers["captcha"].body, papers["captcha"].content_type = _CAPTCHA, "text/html; charset=utf-8"
    papers["empty"].body = b""
    papers["cut"].body = half
    papers["short"].host.behaviour = fixed(head(200, f"Content-Type: {RSS}", f"Content-Length: {len(whole)}") + half)


def _texts(stage: Scene) -> list[tuple[object, ...]]:
    return [tuple(row) for row in stage.product.rows("SELECT id, url, article, revision FROM report ORDER BY id")]


async def f31(length: Length) -> Result:
    """Feeds that lose all items and get them back with other guids, and other addresses."""
    changes: dict[str, Callable[[Paper], None]] = {"guids": _new_guids, "tracked": _tracked, "renamed": _renamed}
    async with scene("calm", *changes, articles=5) as stage:
        found, product = stage.found, stage.product
        await stage.add()
        running = await product.up()
        await stage.settle()
        papers = stage.papers[1:]
        kept = [[*paper.numbers] for paper in papers]
        for paper in papers:
            paper.numbers.clear()
        sent = {paper.name: paper.feeds_sent for paper in papers}
        emptied = await until(lambda: all(paper.feeds_sent >= sent[paper.name] + 2 for paper in papers), 20)
        found.want(emptied, "the empty feeds were not read")
        found.want(product.count("SELECT count(*) FROM report") == 20, "articles went with the feed's items")
        for paper, numbers in zip(papers, kept, strict=True):
            changes[paper.name](paper)
            paper.numbers[:] = numbers
        sent = {paper.name: paper.feeds_sent for paper in papers}
        await until(lambda: all(paper.feeds_sent >= sent[paper.name] + 2 for paper in papers), 20)
        await until(lambda: product.count("SELECT count(*) FROM entry WHERE state = 'waiting'") == 0, 20)
        counts = {
            paper.name: product.count("SELECT count(*) FROM report WHERE source_id = ?", paper.name) for paper in papers
        }
        for name, count in counts.items():
            found.want(count == 5, f"{name}: 5 articles became {count}")
        found.note(f"5 articles each: {', '.join(f'{name} {count}' for name, count in counts.items())}")
        for paper in papers:
            paper.links = "/news/{n}"
        await stage.hold(running)
    return result("F31", "items dropped, then back with new guids: address and title prevent doubles", found)


def _new_guids(paper: Paper) -> None:
    paper.guids = "other"


def _tracked(paper: Paper) -> None:
    paper.guids, paper.links = "other", "/news/{n}?utm_source=rss&utm_medium=feed"


def _renamed(paper: Paper) -> None:
    paper.guids, paper.links = "other", "/news/{n}/the-title-in-the-address"


async def f32(length: Length) -> Result:
    """A hundred thousand items that nobody has seen, in every poll."""
    polls = 2 if length == "short" else 25
    async with scene("calm") as stage:
        found, product = stage.found, stage.product
        product.configure({"fetch.timeout_seconds": 30.0})
        pages = await stage.hosts.start(silent)  # so that what was taken waits, and only polling is measured
        flood = await stage.hosts.start(_flood(pages.url("")))
        await product.add({"flood": flood.url()})
        running = await product.up()
        entries = "SELECT count(*) FROM entry WHERE source_id = 'flood'"
        seen = await until(lambda: product.polled("flood").get("state", "new") != "new", 60)
        first, state = product.count(entries), product.polled("flood")
        found.want(seen and state["state"] == "ok", f"the state is {state.get('state')}: {state.get('detail')}")
        found.want(0 < first <= _CAP * len(flood.asked()), f"{first} entries of 100,000 were taken in one poll")
        found.want("more than one poll takes" in state.get("detail", ""), f"what was left out is not told: {state}")
        await until(lambda: len(flood.asked()) > polls, 20 * polls)
        most = product.count(entries)
        found.want(most <= _CAP * _POLLS_A_DAY, f"{most} entries were taken in a day, in {len(flood.asked())} polls")
        found.note(f"{_CAP} of 100,000 taken in a poll and told, {most} in {len(flood.asked())} polls")
        await product.run("source", "remove", "flood")
        await running.stop()
        product.configure({})
        await stage.add()
        running = await product.up()
        await stage.hold(running)
    return result("F32", "100,000 new items in a poll: a cap per poll and per day, and it is told", found)


_CAP = 500  # poll.max_entries as shipped
_POLLS_A_DAY = 10  # full ones that one source may have in a day: poll.max_entries_day as shipped


def _flood(pages: str) -> Behaviour:
    """Another hundred thousand items at each poll, their pages at another host."""
    polls = 0

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal polls
        numbers = range(polls * 100_000, (polls + 1) * 100_000)
        items = "".join(f"<item><title>N {n}</title><link>{pages}/n/{n}</link></item>" for n in numbers)
        polls += 1
        body = f'<rss version="2.0"><channel><title>.</title>{items}</channel></rss>'.encode()
        writer.write(plain(body, RSS))

    return behave


async def f33(length: Length) -> Result:
    """One source has half of all articles, and the newest of them."""
    each = 12 if length == "short" else 60
    others = [f"paper{number}" for number in range(6)]
    async with scene(*others, articles=each) as stage:
        found, product = stage.found, stage.product
        await stage.add()
        running = await product.up()
        await stage.settle()
        host = await stage.hosts.start(fixed(plain(b"", status=503)))
        flood = Paper("flood", host, list(range(1, 6 * each + 1)))
        host.behaviour = flood.answer
        stage.papers.append(flood)
        await product.add({"flood": host.url()})
        found.want(await stage.settle(180), "the flood did not settle")
        await until(lambda: product.count("SELECT count(*) FROM report WHERE story IS NULL") == 0, 30)
        _, page = await running.page()
        source_of = {row["id"]: row["source_id"] for row in product.rows("SELECT id, source_id FROM report")}
        ids = {int(one) for one in re.findall(r'href="/[an]/(\d+)', page)}
        shown = Counter(source_of.get(one, "?") for one in ids)
        share = shown["flood"] / max(1, sum(shown.values()))
        found.want(sum(shown.values()) >= 10, f"only {sum(shown.values())} headlines were found on the front page")
        found.want(share <= 0.5, f"{share:.0%} of the front page are of the source that floods")
        largest = product.count("SELECT max(reports) FROM story")
        found.want(largest <= each, f"a story of {largest} unrelated reports")
        found.note(f"half of the archive, {share:.0%} of {sum(shown.values())} headlines on the front page")
        await stage.hold(running)
    return result("F33", "one source with half of all articles: the front page and the stories stay balanced", found)


SCENARIOS: dict[str, Scenario] = {"f30": f30, "f31": f31, "f32": f32, "f33": f33}

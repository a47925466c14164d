"""listening: an aiohttp application on a loopback port of its own: opened, named by its address, closed."""

from __future__ import annotations

from aiohttp import web

from mirnews.errors import Misconfigured

SHUTDOWN_SECONDS = 0.2  # hostile answers never end by themselves


class Listener:
    """What answers at `url`, on a port of `host`. Its children say what is served."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it has started."""
        return self._port

    @property
    def url(self) -> str:
        """The address of the site, without a slash at the end."""
        return f"http://{self.host}:{self._port}"

    def app(self) -> web.Application:
        """What is served."""
        raise NotImplementedError

    async def start(self, port: int) -> None:
        """Listen on `port` (0: any free one). Raises Misconfigured when it is taken."""
        try:
            self._port = await self.open(port)
        except OSError as error:
            await self.stop()
            raise Misconfigured(
                "port_taken",
                f"port {port} on {self.host} is taken; is this demo running already?"
                " Stop what uses the port, or give a fresh --data",
            ) from error

    async def open(self, port: int) -> int:
        """Open the port and return its number. Raises OSError."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port and drop what is still being answered."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

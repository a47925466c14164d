"""socks: connections through a SOCKS exit, by python-socks, for the HTTP client.

The client's own way of making a connection is kept, resolver and TLS included; only the socket comes from the exit.
"""

from __future__ import annotations

import socket
import ssl
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from python_socks.async_.asyncio import Proxy

from mirnews.fetch.faults import ExitUnreachable


class SocksConnector(aiohttp.TCPConnector):
    """Connections through the exit at `url`; without a `resolver`, the exit is given names."""

    def __init__(self, url: str, resolver: AbstractResolver | None, **how: Any) -> None:
        super().__init__(resolver=resolver or _AsWritten(), use_dns_cache=False, limit=0, **how)
        self._exit = Proxy.from_url(url, rdns=True)  # never resolves here: the resolver has

    async def _wrap_create_connection(
        self,
        *args: Any,
        addr_infos: list[Any],
        req: aiohttp.ClientRequest,
        timeout: aiohttp.ClientTimeout,
        client_error: type[Exception] = aiohttp.ClientConnectorError,
        **kwargs: Any,
    ) -> tuple[Any, ResponseHandler]:
        address = addr_infos[0][4]
        try:
            connected = await self._exit.connect(dest_host=address[0], dest_port=address[1], timeout=timeout.connect)
        except (ProxyConnectionError, ProxyTimeoutError) as error:
            raise ExitUnreachable(str(error)) from None
        except ProxyError as error:
            if error.error_code is None:
                raise ExitUnreachable(str(error)) from None
            raise aiohttp.ClientConnectorError(req.connection_key, OSError(str(error))) from None
        try:
            return await self._loop.create_connection(*args, **kwargs, sock=connected)
        except BaseException as error:
            connected.close()
            fault = _told(error, req)
            if fault is None:
                raise
            raise fault from error


def _told(error: BaseException, req: aiohttp.ClientRequest) -> aiohttp.ClientError | None:
    """What went wrong behind the exit, as the client itself tells it; None for what is no fault of a connection."""
    if isinstance(error, ssl.CertificateError):
        return aiohttp.ClientConnectorCertificateError(req.connection_key, error)
    if isinstance(error, ssl.SSLError):
        return aiohttp.ClientConnectorSSLError(req.connection_key, error)
    if isinstance(error, OSError) and not isinstance(error, TimeoutError):
        return aiohttp.ClientConnectorError(req.connection_key, error)
    return None


class _AsWritten(AbstractResolver):
    """Gives a name back as its own address."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=host, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""

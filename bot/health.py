"""What load balancers and monitors ask: alive, ready, and the figures."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.crowd import METRICS
from services import Services
from storage import deliveries
from storage.migrate import is_current


def health_routes(services: Services) -> Sequence[BaseRoute]:
    """GET /healthz (the process answers), /readyz (the database is there and migrated), /metrics (Prometheus)."""
    database = services.ground.database

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        try:
            current = await is_current(database)
        except Exception as error:
            return JSONResponse({"ready": False, "database": type(error).__name__}, status_code=503)
        if not current:
            return JSONResponse({"ready": False, "database": "run: cop-bot migrate"}, status_code=503)
        return JSONResponse({"ready": True})

    async def metrics(_request: Request) -> Response:
        registry = CollectorRegistry()
        gauge = Gauge("cop_bot_deliveries", "Deliveries by status", ["status"], registry=registry)
        async with database.read() as session:
            for status, number in (await deliveries.counts(session)).items():
                gauge.labels(status).set(number)
        return Response(generate_latest(registry) + generate_latest(METRICS), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]

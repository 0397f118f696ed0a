# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenTelemetry SDK for Python sends log records and metrics to a running spanwise, over HTTP and gRPC; the store must
hold exactly that."""

import json
import logging
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as GrpcLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter as GrpcMetricExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as HttpLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter as HttpMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SPANWISE = sys.argv[1]

def plain(value):
    """An OTLP JSON AnyValue as a Python value."""
    (kind, content), = value.items() or (("none", None),)
    if kind == "intValue":
        return int(content)
    if kind == "arrayValue":
        return [plain(item) for item in content.get("values", [])]
    return content


def attributes(entries):
    return {entry["key"]: plain(entry["value"]) for entry in entries or []}


def run(data, *arguments):
    return subprocess.run([SPANWISE, *arguments, "--data", data], check=True, capture_output=True, text=True).stdout


def send_logs(url, exporter, way):
    """Two records of one span, one of none; returns the trace's and the span's id."""
    resource = Resource.create({"service.name": way})
    provider = LoggerProvider(resource=resource)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = logging.getLogger("interop.logs." + way)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(LoggingHandler(level=logging.DEBUG, logger_provider=provider))
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url + "/v1/traces")))
    with tracers.get_tracer("interop.logs").start_as_current_span("logging_query") as span:
        context = span.get_span_context()
        logger.warning("cache missed: 没有找到 %s", way, extra={"tries": 2, "ratio": 0.5})
        try:
            raise ValueError("no model today")
        except ValueError:
            logger.exception("generation failed" + "!" * 5000)
    logger.info("nobody asked: orphan-of-" + way)
    tracers.shutdown()
    provider.shutdown()
    return format(context.trace_id, "032x"), format(context.span_id, "016x")


def compare_logs(data, way, trace_id, span_id):
    document = json.loads(run(data, "trace", trace_id, "--json"))
    assert len(document["resourceSpans"]) == 1, document
    records = [
        record
        for resource in document["resourceLogs"]
        for scope in resource["scopeLogs"]
        if attributes(resource["resource"]["attributes"])["service.name"] == way
        and scope["scope"]["name"] == "interop.logs." + way
        for record in scope["logRecords"]
    ]
    assert [record["severityNumber"] for record in records] == [13, 17], records
    assert all(record["traceId"] == trace_id and record["spanId"] == span_id for record in records), records
    assert plain(records[0]["body"]) == "cache missed: 没有找到 " + way
    kept = attributes(records[0]["attributes"])
    assert kept["tries"] == 2 and kept["ratio"] == 0.5, kept
    assert plain(records[1]["body"]) == "generation failed" + "!" * 5000
    assert attributes(records[1]["attributes"])["exception.message"] == "no model today"


def logs(data, *arguments):
    return run(data, "logs", *arguments).splitlines()


def find_logs(data, ways):
    assert len(logs(data)) == 3 * len(ways)
    for way in ways:
        (orphan,) = logs(data, "orphan-of-" + way)
        assert "INFO" in orphan and "nobody asked" in orphan, orphan
    assert len(logs(data, "--severity", "warn")) == 2 * len(ways)
    error = logs(data, "--severity", "error", "--json")[0]
    assert json.loads(error)["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]["severityNumber"] == 17
    assert len(logs(data, "没有找到")) == len(ways)


def send_metrics(exporter, service):
    reader = PeriodicExportingMetricReader(exporter, export_interval_millis=60_000)
    provider = MeterProvider(
        resource=Resource.create({"service.name": service}),
        metric_readers=[reader],
        views=[View(instrument_name="wait.exponential", aggregation=ExponentialBucketHistogramAggregation())],
    )
    meter = provider.get_meter("interop.python")
    hits = meter.create_counter("interop.hits", unit="{hit}")
    level = meter.create_up_down_counter("interop.level")
    wait = meter.create_histogram("interop.wait", unit="ms")
    powers = meter.create_histogram("wait.exponential", unit="s")
    for i in range(100):
        hits.add(2, {"http.route": "/ask"})
        level.add(1)
        wait.record(i)
        powers.record(0.001 * (i + 1))
    reader.force_flush()
    for _ in range(10):
        hits.add(1, {"http.route": "/ask"})
    # Within a span the SDK keeps an exemplar: the way from the metric to the trace.
    with TracerProvider().get_tracer("interop.metrics").start_as_current_span("measured_query") as span:
        slow = meter.create_histogram("interop.slow", unit="ms")
        slow.record(1234.5, {"http.route": "/ask"})
        context = span.get_span_context()
    provider.shutdown()
    return format(context.trace_id, "032x"), format(context.span_id, "016x")


def stored_metrics(data, services):
    """(name, service) -> (sum, count, bytes of the sketch) over what the store kept, in rows of 10 s."""
    connection = sqlite3.connect(next(pathlib.Path(data).rglob("spanwise.db")))
    rows = connection.execute(
        "SELECT s.name, s.tags, r.count, r.sum, length(r.sketch) FROM metric_rows r JOIN metric_series s ON s.id = r.series "
        "WHERE r.resolution_ns = 10000000000"
    ).fetchall()
    connection.close()
    found = {}
    for name, tags, count, total, sketch in rows:
        for service in services:
            if service.encode() in (tags if isinstance(tags, bytes) else tags.encode()):
                before = found.get((name, service), (0, 0, 0))
                found[name, service] = (before[0] + total, before[1] + count, max(before[2], sketch or 0))
    return found


def compare_metrics(data, services):
    found = stored_metrics(data, services)
    for service in services:
        assert found["interop_hits_total", service][0] == 210, (service, found)
        assert found["interop_wait_milliseconds", service][:2] == (4950, 100), (service, found)
        assert found["interop_wait_milliseconds", service][2] > 0
        assert round(found["wait_exponential_seconds", service][0], 6) == 5.05, (service, found)
        assert found["wait_exponential_seconds", service][1] == 100, (service, found)
        assert ("interop_level", service) in found


def compare_exemplars(data, service, trace_id, span_id):
    selector = 'interop_slow_milliseconds{service="%s"}' % service
    (line,) = run(data, "metrics", selector, "--exemplars", "--json").splitlines()
    found = json.loads(line)
    assert found["value"] == 1234.5 and found["traceId"] == trace_id and found["spanId"] == span_id, found
    assert found["labels"]["http_route"] == "/ask", found


def metric_exporters(url, grpc):
    """Service -> exporter; the names are parts of no other."""
    kinds = {"delta": AggregationTemporality.DELTA, "cumulative": AggregationTemporality.CUMULATIVE}
    for name, temporality in kinds.items():
        preferred = {Counter: temporality, Histogram: temporality}
        endpoint = url + "/v1/metrics"
        yield f"http-{name}", HttpMetricExporter(endpoint=endpoint, preferred_temporality=preferred, compression=Compression.Gzip)
        yield f"grpc-{name}", GrpcMetricExporter(endpoint=grpc, insecure=True, preferred_temporality=preferred)


def main():
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [SPANWISE, "serve", "--data", data, "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            addresses = []
            while len(addresses) < 2:
                if match := re.search(r"127\.0\.0\.1:\d+", server.stdout.readline()):
                    addresses.append(match.group(0))
            url, grpc = "http://" + addresses[0], addresses[1]
            ways = {
                "plain": HttpLogExporter(endpoint=url + "/v1/logs"),
                "gzipped": HttpLogExporter(endpoint=url + "/v1/logs", compression=Compression.Gzip),
                "grpc": GrpcLogExporter(endpoint=grpc, insecure=True),
            }
            for way, exporter in ways.items():
                compare_logs(data, way, *send_logs(url, exporter, way))
                print(f"3 log records equal ({way})")
            find_logs(data, ways)
            services = {service: send_metrics(exporter, service) for service, exporter in metric_exporters(url, grpc)}
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0, "spanwise did not end well"
        compare_metrics(data, services)
        for service, (trace_id, span_id) in services.items():
            compare_exemplars(data, service, trace_id, span_id)
        print("metrics equal:", ", ".join(services))


main()

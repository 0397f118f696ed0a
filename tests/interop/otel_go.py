# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenTelemetry's telemetrygen sends traces, log records and metrics, also through a Collector; the store must hold them all.

Both are built by build_go_tools; where they are not, this ends with 77. Needs nothing but Python itself.
"""

import json
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

SPANWISE = sys.argv[1]
TOKEN = "the-token-of-this-test"
TOOLS = os.environ.get("SPANWISE_GO_TOOLS") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "spanwise", "go-tools"
)
TRACES = 20


def tool(name):
    path = os.path.join(TOOLS, name)
    return path if os.access(path, os.X_OK) else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listening(port, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


def count(data, service):
    lines = subprocess.run(
        [SPANWISE, "query", "", "--json", "--limit", "100000", "--data", data], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return sum(json.loads(line)["service"] == service for line in lines)


def await_count(data, service):
    end = time.monotonic() + 30
    while (found := count(data, service)) != TRACES and time.monotonic() < end:
        time.sleep(0.2)
    assert found == TRACES, f"{service}: {found} of {TRACES} traces are stored"
    print(f"{TRACES} traces stored ({service})")


def generate(address, service, *more):
    subprocess.run(
        [tool("telemetrygen"), "traces", "--otlp-insecure", "--otlp-endpoint", address, "--traces", str(TRACES),
         "--workers", "1", "--rate", "0", "--service", service, *more],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip


def generate_logs(data, address, body, *more):
    subprocess.run(
        [tool("telemetrygen"), "logs", "--otlp-insecure", "--otlp-endpoint", address, "--logs", str(TRACES), "--workers", "1",
         "--rate", "0", "--body", body, "--severity-number", "13", "--severity-text", "WARN", *more],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = subprocess.run([SPANWISE, "logs", body, "--severity", "warn", "--limit", "1000", "--data", data],
                               check=True, capture_output=True, text=True).stdout.splitlines()  # fmt: skip
        if len(found) == TRACES:
            break
        time.sleep(0.2)
    assert len(found) == TRACES, f"{body}: {len(found)} of {TRACES} log records are stored"
    print(f"{TRACES} log records stored ({body})")


METRICS = {"Gauge": "generated_gauge", "Sum": "generated_sum_total", "Histogram": "generated_histogram",
           "ExponentialHistogram": "generated_exponentialhistogram"}  # fmt: skip


def generate_metrics(address, *more):
    for kind in METRICS:
        subprocess.run(
            [tool("telemetrygen"), "metrics", "--otlp-insecure", "--otlp-endpoint", address, "--metrics", str(TRACES), "--workers",
             "1", "--rate", "0", "--metric-type", kind, "--otlp-metric-name", "generated." + kind.lower(), *more],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def check_metrics(data):
    """Every kind became a series with values."""
    connection = sqlite3.connect(next(pathlib.Path(data).rglob("spanwise.db")))
    found = dict(connection.execute(
        "SELECT s.name, sum(r.count) FROM metric_rows r JOIN metric_series s ON s.id = r.series GROUP BY s.name"
    ).fetchall())  # fmt: skip
    connection.close()
    missing = [name for name in METRICS.values() if not found.get(name)]
    assert not missing, f"{missing} are not among {found}"
    print("metrics stored:", ", ".join(METRICS))


def exporter_name(*names):
    """What this Collector's version calls an exporter, or None."""
    listed = subprocess.run([tool("otelcol-small"), "components"], check=True, capture_output=True, text=True).stdout
    exporters = listed[listed.index("exporters:"):]
    return next((name for name in names if f"name: {name}\n" in exporters), None)


def collector_config(port, exporter):
    return f"""
receivers: {{otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:{port}"}}}}}}}}
exporters:
{exporter}
service:
  telemetry: {{metrics: {{level: none}}, logs: {{level: error}}}}
  pipelines: {{traces: {{receivers: [otlp], exporters: [{exporter.strip().split(":")[0]}]}}}}
"""


def through_collector(service, exporter):
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(collector_config(port, exporter))
        config.flush()
        collector = subprocess.Popen([tool("otelcol-small"), "--config", config.name])
        try:
            listening(port)
            generate(f"127.0.0.1:{port}", service)
        finally:
            collector.terminate()
            collector.wait(timeout=20)


def through_collectors(data, http, grpc, zipkin):
    if not tool("otelcol-small"):
        print(f"SKIPPED: the Collector is not in {TOOLS}; tests/interop/build_go_tools builds it")
        return
    headers = f'headers: {{authorization: "Bearer {TOKEN}"}}'
    otlp, otlphttp = exporter_name("otlp_grpc", "otlp"), exporter_name("otlp_http", "otlphttp")
    exporters = {
        "collector-grpc": f'  {otlp}: {{endpoint: "{grpc}", tls: {{insecure: true}}, {headers}}}',
        "collector-http": f'  {otlphttp}: {{endpoint: "http://{http}", {headers}}}',
        "collector-zstd": f'  {otlphttp}: {{endpoint: "http://{http}", compression: zstd, {headers}}}',
    }
    if exporter_name("zipkin"):
        exporters["collector-zipkin"] = f'  zipkin: {{endpoint: "http://{zipkin}/api/v2/spans", {headers}}}'
    for service, exporter in exporters.items():
        through_collector(service, exporter)
        await_count(data, service)
    exported = os.path.join(data, "exported.json")
    through_collector("collector-file", f'  file: {{path: "{exported}"}}')
    subprocess.run([SPANWISE, "import", exported, "--data", data], check=True, capture_output=True)
    await_count(data, "collector-file")


def main():
    if not tool("telemetrygen"):
        print(f"SKIPPED: telemetrygen is not in {TOOLS}; tests/interop/build_go_tools builds it where Go is installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [SPANWISE, "serve", "--data", data, "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0", "--zipkin",
             "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "SPANWISE_TOKEN": TOKEN},
        )  # fmt: skip
        try:
            addresses = []
            while len(addresses) < 3:
                if match := re.search(r"127\.0\.0\.1:\d+", server.stdout.readline()):
                    addresses.append(match.group(0))
            http, grpc, zipkin = addresses
            header = f'Authorization="Bearer {TOKEN}"'
            generate(grpc, "generated-grpc", "--otlp-header", header)
            await_count(data, "generated-grpc")
            generate(http, "generated-http", "--otlp-http", "--otlp-header", header)
            await_count(data, "generated-http")
            generate_logs(data, grpc, "generated-log-grpc", "--otlp-header", header)
            generate_logs(data, http, "generated-log-http", "--otlp-http", "--otlp-header", header)
            generate_metrics(grpc, "--otlp-header", header)
            through_collectors(data, http, grpc, zipkin)
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0, "spanwise did not end well"
        check_metrics(data)


main()

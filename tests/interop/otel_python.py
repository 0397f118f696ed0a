# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenTelemetry SDK for Python sends a nested trace to a running spanwise, over HTTP and gRPC, with a token; the store
must hold exactly that."""

import json
import os
import re
import subprocess
import sys
import tempfile

from opentelemetry import trace
from grpc import Compression as GrpcCompression
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

SPANWISE = sys.argv[1]
TOKEN = "the-token-of-this-test"


class Keep(SpanExporter):
    """Remembers what the SDK exported, to compare with what was stored."""

    def __init__(self):
        self.spans = []

    def export(self, spans):
        self.spans.extend(spans)
        return SpanExportResult.SUCCESS


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


def sent_attributes(mapping):
    return {key: list(value) if isinstance(value, tuple) else value for key, value in (mapping or {}).items()}


def send(exporter):
    keep = Keep()
    provider = TracerProvider(resource=Resource.create({"service.name": "interop", "numbers": [1, 2, 3]}))
    provider.add_span_processor(BatchSpanProcessor(keep))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("interop.python", "1.2.3")
    with tracer.start_as_current_span("query_processing", kind=trace.SpanKind.SERVER) as root:
        root.set_attribute("openinference.span.kind", "CHAIN")
        root.set_attribute("input.value", "Wo ging das Dokument verloren? 文档在哪一步丢失了?")
        root.set_attribute("huge", 2**62 + 1)
        root.set_attribute("ratio", 0.1)
        root.set_attribute("flag", True)
        root.set_attribute("list", ["a", "b", ""])
        root.set_attribute("long", "x" * 300_000)
        with tracer.start_as_current_span("retrieval") as child:
            child.add_event("cache.miss", {"key": "k", "tries": 2})
            with tracer.start_as_current_span("vector_search", links=[trace.Link(root.get_span_context(), {"why": "test"})]):
                pass
        try:
            with tracer.start_as_current_span("generation"):
                raise ValueError("no model today")
        except ValueError:
            pass
    provider.shutdown()
    return keep.spans


def stored(data, trace_id):
    output = subprocess.run(
        [SPANWISE, "trace", trace_id, "--json", "--data", data], check=True, capture_output=True, text=True
    ).stdout
    spans = {}
    for resource in json.loads(output)["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                spans[span["spanId"]] = (span, attributes(resource["resource"]["attributes"]), scope["scope"])
    return spans


def compare(sent, kept):
    assert len(kept) == len(sent), f"{len(sent)} spans were sent, {len(kept)} are stored"
    for span in sent:
        found, resource, scope = kept[format(span.context.span_id, "016x")]
        assert found["traceId"] == format(span.context.trace_id, "032x")
        assert found["name"] == span.name
        parent = format(span.parent.span_id, "016x") if span.parent else ""
        assert found.get("parentSpanId", "") == parent, span.name
        assert int(found["startTimeUnixNano"]) == span.start_time
        assert int(found["endTimeUnixNano"]) == span.end_time
        assert found["kind"] == span.kind.value + 1
        assert found.get("status", {}).get("code", 0) == span.status.status_code.value
        assert found.get("status", {}).get("message", "") == (span.status.description or "")
        assert attributes(found.get("attributes")) == sent_attributes(span.attributes), span.name
        events = [(e["name"], int(e["timeUnixNano"]), attributes(e.get("attributes"))) for e in found.get("events", [])]
        assert events == [(e.name, e.timestamp, sent_attributes(e.attributes)) for e in span.events], span.name
        links = [(link["traceId"], link["spanId"], attributes(link.get("attributes"))) for link in found.get("links", [])]
        assert links == [
            (format(link.context.trace_id, "032x"), format(link.context.span_id, "016x"), sent_attributes(link.attributes))
            for link in span.links
        ], span.name
        assert resource == sent_attributes(span.resource.attributes)
        assert (scope["name"], scope["version"]) == ("interop.python", "1.2.3")


def main():
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [SPANWISE, "serve", "--data", data, "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "SPANWISE_TOKEN": TOKEN},
        )
        try:
            addresses = []
            for line in server.stdout:
                if match := re.search(r"127\.0\.0\.1:\d+", line):
                    addresses.append(match.group(0))
                if len(addresses) == 2:
                    break
            assert len(addresses) == 2, "spanwise did not say where it listens"
            http, grpc = addresses
            headers = {"authorization": "Bearer " + TOKEN}
            url = f"http://{http}/v1/traces"
            exporters = {
                "http": HttpExporter(endpoint=url, headers=headers, compression=Compression.NoCompression),
                "http, gzip": HttpExporter(endpoint=url, headers=headers, compression=Compression.Gzip),
                "grpc": GrpcExporter(endpoint=grpc, insecure=True, headers=headers),
                "grpc, gzip": GrpcExporter(endpoint=grpc, insecure=True, headers=headers, compression=GrpcCompression.Gzip),
            }
            for name, exporter in exporters.items():
                sent = send(exporter)
                compare(sent, stored(data, format(sent[0].context.trace_id, "032x")))
                print(f"{len(sent)} spans equal ({name})")
            found = subprocess.run(
                [SPANWISE, "query", "文档在哪", "--json", "--data", data], check=True, capture_output=True, text=True
            ).stdout.splitlines()
            assert len(found) == len(exporters), found
            query = json.loads(found[0])
            assert query["service"] == "interop" and query["span_count"] == 4 and query["error_count"] == 1, query
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0, "spanwise did not end well"


main()

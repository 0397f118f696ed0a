# SPDX-License-Identifier: GPL-3.0-or-later
"""The real ClickHouse engine (chDB) behind a small server that speaks ClickHouse's HTTP interface, with the tables of the
OpenTelemetry Collector's exporter in its newest and an old schema: what spanwise pulls must equal what was inserted."""

import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pullcommon import TRACE, must_equal, must_pull, plain, pull, sample, skip, spans_of

try:
    from chdb import session
except ImportError as why:
    skip(f"chDB is not here: {why}")

MAP = "Map(LowCardinality(String), String)"
NEW = f"""CREATE TABLE otel.otel_traces (Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String, SpanId String,
    ParentSpanId String, TraceState String, SpanName LowCardinality(String), SpanKind LowCardinality(String),
    ServiceName LowCardinality(String), ResourceAttributes {MAP}, ScopeName String, ScopeVersion String, SpanAttributes {MAP},
    Duration UInt64, StatusCode LowCardinality(String), StatusMessage String,
    Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes {MAP}),
    Links Nested (TraceId String, SpanId String, TraceState String, Attributes {MAP}))
    ENGINE MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))"""
OLD = f"""CREATE TABLE old.otel_traces (Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String,
    SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String), ResourceAttributes {MAP},
    SpanAttributes {MAP}, Duration Int64, StatusCode LowCardinality(String), StatusMessage String,
    Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes {MAP}),
    Links Nested (TraceId String, SpanId String, TraceState String, Attributes {MAP}))
    ENGINE MergeTree ORDER BY (ServiceName, SpanName, toUnixTimestamp(Timestamp), TraceId)"""
WINDOWS = "CREATE TABLE otel.otel_traces_trace_id_ts (TraceId String, Start DateTime, End DateTime) ENGINE MergeTree ORDER BY (TraceId, Start)"
LOGS = f"""CREATE TABLE otel.otel_logs (Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String,
    SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String),
    Body String, ResourceSchemaUrl String, ResourceAttributes {MAP}, ScopeSchemaUrl String, ScopeName String, ScopeVersion String,
    ScopeAttributes {MAP}, LogAttributes {MAP}) ENGINE MergeTree ORDER BY (ServiceName, TimestampTime, Timestamp)"""
KINDS = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"]
STATES = ["Unset", "Ok", "Error"]

engine = session.Session()
lock = threading.Lock()


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def as_text(content):
    return "true" if content is True else "false" if content is False else str(content)


def as_map(mapping):
    inner = ", ".join(f"{quoted(key)}, {quoted(as_text(content))}" for key, content in mapping.items())
    return f"map({inner})" if inner else f"CAST(map(), '{MAP}')"


def as_list(items):
    return "[" + ", ".join(items) + "]"


def time_of(nanoseconds):
    return f"fromUnixTimestamp64Nano(toInt64({nanoseconds}))"


def insert(table, document, has_scope, spelling):
    for span_id, span in spans_of(document).items():
        kind, state = KINDS[span["kind"]], STATES[span["status"][0]]
        if spelling == "old":
            kind, state = "SPAN_KIND_" + kind.upper(), "STATUS_CODE_" + state.upper()
        columns = {
            "Timestamp": time_of(span["start"]), "TraceId": quoted(TRACE), "SpanId": quoted(span_id), "ParentSpanId": quoted(span["parent"]),
            "TraceState": "''", "SpanName": quoted(span["name"]), "SpanKind": quoted(kind), "ServiceName": "'interop'",
            "ResourceAttributes": as_map(span["resource"]), "SpanAttributes": as_map(span["attributes"]),
            "Duration": str(span["end"] - span["start"]), "StatusCode": quoted(state), "StatusMessage": quoted(span["status"][1]),
        }
        if has_scope:
            columns |= {"ScopeName": quoted(span["scope"][0]), "ScopeVersion": quoted(span["scope"][1])}
        if span["events"]:
            columns |= {"Events.Timestamp": as_list(time_of(e[1]) for e in span["events"]),
                        "Events.Name": as_list(quoted(e[0]) for e in span["events"]),
                        "Events.Attributes": as_list(as_map(e[2]) for e in span["events"])}
        if span["links"]:
            columns |= {"Links.TraceId": as_list(quoted(link[0]) for link in span["links"]),
                        "Links.SpanId": as_list(quoted(link[1]) for link in span["links"]),
                        "Links.TraceState": as_list("''" for _ in span["links"]),
                        "Links.Attributes": as_list(as_map(link[2]) for link in span["links"])}
        names = ", ".join(f"`{name}`" for name in columns)
        engine.query(f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}")


class Handler(BaseHTTPRequestHandler):
    """POST with the statement in the body and param_NAME beside it, as clickhouse-server has it."""

    def answer(self, status, text):
        body = text.encode() if isinstance(text, str) else text
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        statement = self.rfile.read(int(self.headers["Content-Length"])).decode()
        parameters = urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query, keep_blank_values=True)
        if self.headers.get("X-ClickHouse-Key", "") != "secret":
            return self.answer(403, "Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)")
        try:
            with lock:
                for name, content in parameters:
                    if name.startswith("param_"):
                        engine.query(f"SET {name} = {quoted(content)}")
                return self.answer(200, engine.query(statement, "JSONEachRow").bytes())
        except Exception as problem:  # the engine's own words
            return self.answer(404 if "UNKNOWN_TABLE" in str(problem) else 500, str(problem))

    def log_message(self, *_):
        pass


def check(url, expected, database):
    environment = {"SPANWISE_PULL_SECRET": "secret"}
    base = [url, "--kind", "clickhouse", "--user", "default", "--database", database]
    tested = must_pull(*base, "--test", environment=environment).strip()
    found = json.loads(must_pull(*base, "--trace", TRACE, "--json", environment=environment))
    must_equal(spans_of(found), expected)
    rows = must_pull(*base, "--since", "1h", "--json", "--service", "interop", "--operation", "retrieval", "--tag", "retrieval.top_k=5",
                     environment=environment).splitlines()
    assert len(rows) == 1, rows
    row = json.loads(rows[0])
    assert (row["trace_id"], row["span_count"], row["error_count"], row["name"]) == (TRACE, 3, 1, "query_processing"), row
    assert row["question"].startswith("Wo ging"), row
    assert must_pull(*base, "--since", "1h", "--tag", "retrieval.top_k=6", environment=environment) == ""
    assert must_pull(*base, "--since", "1h", "--min-duration", "2s", environment=environment) == ""
    assert must_pull(*base, "--services", environment=environment) == "interop\n"
    code, _, said = pull(*base, "--test", environment={"SPANWISE_PULL_SECRET": "wrong"})
    assert code == 1 and "Authentication failed" in said, said
    return tested, found


def main():
    start = (time.time_ns() - 60_000_000_000) // 1_000 * 1_000
    document = sample(start)
    for statement in ("CREATE DATABASE otel", "CREATE DATABASE old", NEW, OLD, WINDOWS, LOGS):
        engine.query(statement)
    insert("otel.otel_traces", document, True, "new")
    insert("old.otel_traces", document, False, "old")
    engine.query(f"INSERT INTO otel.otel_traces_trace_id_ts SELECT {quoted(TRACE)}, toDateTime(intDiv({start}, 1000000000)), "
                 f"toDateTime(intDiv({start}, 1000000000) + 2)")
    engine.query(f"INSERT INTO otel.otel_logs (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, LogAttributes) "
                 f"SELECT {time_of(start + 7)}, {quoted(TRACE)}, '00f067aa0ba902b7', 'WARN', 13, 'interop', 'no document', map('k', 'v')")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        expected = spans_of(document)
        tested, found = check(url, expected, "otel")
        record = found["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
        assert record["body"] == {"stringValue": "no document"} and record["severityNumber"] == 13, record
        assert plain(record["attributes"]) == {"k": "v"} and int(record["timeUnixNano"]) == start + 7, record
        without_scope = {key: {**span, "scope": ("", "")} for key, span in expected.items()}
        tested_old, _ = check(url, without_scope, "old")
        code, _, said = pull(url, "--kind", "clickhouse", "--user", "default", "--database", "nowhere", "--test",
                             environment={"SPANWISE_PULL_SECRET": "secret"})
        assert code == 1 and "nowhere" in said, said
        print(f"new schema: {tested}; old schema: {tested_old}; both equal, log record equal, wrong key and missing table said")
    finally:
        server.shutdown()


main()

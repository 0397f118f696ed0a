# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of pulls share: a trace with everything in it, the program, and comparing."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SPANWISE = sys.argv[1]
TRACE = "0af7651916cd43dd8448eb211c80319c"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def value(content):
    if isinstance(content, bool):
        return {"boolValue": content}
    if isinstance(content, int):
        return {"intValue": str(content)}
    if isinstance(content, float):
        return {"doubleValue": content}
    return {"stringValue": content}


def attributes(mapping):
    return [{"key": key, "value": value(content)} for key, content in mapping.items()]


def sample(start):
    """Three spans of a query that begins at start (ns, whole microseconds)."""
    root = {
        "traceId": TRACE, "spanId": "00f067aa0ba902b7", "name": "query_processing", "kind": 2,
        "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 1_250_000_000),
        "attributes": attributes({
            "openinference.span.kind": "CHAIN", "input.value": "Wo ging das Dokument verloren? 文档 \"x\"\n\ttab",
            "huge": 2**53 + 1, "ratio": 0.1, "flag": True, "zip": "007"}),
        "status": {"code": 2, "message": "no model today"},
    }
    child = {
        "traceId": TRACE, "spanId": "00f067aa0ba902b8", "parentSpanId": root["spanId"], "name": "retrieval", "kind": 1,
        "startTimeUnixNano": str(start + 1_000_000), "endTimeUnixNano": str(start + 400_000_000),
        "attributes": attributes({"retrieval.top_k": 5}),
        "events": [{"timeUnixNano": str(start + 2_000_000), "name": "cache.miss", "attributes": attributes({"key": "k", "tries": 2})}],
        "status": {},
    }
    leaf = {
        "traceId": TRACE, "spanId": "00f067aa0ba902b9", "parentSpanId": child["spanId"], "name": "vector_search", "kind": 3,
        "startTimeUnixNano": str(start + 5_000_000), "endTimeUnixNano": str(start + 300_000_000),
        "attributes": attributes({"long": "x" * 100_000}),
        "links": [{"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba90299", "attributes": attributes({"why": "test"})}],
        "status": {"code": 1},
    }
    return {"resourceSpans": [{
        "resource": {"attributes": attributes({"service.name": "interop", "service.version": "1.2.3"})},
        "scopeSpans": [{"scope": {"name": "interop.python", "version": "1"}, "spans": [root, child, leaf]}],
    }]}


def plain(entries):
    found = {}
    for entry in entries or []:
        (kind, content), = entry["value"].items() or (("none", None),)
        found[entry["key"]] = int(content) if kind == "intValue" else content
    return found


def spans_of(document, drop=()):
    """Spans by id, in a form that is equal when the spans are."""
    spans = {}
    for resource in document["resourceSpans"]:
        where = {key: v for key, v in plain(resource["resource"].get("attributes")).items() if key not in drop}
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                spans[span["spanId"]] = {
                    "trace": span["traceId"], "parent": span.get("parentSpanId", ""), "name": span["name"], "kind": span.get("kind", 0),
                    "start": int(span["startTimeUnixNano"]), "end": int(span["endTimeUnixNano"]),
                    "attributes": {k: v for k, v in plain(span.get("attributes")).items() if k not in drop},
                    "events": [(e["name"], int(e["timeUnixNano"]), plain(e.get("attributes"))) for e in span.get("events", [])],
                    "links": [(link["traceId"], link["spanId"], plain(link.get("attributes"))) for link in span.get("links", [])],
                    "status": (span.get("status", {}).get("code", 0), span.get("status", {}).get("message", "")),
                    "resource": where, "scope": (scope["scope"].get("name", ""), scope["scope"].get("version", "")),
                }
    return spans


def must_equal(found, expected):
    assert found.keys() == expected.keys(), (sorted(found), sorted(expected))
    for key, span in expected.items():
        for field, content in span.items():
            assert found[key][field] == content, f"{span['name']}.{field}: {found[key][field]!r} instead of {content!r}"


def pull(*arguments, environment=None, data=None):
    """(exit code, output, what was said)"""
    import os
    with tempfile.TemporaryDirectory() as scratch:
        ran = subprocess.run([SPANWISE, "pull", *arguments, "--data", data or scratch], capture_output=True, text=True, timeout=120,
                             env={**os.environ, **(environment or {})})
    return ran.returncode, ran.stdout, ran.stderr


def must_pull(*arguments, **keywords):
    code, output, said = pull(*arguments, **keywords)
    assert code == 0, said
    return output


def post_json(url, document):
    request = urllib.request.Request(url, json.dumps(document).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def wait_for(what, seconds=60):
    """Until what() is true; it may fail to connect."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return
        except (urllib.error.URLError, ConnectionError, OSError):
            pass
        time.sleep(0.2)
    raise AssertionError("the back end was not ready in time")


def skip(reason):
    print("SKIPPED: " + reason)
    sys.exit(77)


def end(process):
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of pulls share: a trace with everything in it, the program, and comparing."""

import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

SPANWISE = sys.argv[1]
TRACE = "0af7651916cd43dd8448eb211c80319c"
TOKEN = "let-me-in"


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


class Way(http.server.ThreadingHTTPServer):
    """Between spanwise and a back end: serves an older interface alone, wants a token, or breaks off in the middle of an answer."""

    def __init__(self, upstream, fault):
        super().__init__(("127.0.0.1", 0), WayHandler)
        self.upstream, self.fault = upstream, fault
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class WayHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        fault = self.server.fault
        if fault == "token" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.give(401, "text/plain", b"who are you?")
        path = "/" if fault == "old" and self.path.startswith("/api/v3") else self.path  # Jaeger gives its page for what it has not
        accepted = {"Accept": self.headers["Accept"]} if "Accept" in self.headers else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.server.upstream + path, headers=accepted), timeout=20) as answer:
                self.give(answer.status, answer.headers["Content-Type"], answer.read())
        except urllib.error.HTTPError as answer:
            self.give(answer.code, answer.headers["Content-Type"], answer.read())

    def give(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        breaks = self.server.fault == "half" and TRACE in self.path
        self.wfile.write(body[:len(body) // 2] if breaks else body)
        self.close_connection = breaks

    def log_message(self, *_):
        pass


def must_be_kept(url, kind):
    """--keep adds it to the history, once; without it nothing is added."""
    def stored(data):
        ran = subprocess.run([SPANWISE, "query", "", "--json", "--data", data], capture_output=True, text=True, timeout=60)
        return len(ran.stdout.splitlines())

    with tempfile.TemporaryDirectory() as data:
        must_pull(url, "--kind", kind, "--trace", TRACE, data=data)
        assert stored(data) == 0
        for _ in range(2):
            must_pull(url, "--kind", kind, "--service", "interop", "--keep", data=data)
            assert stored(data) == 1
        ran = subprocess.run([SPANWISE, "trace", TRACE, "--data", data], capture_output=True, text=True, timeout=60)
        assert "vector_search" in ran.stdout, ran.stdout + ran.stderr


def must_say_what_is_wrong(url, kind, other_kind):
    """Tokens, half answers, a back end of another kind, none at all."""
    guarded = Way(url, "token").url
    code, _, said = pull(guarded, "--kind", kind, "--test")
    assert code == 1 and "401" in said, said
    code, _, said = pull(guarded, "--kind", kind, "--test", environment={"SPANWISE_PULL_SECRET": "a-wrong-one"})
    assert code == 1 and "401" in said and "a-wrong-one" not in said, said
    must_pull(guarded, "--kind", kind, "--test", environment={"SPANWISE_PULL_SECRET": TOKEN})
    code, output, said = pull(Way(url, "half").url, "--kind", kind, "--trace", TRACE)
    assert code == 1 and output == "" and said.strip(), (output, said)
    code, _, said = pull(url, "--kind", other_kind, "--test")
    assert code == 1 and said.strip(), said
    code, _, said = pull(f"http://127.0.0.1:{free_port()}", "--kind", kind, "--test")
    assert code == 1 and said.strip(), said

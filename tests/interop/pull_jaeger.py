# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Jaeger (all-in-one, memory storage) is fed over OTLP; what spanwise pulls must equal what was sent: by api_v3, by the older
interface where a way in between does not serve the new one, and with what goes wrong on such a way said."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from pullcommon import (SPANWISE, TRACE, end, free_port, must_equal, must_pull, post_json, pull, sample, skip, spans_of, wait_for)

TOKEN = "let-me-in"


def as_jaeger_keeps(spans):
    """Jaeger 1 has links without attributes, and notes its own word for their kind in them."""
    for span in spans.values():
        span["links"] = [link[:2] for link in span["links"]]
    return spans


class Way(http.server.ThreadingHTTPServer):
    """Between spanwise and Jaeger: serves the older interface alone, wants a token, or breaks off in the middle of an answer."""

    def __init__(self, jaeger, fault):
        super().__init__(("127.0.0.1", 0), WayHandler)
        self.jaeger, self.fault = jaeger, fault
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class WayHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        fault = self.server.fault
        if fault == "token" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.give(401, "text/plain", b"who are you?")
        path = "/" if fault == "old" and self.path.startswith("/api/v3") else self.path  # Jaeger gives its page for what it has not
        try:
            with urllib.request.urlopen(self.server.jaeger + path, timeout=20) as answer:
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


def started(binary, query, otlp, admin):
    others = [f"--{name}=127.0.0.1:{free_port()}" for name in (
        "collector.otlp.grpc.host-port", "collector.grpc-server.host-port", "collector.http-server.host-port",
        "query.grpc-server.host-port", "http-server.host-port", "processor.jaeger-compact.server-host-port",
        "processor.jaeger-binary.server-host-port", "processor.zipkin-compact.server-host-port")]
    return subprocess.Popen([binary, f"--query.http-server.host-port=127.0.0.1:{query}", f"--collector.otlp.http.host-port=127.0.0.1:{otlp}",
                             f"--admin.http.host-port=127.0.0.1:{admin}", *others], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env={**os.environ, "SPAN_STORAGE_TYPE": "memory", "COLLECTOR_OTLP_ENABLED": "true"})


def must_be_whole(url, document):
    """Found there, and read from there without being imported."""
    found = json.loads(must_pull(url, "--kind", "jaeger", "--trace", TRACE, "--json"))
    must_equal(as_jaeger_keeps(spans_of(found)), as_jaeger_keeps(spans_of(document)))
    rows = must_pull(url, "--kind", "jaeger", "--service", "interop", "--operation", "retrieval", "--since", "1h", "--json").splitlines()
    assert len(rows) == 1 and json.loads(rows[0])["question"].startswith("Wo ging"), rows
    assert must_pull(url, "--kind", "jaeger", "--service", "interop", "--min-duration", "5s") == ""
    code, _, said = pull(url, "--kind", "jaeger", "--trace", "1" * 32)
    assert code == 1 and "is not in" in said, said


def must_be_kept(url):
    """--keep adds it to the history, once; without it nothing is added."""
    def stored(data):
        ran = subprocess.run([SPANWISE, "query", "", "--json", "--data", data], capture_output=True, text=True, timeout=60)
        return len(ran.stdout.splitlines())

    with tempfile.TemporaryDirectory() as data:
        must_pull(url, "--kind", "jaeger", "--trace", TRACE, data=data)
        assert stored(data) == 0
        for _ in range(2):
            must_pull(url, "--kind", "jaeger", "--service", "interop", "--keep", data=data)
            assert stored(data) == 1
        ran = subprocess.run([SPANWISE, "trace", TRACE, "--data", data], capture_output=True, text=True, timeout=60)
        assert "vector_search" in ran.stdout, ran.stdout + ran.stderr


def must_say_what_is_wrong(jaeger):
    guarded = Way(jaeger, "token").url
    code, _, said = pull(guarded, "--kind", "jaeger", "--test")
    assert code == 1 and "401" in said, said
    code, _, said = pull(guarded, "--kind", "jaeger", "--test", environment={"SPANWISE_PULL_SECRET": "a-wrong-one"})
    assert code == 1 and "401" in said and "a-wrong-one" not in said, said
    must_pull(guarded, "--kind", "jaeger", "--test", environment={"SPANWISE_PULL_SECRET": TOKEN})
    code, output, said = pull(Way(jaeger, "half").url, "--kind", "jaeger", "--trace", TRACE)
    assert code == 1 and output == "" and said.strip(), (output, said)
    code, _, said = pull(jaeger, "--kind", "tempo", "--test")
    assert code == 1 and said.strip(), said
    code, _, said = pull(f"http://127.0.0.1:{free_port()}", "--kind", "jaeger", "--test")
    assert code == 1 and said.strip(), said


def main():
    binary = sys.argv[2]
    if not os.access(binary, os.X_OK):
        skip(f"Jaeger is not built: tests/interop/build_go_backends makes {binary}")
    query, otlp, admin = free_port(), free_port(), free_port()
    server = started(binary, query, otlp, admin)
    url = f"http://127.0.0.1:{query}"
    try:
        wait_for(lambda: urllib.request.urlopen(url + "/api/services", timeout=2).status == 200)
        document = sample((time.time_ns() - 60_000_000_000) // 1_000 * 1_000)
        post_json(f"http://127.0.0.1:{otlp}/v1/traces", document)
        wait_for(lambda: pull(url, "--kind", "jaeger", "--trace", TRACE)[0] == 0)
        tested = must_pull(url, "--kind", "jaeger", "--test").strip()
        assert "api_v3" in tested, tested
        older = Way(url, "old").url
        fallen = must_pull(older, "--kind", "jaeger", "--test").strip()
        assert "older interface" in fallen, fallen
        for way in (url, older):
            must_be_whole(way, document)
            must_be_kept(way)
        must_say_what_is_wrong(url)
        print(f"{tested}; {fallen}: the pulled trace equals what was sent")
    finally:
        end(server)


main()

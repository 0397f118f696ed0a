# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Jaeger (all-in-one, memory storage) is fed over OTLP; what spanwise pulls must equal what was sent: by api_v3, by the older
interface where a way in between does not serve the new one, and with what goes wrong on such a way said."""

import json
import os
import subprocess
import sys
import time
import urllib.request

from pullcommon import (TRACE, Way, end, free_port, must_be_kept, must_equal, must_pull, must_say_what_is_wrong, post_json, pull, sample,
                        skip, spans_of, wait_for)

def as_jaeger_keeps(spans):
    """Jaeger 1 has links without attributes, and notes its own word for their kind in them."""
    for span in spans.values():
        span["links"] = [link[:2] for link in span["links"]]
    return spans


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
            must_be_kept(way, "jaeger")
        must_say_what_is_wrong(url, "jaeger", "tempo")
        print(f"{tested}; {fallen}: the pulled trace equals what was sent")
    finally:
        end(server)


main()

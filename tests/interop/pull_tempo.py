# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Tempo (one process, blocks in a local folder) is fed over OTLP; what spanwise finds and pulls must equal what was sent, and
what goes wrong on the way must be said. The Tempo that Go's proxy has is of a time before TraceQL: it takes q= without a word and
gives every trace, which spanwise must notice."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

from pullcommon import (TRACE, end, free_port, must_be_kept, must_equal, must_pull, must_say_what_is_wrong, post_json, pull, sample, skip,
                        spans_of, wait_for)

OTHER = "5b8efff798038103d269b633813fc60c"


def settings(folder, http, grpc, otlp):
    """Tempo reads YAML, of which JSON is a part."""
    return {
        "target": "all", "search_enabled": True,
        "server": {"http_listen_address": "127.0.0.1", "http_listen_port": http, "grpc_listen_address": "127.0.0.1", "grpc_listen_port": grpc},
        "distributor": {"receivers": {"otlp": {"protocols": {"http": {"endpoint": f"127.0.0.1:{otlp}"}}}}},
        "ingester": {"lifecycler": {"address": "127.0.0.1", "min_ready_duration": "0s", "final_sleep": "0s",
                                    "ring": {"kvstore": {"store": "inmemory"}, "replication_factor": 1}},
                     "trace_idle_period": "1s", "flush_check_period": "1s"},
        "querier": {"frontend_worker": {"frontend_address": f"127.0.0.1:{grpc}"}},
        "memberlist": {"bind_addr": ["127.0.0.1"], "bind_port": free_port()},
        "overrides": {"max_search_bytes_per_trace": 1_000_000},  # the sample has a text of 100,000
        "usage_report": {"reporting_enabled": False},
        "storage": {"trace": {"backend": "local", "local": {"path": f"{folder}/blocks"}, "wal": {"path": f"{folder}/wal"}}},
    }


def started(binary, folder, ports):
    path = os.path.join(folder, "tempo.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(settings(folder, *ports), file)
    with open(os.path.join(folder, "log"), "wb") as log:
        return subprocess.Popen([binary, f"-config.file={path}"], stdout=log, stderr=log, cwd=folder)


def other(start):
    """A second trace, of another service: a search must leave it out."""
    document = sample(start)
    text = json.dumps(document).replace(TRACE, OTHER).replace("interop", "elsewhere").replace("query_processing", "other_query")
    return json.loads(text)


def send(otlp, document):
    """In the words of OTLP's JSON before 0.15, which its receiver knows."""
    text = json.dumps(document).replace('"scopeSpans"', '"instrumentationLibrarySpans"').replace('"scope"', '"instrumentationLibrary"')
    post_json(f"http://127.0.0.1:{otlp}/v1/traces", json.loads(text))


def must_be_found(url):
    def rows(*conditions):
        return [json.loads(line)["trace_id"] for line in must_pull(url, "--kind", "tempo", "--since", "1h", "--json", *conditions).splitlines()]

    assert sorted(rows()) == sorted([TRACE, OTHER]), rows()
    assert rows("--service", "interop") == [TRACE], rows("--service", "interop")
    assert rows("--service", "interop", "--operation", "retrieval") == [TRACE]
    assert rows("--service", "interop", "--operation", "other_query") == []
    assert rows("--tag", "zip=007", "--service", "elsewhere") == [OTHER]
    assert rows("--service", "interop", "--min-duration", "5s") == []
    assert rows("--service", "interop", "--min-duration", "1s") == [TRACE]


def must_refuse_traceql(url):
    code, output, said = pull(url, "--kind", "tempo", "--traceql", '{ resource.service.name = "interop" }', "--json")
    assert code == 1 and output == "" and "TraceQL" in said, (output, said)


def main():
    binary = sys.argv[3]
    if not os.access(binary, os.X_OK):
        skip(f"Tempo is not built: tests/interop/build_go_backends makes {binary}")
    http, grpc, otlp = free_port(), free_port(), free_port()
    url = f"http://127.0.0.1:{http}"
    with tempfile.TemporaryDirectory() as folder:
        server = started(binary, folder, (http, grpc, otlp))
        try:
            wait_for(lambda: urllib.request.urlopen(url + "/ready", timeout=2).status == 200, seconds=120)
            start = (time.time_ns() - 60_000_000_000) // 1_000 * 1_000
            document = sample(start)
            send(otlp, document)
            send(otlp, other(start))
            wait_for(lambda: pull(url, "--kind", "tempo", "--trace", TRACE)[0] == 0)
            wait_for(lambda: len(must_pull(url, "--kind", "tempo", "--since", "1h", "--json").splitlines()) == 2)
            tested = must_pull(url, "--kind", "tempo", "--test").strip()
            assert "Tempo" in tested and "2 services" in tested, tested
            found = json.loads(must_pull(url, "--kind", "tempo", "--trace", TRACE, "--json"))
            must_equal(spans_of(found), spans_of(document))
            must_be_found(url)
            must_refuse_traceql(url)
            must_be_kept(url, "tempo")
            must_say_what_is_wrong(url, "tempo", "jaeger")
            code, _, said = pull(url, "--kind", "tempo", "--trace", "1" * 32)
            assert code == 1 and "is not in" in said, said
            print(f"{tested}: the pulled trace equals what was sent")
        except BaseException:
            with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
                print("Tempo said:", log.read()[-9000:])
            raise
        finally:
            end(server)


main()

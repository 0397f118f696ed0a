# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of real pipelines share: a spanwise that receives their traces, what it tells of them, and the corpus."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SPANWISE = sys.argv[1]

QUESTION = "How many moons does Mars have?"
ANSWER = "Mars has two moons, Phobos and Deimos."
# id -> (title, text). Three texts speak of Mars or of moons; the rest is there to be left behind.
CORPUS = {
    "mars-moons": ("Moons of Mars", "Mars has two moons, Phobos and Deimos. Both were found in 1877 by Asaph Hall."),
    "mars-air": ("The air of Mars", "The atmosphere of Mars is thin and consists mostly of carbon dioxide."),
    "jupiter": ("Jupiter", "Jupiter is the largest planet. More than ninety moons of it are known."),
    "bread": ("Bread", "Dough for bread rises because yeast sets carbon dioxide free."),
    "rhine": ("The Rhine", "The Rhine rises in the Alps and flows through Basel to the North Sea."),
    "type": ("Type", "Movable type was cast from an alloy of lead, tin and antimony."),
}


class Receiver:
    """A running spanwise with a history of its own."""

    def __init__(self, data, url):
        self.data = data
        self.url = url

    def provider(self, service):
        """An SDK that exports here; shut it down before looking."""
        provider = TracerProvider(resource=Resource.create({"service.name": service}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=self.url + "/v1/traces")))
        return provider

    def _run(self, *arguments):
        return subprocess.run([SPANWISE, *arguments, "--data", self.data], check=True, capture_output=True, text=True).stdout

    def queries(self, text=""):
        return [json.loads(line) for line in self._run("query", text, "--json").splitlines()]

    def story(self, trace_id):
        return json.loads(self._run("trace", trace_id, "--story"))

    def spans(self, trace_id):
        return self._run("trace", trace_id, "--json")

    def keep(self, name, trace_id):
        """For a person to open: the trace as a file in the folder of SPANWISE_KEEP_TRACES."""
        if folder := os.environ.get("SPANWISE_KEEP_TRACES"):
            with open(os.path.join(folder, name + ".json"), "w") as file:
                file.write(self.spans(trace_id))

    def only_story(self, service):
        """The one query that this service asked."""
        found = [query for query in self.queries() if query["service"] == service]
        assert len(found) == 1, f"{service}: {len(found)} queries are stored: {found}"
        self.keep(service, found[0]["trace_id"])
        story = self.story(found[0]["trace_id"])
        assert story["question"] == found[0]["question"], "the list and the story tell of different questions"
        return story


@contextlib.contextmanager
def receiver():
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [SPANWISE, "serve", "--data", data, "--otlp-http", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
        )
        try:
            for line in server.stdout:
                if match := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield Receiver(data, match.group(0))
                    break
            else:
                raise AssertionError("spanwise did not say where it listens")
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0, "spanwise did not end well"


def steps(story, kind):
    return [step for step in story["steps"] if step["kind"] == kind]


def only_step(story, name):
    found = [step for step in story["steps"] if step["name"].startswith(name)]
    assert len(found) == 1, f"{len(found)} steps are named {name}: {[step['name'] for step in story['steps']]}"
    return found[0]


def documents(step, source="retrieval"):
    return [document for document in step.get("documents", []) if document["source"] == source]


def must_be(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def must_list(found, expected, what):
    """found: documents of a step; expected: (id, score, content) in their order."""
    must_be([document["rank"] for document in found], list(range(1, len(expected) + 1)), what + ", ranks")
    must_be([document.get("id") for document in found], [item[0] for item in expected], what + ", ids")
    for document, (_, score, content) in zip(found, expected):
        if score is None:
            assert "score" not in document, f"{what}: {document} has a score that nobody gave"
        else:
            assert abs(document["score"] - score) < 1e-6, f"{what}: {document['score']} instead of {score}"
        must_be(document.get("content"), content, what + ", content")

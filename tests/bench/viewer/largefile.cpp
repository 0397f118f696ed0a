// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/largefile.h"

#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "tests/support/outline.h"

#include <QFile>

#include <random>
#include <string_view>
#include <utility>

namespace spanwise::bench {
namespace {

constexpr std::size_t spansPerBatch = 512;

struct Kind
{
    const char *name;
    const char *kind;
    const char *function;
};

constexpr std::array kinds{Kind{"retrieval", "RETRIEVER", "rag.retrieve"},
                           Kind{"vector_search", "RETRIEVER", "rag.vector"},
                           Kind{"embed_query", "EMBEDDING", "rag.embed"},
                           Kind{"bm25_search", "RETRIEVER", "rag.words"},
                           Kind{"fusion", "CHAIN", "rag.fuse"},
                           Kind{"rerank", "RERANKER", "rag.rerank"},
                           Kind{"generation", "LLM", "rag.generate"},
                           Kind{"prompt_build", "CHAIN", "rag.prompt"},
                           Kind{"GET /collections/search", "CHAIN", "http.get"},
                           Kind{"tool_call", "TOOL", "agent.tool"}};

/// Makes the spans in the order in which an SDK would send them, and writes them batch by batch.
class Writer
{
public:
    Writer(const QString &name, LargeFile form, TraceId trace)
        : m_file(name)
        , m_form(form)
        , m_trace(trace)
    {
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("%s cannot be written", qUtf8Printable(name));
        begin();
    }
    ~Writer()
    {
        flush();
        if (m_form == LargeFile::Document)
            m_file.write("]}\n");
    }
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    SpanId add(SpanId parent, std::size_t kind, std::int64_t beginUs, std::int64_t lengthUs)
    {
        const Kind &is = kinds[kind % kinds.size()];
        Span span;
        span.traceId = m_trace;
        span.id = test::spanId(++m_count);
        span.parent = parent;
        span.name = parent ? std::string_view(is.name) : "nightly_audit_agent";
        span.kind = SpanKind::Internal;
        const Timestamp start{std::chrono::seconds(1'760'000'000)};
        span.time = {start + std::chrono::microseconds(beginUs),
                     start + std::chrono::microseconds(beginUs + lengthUs)};
        span.status = m_count % 500 == 0 ? StatusCode::Error : StatusCode::Unset;
        if (span.status == StatusCode::Error)
            span.statusMessage = "the index did not answer within 800 ms";
        span.attributes = attributesOf(is, parent ? false : true);
        m_batch.spans.push_back(span);
        if (m_batch.spans.size() == spansPerBatch) {
            flush();
            begin();
        }
        return span.id;
    }
    std::uint32_t count() const { return m_count; }

private:
    Attribute text(std::string_view key, std::string value)
    {
        return {key, Value::ofString(m_batch.arena.adopt(std::move(value)))};
    }

    /// Every second span says something that no other says; the others repeat what spans of their kind say.
    std::span<const Attribute> attributesOf(const Kind &is, bool isRoot)
    {
        const bool isOwn = m_count % 2 == 0;
        std::vector<Attribute> list{text("openinference.span.kind", isRoot ? "AGENT" : is.kind),
                                    text("code.function", is.function),
                                    text("thread.name", "worker-" + std::to_string(m_count / 1000 % 8)),
                                    {"retry.attempt", Value::ofInt(0)}};
        if (isRoot)
            list.push_back(text("input.value", "Which pages of the manual contradict each other?"));
        else if (is.kind == std::string_view("LLM"))
            list.push_back({"llm.token_count.prompt", Value::ofInt(200 + m_count % 4000)});
        else
            list.push_back(text("db.collection.name", "manual-" + std::to_string(m_count / 4096 % 16)));
        list.push_back(isOwn ? text("item.id", "page-" + std::to_string(m_count) + "#4")
                             : text("item.id", "none"));
        return m_batch.arena.copy(std::span<const Attribute>(list));
    }

    void begin()
    {
        m_batch = {};
        const std::array attributes{text("service.name", "audit-agent"), text("host.name", "worker-2")};
        m_batch.resources.push_back({.attributes = m_batch.arena.copy(std::span<const Attribute>(attributes)),
                                     .schemaUrl = {},
                                     .droppedAttributes = 0});
        m_batch.scopes.push_back({.name = "openinference.instrumentation",
                                  .version = "0.1.32",
                                  .attributes = {},
                                  .schemaUrl = {},
                                  .droppedAttributes = 0});
    }

    void flush()
    {
        if (m_batch.spans.empty())
            return;
        if (m_form == LargeFile::JsonLines) {
            const std::string line = encodeOtlpJson(m_batch) + '\n';
            m_file.write(line.data(), static_cast<qint64>(line.size()));
            return;
        }
        if (m_form == LargeFile::Document) {
            constexpr std::string_view head = "{\"resourceSpans\":[";
            const std::string json = encodeOtlpJson(m_batch); // head, one resource, "]}"
            m_file.write(std::exchange(m_isBegun, true) ? "," : head.data());
            m_file.write(json.data() + head.size(), static_cast<qint64>(json.size() - head.size() - 2));
            return;
        }
        const std::string message = encodeOtlpProtobuf(m_batch);
        const auto size = static_cast<std::uint32_t>(message.size());
        const std::array<char, 4> length{static_cast<char>(size >> 24U), static_cast<char>(size >> 16U),
                                         static_cast<char>(size >> 8U), static_cast<char>(size)};
        m_file.write(length.data(), length.size());
        m_file.write(message.data(), static_cast<qint64>(message.size()));
    }

    QFile m_file;
    LargeFile m_form;
    TraceId m_trace;
    TelemetryBatch m_batch;
    std::uint32_t m_count = 0;
    bool m_isBegun = false;
};

} // namespace

void writeLargeFile(const QString &file, LargeFile form, std::size_t spans)
{
    Writer writer(file, form, test::traceId(static_cast<std::uint32_t>(spans)));
    std::mt19937 random(7);
    constexpr std::int64_t stepUs = 40;
    const auto whole = static_cast<std::int64_t>(spans) * stepUs;
    const SpanId root = writer.add({}, 0, 0, whole + 1000);
    const std::size_t wide = std::min<std::size_t>(20'000, spans / 10);
    const SpanId fan = writer.add(root, 9, 10, whole);
    for (std::size_t i = 0; i < wide; ++i) // one parent of very many, most of them at once
        writer.add(fan, 8, static_cast<std::int64_t>(i) * 3,
                   500 + static_cast<std::int64_t>(random() % 9000));
    // Chains of steps: each goes a level deeper, stays, or comes back up, as agents do.
    std::vector<SpanId> path{root};
    while (writer.count() < spans) {
        const auto now = static_cast<std::int64_t>(writer.count()) * stepUs;
        const SpanId made = writer.add(path.back(), random() % kinds.size(), now,
                                       20 + static_cast<std::int64_t>(random() % 4000));
        const auto turn = random() % 8;
        if (turn < 3 && path.size() < 12)
            path.push_back(made);
        else if (turn < 5 && path.size() > 1)
            path.pop_back();
        else if (turn == 5)
            path.resize(1);
    }
}

} // namespace spanwise::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documents.h"

#include "core/genai/indexedkey.h"
#include "core/genai/plainjson.h"
#include "core/genai/withjson.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <map>

namespace spanwise {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::array<std::string_view, 7> titleNames{"title",    "name", "file_name", "filename",
                                                     "document", "url",  "source"};

std::string textOf(const Value &value)
{
    return value.isEmpty() ? std::string() : plainJson(value);
}

std::optional<double> scoreOf(const Value &value)
{
    return value.isNumber() ? std::optional(value.numberOr(0)) : std::nullopt;
}

/// A string as it is, anything else as JSON text.
std::string textOf(const element &value)
{
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS)
        return std::string(text);
    return value.is_null() ? std::string() : simdjson::to_string(value);
}

std::string firstMember(const object &members, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        element member;
        if (members.at_key(name).get(member) == simdjson::SUCCESS && !member.is_null())
            return textOf(member);
    }
    return {};
}

std::string titleIn(const object &metadata)
{
    for (const std::string_view name : titleNames) {
        std::string_view text;
        if (metadata.at_key(name).get(text) == simdjson::SUCCESS && !text.empty())
            return std::string(text);
    }
    return {};
}

void fillTitle(Document &document)
{
    if (!document.title.empty() || document.metadata.empty())
        return;
    withJson(document.metadata, [&](const element &root) {
        if (object members; root.get(members) == simdjson::SUCCESS)
            document.title = titleIn(members);
    });
}

/// One item of a JSON list of documents, as gen_ai, Haystack and LangChain write them.
Document documentIn(const object &members)
{
    Document document;
    document.id = firstMember(members, {"id", "document_id", "doc_id", "_id"});
    document.title = firstMember(members, {"title"});
    document.content = firstMember(members, {"content", "page_content", "text", "document"});
    document.metadata = firstMember(members, {"metadata", "meta"});
    for (const std::string_view name : {"score", "similarity", "relevance_score"}) {
        double score = 0;
        if (members.at_key(name).get(score) == simdjson::SUCCESS) {
            document.score = score;
            break;
        }
    }
    if (document.metadata.empty())
        document.title = document.title.empty() ? titleIn(members) : document.title;
    return document;
}

/// All the documents of one span, numbered per source in the order they were found.
class Collector
{
public:
    void readFlattened(std::span<const Attribute> attributes);
    void readGenAi(std::span<const Attribute> attributes);
    void readVectorEvents(std::span<const Event> events);
    void readHaystack(std::span<const Attribute> attributes);
    std::vector<Document> take();

private:
    void readFlattened(const Attribute &attribute, std::string_view list, DocumentSource source);
    void readList(const element &list, DocumentSource source);
    void add(Document document, DocumentSource source);

    std::map<std::pair<DocumentSource, std::uint32_t>, Document> m_documents; // by position in the list
};

void Collector::readFlattened(std::span<const Attribute> attributes)
{
    for (const Attribute &attribute : attributes) {
        readFlattened(attribute, "retrieval.documents.", DocumentSource::Retrieval);
        readFlattened(attribute, "reranker.input_documents.", DocumentSource::RerankerInput);
        readFlattened(attribute, "reranker.output_documents.", DocumentSource::RerankerOutput);
    }
}

void Collector::readFlattened(const Attribute &attribute, std::string_view list, DocumentSource source)
{
    const auto key = IndexedKey::parse(attribute.key, list);
    if (!key || !key->rest.starts_with("document."))
        return;
    Document &document = m_documents[{source, key->index}];
    const std::string_view member = key->rest.substr(std::strlen("document."));
    if (member == "id")
        document.id = textOf(attribute.value);
    else if (member == "content")
        document.content = textOf(attribute.value);
    else if (member == "score")
        document.score = scoreOf(attribute.value);
    else if (member == "metadata")
        document.metadata = textOf(attribute.value);
    else if (member == "title")
        document.title = textOf(attribute.value);
}

void Collector::readGenAi(std::span<const Attribute> attributes)
{
    const Value *const list = find(attributes, "gen_ai.retrieval.documents");
    if (list != nullptr)
        withJson(plainJson(*list), [&](const element &root) { readList(root, DocumentSource::Retrieval); });
}

void Collector::readVectorEvents(std::span<const Event> events)
{
    for (const Event &event : events) {
        const bool query = event.name == "db.query.result";
        if (!query && event.name != "db.search.result")
            continue;
        const std::string_view prefix = query ? "db.query.result." : "db.search.result.";
        Document document;
        for (const Attribute &attribute : event.attributes) {
            if (!attribute.key.starts_with(prefix))
                continue;
            const std::string_view member = attribute.key.substr(prefix.size());
            if (member == "id")
                document.id = textOf(attribute.value);
            else if (member == "score")
                document.score = scoreOf(attribute.value);
            else if (member == "distance")
                document.distance = scoreOf(attribute.value);
            else if (member == "metadata" || member == "entity")
                document.metadata = textOf(attribute.value);
            else if (member == "document")
                document.content = textOf(attribute.value);
        }
        add(std::move(document), DocumentSource::Retrieval);
    }
}

void Collector::readHaystack(std::span<const Attribute> attributes)
{
    const Value *const type = find(attributes, "haystack.component.type");
    if (type == nullptr)
        return;
    const bool ranker = type->stringOr({}).find("Ranker") != std::string_view::npos;
    const auto read = [&](std::string_view key, DocumentSource source) {
        const Value *const value = find(attributes, key);
        if (value == nullptr)
            return;
        withJson(plainJson(*value), [&](const element &root) {
            element list;
            if (root["documents"].get(list) == simdjson::SUCCESS)
                readList(list, source);
        });
    };
    if (ranker)
        read("haystack.component.input", DocumentSource::RerankerInput);
    read("haystack.component.output", ranker ? DocumentSource::RerankerOutput : DocumentSource::Retrieval);
}

void Collector::readList(const element &list, DocumentSource source)
{
    simdjson::dom::array items;
    if (list.get(items) != simdjson::SUCCESS)
        return;
    for (const element item : items) {
        if (object members; item.get(members) == simdjson::SUCCESS)
            add(documentIn(members), source);
    }
}

void Collector::add(Document document, DocumentSource source)
{
    const auto next = m_documents.upper_bound({source, UINT32_MAX});
    std::uint32_t position = 0;
    if (next != m_documents.begin() && std::prev(next)->first.first == source)
        position = std::prev(next)->first.second + 1;
    m_documents.emplace(std::pair(source, position), std::move(document));
}

std::vector<Document> Collector::take()
{
    std::vector<Document> documents;
    documents.reserve(m_documents.size());
    std::uint32_t rank = 0;
    for (auto &[place, document] : m_documents) {
        const bool first = documents.empty() || documents.back().source != place.first;
        rank = first ? 1 : rank + 1;
        document.source = place.first;
        document.rank = rank;
        fillTitle(document);
        documents.push_back(std::move(document));
    }
    return documents;
}

} // namespace

std::vector<Document> documentsOf(const Span &span)
{
    Collector collector;
    collector.readFlattened(span.attributes);
    collector.readGenAi(span.attributes);
    collector.readVectorEvents(span.events);
    collector.readHaystack(span.attributes);
    return collector.take();
}

std::vector<Document> documentsOf(const Trace &trace, SpanRow row)
{
    return documentsOf(trace[row]);
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/labelattributes.h"

#include "core/codec/jsonscalars.h"
#include "core/codec/jsonwriter.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {
namespace {

constexpr std::string_view list = "trace.annotations.";
constexpr std::string_view item = "annotation.";
constexpr std::string_view ours = "spanwise";
constexpr std::size_t keyDigits = 16;

std::string keyText(std::uint64_t key)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(keyDigits, '0');
    for (std::size_t i = keyDigits; i > 0; --i, key >>= 4U)
        text[i - 1] = digits[key & 0xfU];
    return text;
}

std::optional<std::uint64_t> keyFrom(std::string_view text)
{
    std::uint64_t key = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), key, 16);
    const bool whole = text.size() == keyDigits && error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(key) : std::nullopt;
}

std::string nanoseconds(Timestamp time)
{
    return std::to_string(time.time_since_epoch().count());
}

/// "trace.annotations.12.annotation.label": 12 and "label".
struct AnnotationKey
{
    std::uint32_t index = 0;
    std::string_view member;
};

std::optional<AnnotationKey> annotationKey(std::string_view key)
{
    if (!key.starts_with(list))
        return std::nullopt;
    key.remove_prefix(list.size());
    AnnotationKey parsed;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), parsed.index);
    key.remove_prefix(static_cast<std::size_t>(end - key.data()));
    if (error != std::errc() || !key.starts_with('.'))
        return std::nullopt;
    key.remove_prefix(1);
    if (!key.starts_with(item))
        return std::nullopt;
    parsed.member = key.substr(item.size());
    return parsed;
}

/// Appends the annotations of one span.
class LabelWriter
{
public:
    explicit LabelWriter(Arena &arena, std::span<const Attribute> before)
        : m_arena(arena)
        , m_attributes(before.begin(), before.end())
    {
        for (const Attribute &attribute : before) {
            if (const auto key = annotationKey(attribute.key))
                m_index = std::max(m_index, key->index + 1);
        }
    }

    void add(const QueryLabel &label)
    {
        text("name", "answer");
        if (label.verdict)
            judge(*label.verdict == Verdict::Good ? "good" : "bad", *label.verdict == Verdict::Good);
        if (!label.note.empty())
            text("explanation", label.note);
        JsonWriter metadata;
        metadata.beginObject();
        metadata.key("time");
        metadata.string(nanoseconds(label.time));
        end(std::string(ours), metadata);
    }

    void add(const DocumentLabel &label)
    {
        text("name", "document");
        judge(label.wanted ? "wanted" : "unwanted", label.wanted);
        JsonWriter metadata;
        metadata.beginObject();
        const auto member = [&](std::string_view name, const std::string &value) {
            metadata.key(name);
            metadata.string(value);
        };
        member("time", nanoseconds(label.time));
        member("question", keyText(label.question));
        member("id", label.id);
        member("title", label.title);
        end(std::string(ours) + ':' + keyText(label.document), metadata);
    }

    std::span<const Attribute> finish() { return m_arena.copy(std::span<const Attribute>(m_attributes)); }

private:
    void value(std::string_view member, Value value)
    {
        const std::string key =
            std::string(list) + std::to_string(m_index) + '.' + std::string(item) + std::string(member);
        m_attributes.push_back({m_arena.copy(std::string_view(key)), value});
    }
    void text(std::string_view member, std::string_view words)
    {
        value(member, Value::ofString(m_arena.copy(words)));
    }
    void judge(std::string_view word, bool good)
    {
        text("label", word);
        value("score", Value::ofDouble(good ? 1 : 0));
    }
    void end(const std::string &identifier, JsonWriter &metadata)
    {
        metadata.endObject();
        text("annotator_kind", "HUMAN");
        text("identifier", identifier);
        text("metadata", metadata.take());
        ++m_index;
    }

    Arena &m_arena;
    std::vector<Attribute> m_attributes;
    std::uint32_t m_index = 0;
};

/// One annotation as it came.
struct Annotation
{
    std::string_view name;
    std::string_view label;
    std::string_view explanation;
    std::string_view identifier;
    std::string_view metadata;
};

struct Metadata
{
    std::optional<Timestamp> time;
    std::optional<std::uint64_t> question;
    std::string id;
    std::string title;
};

Metadata metadataFrom(std::string_view json)
{
    Metadata metadata;
    if (json.empty())
        return metadata; // simdjson wants a place to read from
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
        return metadata;
    const auto text = [&](std::string_view name) {
        std::string_view value;
        return object[name].get_string().get(value) == simdjson::SUCCESS ? value : std::string_view();
    };
    if (const auto time = integerFromText(text("time")))
        metadata.time = Timestamp(Duration(*time));
    metadata.question = keyFrom(text("question"));
    metadata.id = text("id");
    metadata.title = text("title");
    return metadata;
}

std::optional<QueryLabel> queryLabel(const Annotation &annotation, TraceId trace)
{
    const Metadata metadata = metadataFrom(annotation.metadata);
    QueryLabel label{trace, std::nullopt, std::string(annotation.explanation),
                     metadata.time.value_or(Timestamp{})};
    if (annotation.label == "good" || annotation.label == "bad")
        label.verdict = annotation.label == "good" ? Verdict::Good : Verdict::Bad;
    const bool understood = annotation.name == "answer" && metadata.time &&
                            (label.verdict || annotation.label.empty()) && !label.isEmpty();
    return understood ? std::optional(std::move(label)) : std::nullopt;
}

std::optional<DocumentLabel> documentLabel(const Annotation &annotation, TraceId trace)
{
    const Metadata metadata = metadataFrom(annotation.metadata);
    const auto key = keyFrom(annotation.identifier.substr(ours.size() + 1));
    const bool isWanted = annotation.label == "wanted";
    if (annotation.name != "document" || !key || !metadata.time || !metadata.question ||
        (!isWanted && annotation.label != "unwanted"))
        return std::nullopt;
    return DocumentLabel{trace,       *key,           *metadata.question, isWanted,
                         metadata.id, metadata.title, *metadata.time};
}

/// Reads the annotation into labels; false when it is another's.
bool take(const Annotation &annotation, TraceId trace, TraceLabels &labels)
{
    if (annotation.identifier == ours) {
        auto label = queryLabel(annotation, trace);
        const bool understood = label.has_value();
        if (understood)
            labels.query = std::move(label);
        return understood;
    }
    if (!annotation.identifier.starts_with(ours) || annotation.identifier.substr(ours.size(), 1) != ":")
        return false;
    auto label = documentLabel(annotation, trace);
    if (label)
        labels.documents.push_back(*std::move(label));
    return label.has_value();
}

TraceLabels takeFrom(Span &span, Arena &arena)
{
    std::map<std::uint32_t, Annotation> annotations;
    for (const Attribute &attribute : span.attributes) {
        const auto key = annotationKey(attribute.key);
        if (!key)
            continue;
        Annotation &annotation = annotations[key->index];
        const std::string_view text = attribute.value.stringOr({});
        if (key->member == "name")
            annotation.name = text;
        else if (key->member == "label")
            annotation.label = text;
        else if (key->member == "explanation")
            annotation.explanation = text;
        else if (key->member == "identifier")
            annotation.identifier = text;
        else if (key->member == "metadata")
            annotation.metadata = text;
    }
    TraceLabels labels;
    std::erase_if(annotations, [&](const auto &entry) { return !take(entry.second, span.traceId, labels); });
    if (annotations.empty())
        return labels;
    std::vector<Attribute> left;
    for (const Attribute &attribute : span.attributes) {
        const auto key = annotationKey(attribute.key);
        if (!key || !annotations.contains(key->index))
            left.push_back(attribute);
    }
    span.attributes = arena.copy(std::span<const Attribute>(left));
    return labels;
}

} // namespace

TelemetryBatch withLabels(const TelemetryBatch &batch, std::size_t row, const TraceLabels &labels)
{
    TelemetryBatch copy;
    copy.resources = batch.resources;
    copy.scopes = batch.scopes;
    copy.spans = batch.spans;
    LabelWriter writer(copy.arena, copy.spans[row].attributes);
    if (labels.query)
        writer.add(*labels.query);
    for (const DocumentLabel &label : labels.documents)
        writer.add(label);
    copy.spans[row].attributes = writer.finish();
    return copy;
}

std::vector<TraceLabels> takeLabels(TelemetryBatch &batch)
{
    std::vector<TraceLabels> all;
    for (Span &span : batch.spans) {
        const bool has = std::ranges::any_of(
            span.attributes, [](const Attribute &attribute) { return attribute.key.starts_with(list); });
        if (!has)
            continue;
        if (TraceLabels labels = takeFrom(span, batch.arena); !labels.isEmpty())
            all.push_back(std::move(labels));
    }
    return all;
}

} // namespace spanwise

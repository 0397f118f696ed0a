// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messages.h"

#include "core/genai/indexedkey.h"
#include "core/genai/messageelement.h"
#include "core/genai/plainjson.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <map>
#include <optional>

namespace spanwise {
namespace {

using Direction = Message::Direction;
using Kind = MessagePart::Kind;
using simdjson::dom::element;

/// Content and tool calls come member by member; the calls are put together as one JSON array.
struct Flattened
{
    struct Content
    {
        std::string words;
        MessagePart part;
    };

    Message message;
    std::map<std::uint32_t, Content> contents;
    std::map<std::uint32_t, std::map<std::string, std::string>> toolCalls;

    Message finish() &&
    {
        if (!message.content.empty() && !appendParts(message, message.content))
            message.parts.push_back({Kind::Text, message.content});
        for (auto &[index, content] : contents) {
            appendLine(message.content, content.words);
            if (content.part.kind != Kind::Text || !content.part.text.empty())
                message.parts.push_back(std::move(content.part));
        }
        for (const auto &[index, members] : toolCalls) {
            std::string call;
            for (const auto &[name, json] : members)
                call += (call.empty() ? "" : ",") + ('"' + name + "\":") + json;
            message.toolCalls += (message.toolCalls.empty() ? "[{" : ",{") + call + '}';
        }
        if (!message.toolCalls.empty()) {
            message.toolCalls += ']';
            appendCalls(message);
        }
        completeParts(message);
        return std::move(message);
    }
};

using FlattenedList = std::map<std::uint32_t, Flattened>;

/// A value as JSON; text becomes a JSON string.
std::string quoted(const Value &value)
{
    const Value items[] = {value};
    const std::string list = plainJson(Value::ofArray(items)); // [x]
    return list.substr(1, list.size() - 2);
}

/// One member of a part: message_content.text, message_content.image.image.url, ...
void readContent(Flattened::Content &content, std::string_view member, const Value &value)
{
    const std::string_view text = value.stringOr({});
    if (member == "message_content.type") {
        if (text == "reasoning")
            content.part.kind = Kind::Reasoning;
    } else if (member == "message_content.text" || member == "message_content.data") {
        content.words = text;
        content.part.text = text;
    } else if (member.ends_with("image.url") || member.ends_with("audio.url")) {
        const std::string_view kind = member.ends_with("image.url") ? "image" : "audio";
        content.words = mediumWords(kind, text);
        content.part = mediumPart(kind, text);
    } else if (member.ends_with("audio.mime_type")) {
        content.part.mimeType = text;
    } else if (member.ends_with("audio.transcript")) {
        appendLine(content.words, text);
        appendLine(content.part.text, text);
    } else if (member == "message_content.encrypted_content") {
        content.words = "[reasoning, encrypted]";
        content.part = {Kind::Reasoning, {}};
    }
}

/// One member of a flattened message: role, content, contents.{j}..., tool_calls.{j}....
void readMember(Flattened &entry, std::string_view member, const Value &value)
{
    if (member == "role") {
        entry.message.role = value.stringOr({});
    } else if (member == "content") {
        appendLine(entry.message.content, plainJson(value));
    } else if (const auto part = IndexedKey::parse(member, "contents.")) {
        readContent(entry.contents[part->index], part->rest, value);
    } else if (member == "name") {
        entry.message.name = value.stringOr({});
    } else if (member == "tool_call_id") {
        entry.message.toolCallId = value.stringOr({});
    } else if (member == "finish_reason") {
        entry.message.finishReason = value.stringOr({});
    } else if (member == "function_call_name" || member == "function_call_arguments_json") {
        entry.toolCalls[0][member == "function_call_name" ? "function.name" : "function.arguments"] =
            quoted(value);
    } else if (const auto call = IndexedKey::parse(member, "tool_calls.")) {
        std::string_view name = call->rest;
        if (name.starts_with("tool_call."))
            name.remove_prefix(std::strlen("tool_call."));
        entry.toolCalls[call->index][std::string(name)] = quoted(value);
    }
}

/// item is what stands between the index and the member: "message." in OpenInference, nothing in Traceloop.
void readFlattened(std::span<const Attribute> attributes, std::string_view list, std::string_view item,
                   Direction direction, std::vector<Message> &messages)
{
    FlattenedList entries;
    for (const Attribute &attribute : attributes) {
        const auto key = IndexedKey::parse(attribute.key, list);
        if (key && key->rest.starts_with(item))
            readMember(entries[key->index], key->rest.substr(item.size()), attribute.value);
    }
    for (auto &[index, entry] : entries) {
        entry.message.direction = direction;
        messages.push_back(std::move(entry).finish());
    }
}

/// Words without a role.
Message bare(Direction direction, std::string text)
{
    Message message{direction, direction == Direction::Input ? "user" : "assistant", std::move(text), {}};
    completeParts(message);
    return message;
}

/// llm.prompts.{i}.prompt.text and llm.choices.{i}.completion.text: completions without roles.
void readTexts(std::span<const Attribute> attributes, std::string_view list, std::string_view member,
               Direction direction, std::vector<Message> &messages)
{
    std::map<std::uint32_t, std::string_view> texts;
    for (const Attribute &attribute : attributes) {
        if (const auto key = IndexedKey::parse(attribute.key, list); key && key->rest == member)
            texts[key->index] = attribute.value.stringOr({});
    }
    for (const auto &[index, text] : texts)
        messages.push_back(bare(direction, std::string(text)));
}

void readStructured(std::span<const Attribute> attributes, std::string_view key, Direction direction,
                    std::vector<Message> &messages)
{
    const Value *const value = find(attributes, key);
    if (value == nullptr || value->isEmpty())
        return;
    const std::string json = plainJson(*value);
    const std::size_t before = messages.size();
    try {
        simdjson::dom::parser parser;
        simdjson::dom::array items;
        if (parser.parse(json).get(items) == simdjson::SUCCESS) {
            for (const element item : items)
                messages.push_back(messageIn(item, direction));
            return;
        }
    } catch (const std::exception &) {
        messages.resize(before); // a part of a list would read as the whole
    }
    // Not a list: shown as it came rather than not at all.
    messages.push_back(bare(direction, json));
}

/// Everything but what is named below is words; messages of events and records tell their parts in the same
/// members.
Message messageAmong(std::span<const Attribute> members, std::string_view role, Direction direction)
{
    Message message;
    message.direction = direction;
    message.role = role;
    for (const Attribute &attribute : members) {
        if (attribute.key == "content" || attribute.key == "message")
            appendLine(message.content, plainJson(attribute.value));
        else if (attribute.key == "role")
            message.role = attribute.value.stringOr(message.role);
        else if (attribute.key == "name")
            message.name = attribute.value.stringOr({});
        else if (attribute.key == "id" && message.role == "tool")
            message.toolCallId = attribute.value.stringOr({});
        else if (attribute.key == "finish_reason")
            message.finishReason = attribute.value.stringOr({});
        else if (attribute.key == "tool_calls")
            message.toolCalls = plainJson(attribute.value);
    }
    if (!message.content.empty() && !appendParts(message, message.content))
        message.parts.push_back({Kind::Text, message.content});
    if (!message.toolCalls.empty())
        appendCalls(message);
    completeParts(message);
    return message;
}

/// The body of a record: an object as a message of chat completions, else the words themselves.
Message messageInBody(const Value &body, std::string_view role, Direction direction)
{
    const std::string json = plainJson(body);
    Message message;
    try {
        simdjson::dom::parser parser;
        element item;
        const bool object = parser.parse(json).get(item) == simdjson::SUCCESS && item.is_object();
        message = object ? messageIn(item, direction) : bare(direction, json);
        if (std::string_view id;
            object && role == "tool" && message.toolCallId.empty() && item["id"].get(id) == simdjson::SUCCESS)
            message.toolCallId = id;
        if (!object || message.role.empty())
            message.role = role;
    } catch (const std::exception &) {
        message = bare(direction, json);
        message.role = role;
    }
    completeParts(message);
    return message;
}

/// Which legacy event a name is: its role and direction; nullopt when it carries no message (genai.md section
/// 2).
std::optional<std::pair<std::string_view, Direction>> legacyEvent(std::string_view name)
{
    constexpr std::string_view begin = "gen_ai.";
    constexpr std::string_view end = ".message";
    if (name == "gen_ai.choice")
        return std::pair(std::string_view("assistant"), Direction::Output);
    if (name.starts_with(begin) && name.ends_with(end) && name.size() > begin.size() + end.size())
        return std::pair(name.substr(begin.size(), name.size() - begin.size() - end.size()),
                         Direction::Input);
    return std::nullopt;
}

constexpr std::string_view detailsEvent = "gen_ai.client.inference.operation.details";

/// Input before output, as the attributes of a span or of its details carry them.
void readAttributes(std::span<const Attribute> attributes, std::vector<Message> &messages)
{
    const std::size_t before = messages.size();
    readStructured(attributes, "gen_ai.system_instructions", Direction::Input, messages);
    for (std::size_t i = before; i < messages.size(); ++i)
        messages[i].role = "system"; // instructions are bare parts without a role
    readFlattened(attributes, "llm.input_messages.", "message.", Direction::Input, messages);
    readFlattened(attributes, "gen_ai.prompt.", {}, Direction::Input, messages);
    readStructured(attributes, "gen_ai.input.messages", Direction::Input, messages);
    readTexts(attributes, "llm.prompts.", "prompt.text", Direction::Input, messages);
    readFlattened(attributes, "llm.output_messages.", "message.", Direction::Output, messages);
    readFlattened(attributes, "gen_ai.completion.", {}, Direction::Output, messages);
    readStructured(attributes, "gen_ai.output.messages", Direction::Output, messages);
    readTexts(attributes, "llm.choices.", "completion.text", Direction::Output, messages);
}

bool saysTheSame(const Message &a, const Message &b)
{
    if (a.direction != b.direction || a.role != b.role || a.content != b.content)
        return false;
    const auto call = [](const MessagePart &part) { return part.kind == Kind::ToolCall; };
    if (std::ranges::count_if(a.parts, call) != std::ranges::count_if(b.parts, call))
        return false;
    return std::ranges::all_of(a.parts, [&](const MessagePart &part) {
        return !call(part) || std::ranges::any_of(b.parts, [&](const MessagePart &other) {
            return call(other) && other.callId == part.callId && other.name == part.name;
        });
    });
}

/// Adds what is not there yet; said twice is there twice. Input stays before output.
void join(std::vector<Message> &messages, std::vector<Message> more)
{
    std::vector<bool> matched(messages.size(), false);
    for (Message &message : more) {
        std::size_t same = 0;
        while (same < matched.size() && (matched[same] || !saysTheSame(messages[same], message)))
            ++same;
        if (same < matched.size())
            matched[same] = true;
        else
            messages.push_back(std::move(message));
    }
    std::stable_partition(messages.begin(), messages.end(),
                          [](const Message &message) { return message.direction == Direction::Input; });
}

std::string_view nameOf(const LogRecord &record)
{
    const Value *const name = record.eventName.empty() ? find(record.attributes, "event.name") : nullptr;
    return name ? name->stringOr({}) : record.eventName;
}

} // namespace

std::vector<Message> messagesOf(const Span &span)
{
    std::vector<Message> messages;
    readAttributes(span.attributes, messages);
    std::vector<Message> details;
    for (const Event &event : span.events) {
        if (const auto legacy = legacyEvent(event.name))
            messages.push_back(messageAmong(event.attributes, legacy->first, legacy->second));
        else if (event.name == detailsEvent)
            readAttributes(event.attributes, details);
    }
    if (!details.empty())
        join(messages, std::move(details));
    return messages;
}

std::vector<Message> messagesOf(const Trace &trace, SpanRow row)
{
    return messagesOf(trace[row]);
}

bool carriesMessages(const LogRecord &record) noexcept
{
    const std::string_view name = nameOf(record);
    return name == detailsEvent || legacyEvent(name).has_value();
}

std::vector<Message> messagesOf(const Span &span, std::span<const LogRecord> records)
{
    return withRecords(messagesOf(span), span, records);
}

std::vector<Message> withRecords(std::vector<Message> messages, const Span &span,
                                 std::span<const LogRecord> records)
{
    std::vector<Message> told;
    std::vector<Message> details;
    for (const LogRecord &record : records) {
        if (record.spanId != span.id || record.traceId != span.traceId)
            continue;
        const std::string_view name = nameOf(record);
        if (const auto legacy = legacyEvent(name)) {
            told.push_back(record.body.isEmpty()
                               ? messageAmong(record.attributes, legacy->first, legacy->second)
                               : messageInBody(record.body, legacy->first, legacy->second));
        } else if (name == detailsEvent) {
            readAttributes(record.attributes, details);
            if (record.body.type() == Value::Type::Map)
                readAttributes(record.body.map(), details);
        }
    }
    for (std::vector<Message> *const more : {&told, &details}) {
        if (!more->empty())
            join(messages, std::move(*more));
    }
    return messages;
}

} // namespace spanwise

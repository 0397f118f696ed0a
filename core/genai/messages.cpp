// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messages.h"

#include "core/genai/indexedkey.h"
#include "core/genai/plainjson.h"

#include <simdjson.h>

#include <cstring>
#include <exception>
#include <map>

namespace spanwise {
namespace {

using Direction = Message::Direction;
using simdjson::dom::element;

void append(std::string &text, std::string_view more)
{
    if (!text.empty() && !more.empty())
        text += '\n';
    text += more;
}

/// Tool calls come member by member; they are put together as one JSON array.
struct Flattened
{
    Message message;
    std::map<std::uint32_t, std::string> contents;
    std::map<std::uint32_t, std::map<std::string, std::string>> toolCalls;

    Message finish() &&
    {
        for (const auto &[index, content] : contents)
            append(message.content, content);
        for (const auto &[index, members] : toolCalls) {
            std::string call;
            for (const auto &[name, json] : members)
                call += (call.empty() ? "" : ",") + ('"' + name + "\":") + json;
            message.toolCalls += (message.toolCalls.empty() ? "[{" : ",{") + call + '}';
        }
        if (!message.toolCalls.empty())
            message.toolCalls += ']';
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

/// One member of a flattened message: role, content, contents.{j}..., tool_calls.{j}....
void readMember(Flattened &entry, std::string_view member, const Value &value)
{
    if (member == "role") {
        entry.message.role = value.stringOr({});
    } else if (member == "content") {
        append(entry.message.content, plainJson(value));
    } else if (const auto part = IndexedKey::parse(member, "contents.")) {
        if (part->rest == "message_content.text")
            entry.contents[part->index] = value.stringOr({});
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

void appendCall(std::string &calls, const element &call)
{
    if (!calls.empty())
        calls.back() = ',';
    else
        calls = "[";
    calls += simdjson::to_string(call) + ']';
}

void readPart(const element &part, Message &message)
{
    std::string_view type;
    if (part["type"].get(type) != simdjson::SUCCESS)
        return;
    if (type == "tool_call") {
        appendCall(message.toolCalls, part);
        return;
    }
    for (const std::string_view name : {"content", "text", "response", "result"}) {
        element content;
        if (part[name].get(content) != simdjson::SUCCESS || content.is_null())
            continue;
        std::string_view text;
        append(message.content, content.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::to_string(content));
        return;
    }
}

/// {role, parts: [...]} of gen_ai, and {role, content} as many emitters still write it.
Message messageIn(const element &item, Direction direction)
{
    Message message;
    message.direction = direction;
    std::string_view text;
    if (item["role"].get(text) == simdjson::SUCCESS)
        message.role = text;
    simdjson::dom::array parts;
    if (item["parts"].get(parts) == simdjson::SUCCESS || item["content"].get(parts) == simdjson::SUCCESS) {
        for (const element part : parts)
            readPart(part, message);
    } else if (item["content"].get(text) == simdjson::SUCCESS) {
        message.content = text;
    }
    if (simdjson::dom::array calls; item["tool_calls"].get(calls) == simdjson::SUCCESS)
        message.toolCalls = simdjson::to_string(calls);
    return message;
}

void readStructured(std::span<const Attribute> attributes, std::string_view key, Direction direction,
                    std::vector<Message> &messages)
{
    const Value *const value = find(attributes, key);
    if (value == nullptr || value->isEmpty())
        return;
    const std::string json = plainJson(*value);
    try {
        simdjson::dom::parser parser;
        simdjson::dom::array items;
        if (parser.parse(json).get(items) == simdjson::SUCCESS) {
            for (const element item : items)
                messages.push_back(messageIn(item, direction));
            return;
        }
    } catch (const std::exception &) {
        return;
    }
    // Not a list: shown as it came rather than not at all.
    messages.push_back({direction, direction == Direction::Input ? "user" : "assistant", json, {}});
}

/// gen_ai.user.message, gen_ai.choice and the like, which semantic conventions up to 1.36 put on events.
void readEvents(std::span<const Event> events, std::vector<Message> &messages)
{
    for (const Event &event : events) {
        const bool choice = event.name == "gen_ai.choice";
        const bool input = event.name.starts_with("gen_ai.") && event.name.ends_with(".message");
        if (!choice && !input)
            continue;
        Message message;
        message.direction = choice ? Direction::Output : Direction::Input;
        message.role = choice ? "assistant" : std::string(event.name.substr(7, event.name.size() - 15));
        for (const Attribute &attribute : event.attributes) {
            if (attribute.key == "content" || attribute.key == "message")
                append(message.content, plainJson(attribute.value));
            else if (attribute.key == "role")
                message.role = attribute.value.stringOr(message.role);
            else if (attribute.key == "tool_calls")
                message.toolCalls = plainJson(attribute.value);
        }
        messages.push_back(std::move(message));
    }
}

} // namespace

std::vector<Message> messagesOf(const Span &span)
{
    std::vector<Message> messages;
    readStructured(span.attributes, "gen_ai.system_instructions", Direction::Input, messages);
    for (Message &message : messages)
        message.role = "system"; // instructions are bare parts without a role
    readFlattened(span.attributes, "llm.input_messages.", "message.", Direction::Input, messages);
    readFlattened(span.attributes, "gen_ai.prompt.", {}, Direction::Input, messages);
    readStructured(span.attributes, "gen_ai.input.messages", Direction::Input, messages);
    readFlattened(span.attributes, "llm.output_messages.", "message.", Direction::Output, messages);
    readFlattened(span.attributes, "gen_ai.completion.", {}, Direction::Output, messages);
    readStructured(span.attributes, "gen_ai.output.messages", Direction::Output, messages);
    readEvents(span.events, messages);
    return messages;
}

std::vector<Message> messagesOf(const Trace &trace, SpanRow row)
{
    return messagesOf(trace[row]);
}

} // namespace spanwise

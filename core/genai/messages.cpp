// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messages.h"

#include "core/genai/indexedkey.h"
#include "core/genai/plainjson.h"

#include <simdjson.h>

#include <cstring>
#include <exception>
#include <map>
#include <optional>

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

/// Pictures and sounds stand as what they are and where they come from, never as their bytes.
std::string mediumWords(std::string_view kind, std::string_view where)
{
    constexpr std::size_t longestAddress = 200;
    std::string words = "[" + std::string(kind);
    if (where.starts_with("data:"))
        words += ", " + std::string(where.substr(5, std::min(where.find_first_of(";,"), std::size_t{60}) - 5)) + ", " + std::to_string(where.size()) + " bytes";
    else if (!where.empty())
        words += " " + std::string(where.substr(0, longestAddress));
    return words + "]";
}

/// One member of a part: message_content.text, message_content.image.image.url, ...
void readContent(std::string &content, std::string_view member, const Value &value)
{
    if (member == "message_content.text" || member == "message_content.data")
        content = value.stringOr({});
    else if (member.ends_with("image.url"))
        content = mediumWords("image", value.stringOr({}));
    else if (member.ends_with("audio.url"))
        content = mediumWords("audio", value.stringOr({}));
    else if (member.ends_with("audio.transcript"))
        append(content, value.stringOr({}));
    else if (member == "message_content.encrypted_content")
        content = "[reasoning, encrypted]";
}

/// One member of a flattened message: role, content, contents.{j}..., tool_calls.{j}....
void readMember(Flattened &entry, std::string_view member, const Value &value)
{
    if (member == "role") {
        entry.message.role = value.stringOr({});
    } else if (member == "content") {
        append(entry.message.content, plainJson(value));
    } else if (const auto part = IndexedKey::parse(member, "contents.")) {
        readContent(entry.contents[part->index], part->rest, value);
    } else if (member == "name") {
        entry.message.name = value.stringOr({});
    } else if (member == "tool_call_id") {
        entry.message.toolCallId = value.stringOr({});
    } else if (member == "function_call_name" || member == "function_call_arguments_json") {
        entry.toolCalls[0][member == "function_call_name" ? "function.name" : "function.arguments"] = quoted(value);
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

/// llm.prompts.{i}.prompt.text and llm.choices.{i}.completion.text: completions without roles.
void readTexts(std::span<const Attribute> attributes, std::string_view list, std::string_view member, Direction direction, std::vector<Message> &messages)
{
    std::map<std::uint32_t, std::string_view> texts;
    for (const Attribute &attribute : attributes) {
        if (const auto key = IndexedKey::parse(attribute.key, list); key && key->rest == member)
            texts[key->index] = attribute.value.stringOr({});
    }
    for (const auto &[index, text] : texts)
        messages.push_back({direction, direction == Direction::Input ? "user" : "assistant", std::string(text), {}});
}

void appendCall(std::string &calls, const element &call)
{
    if (!calls.empty())
        calls.back() = ',';
    else
        calls = "[";
    calls += simdjson::to_string(call) + ']';
}

/// blob, file and uri of gen_ai, image_url and input_audio of chat completions, in words.
std::optional<std::string> mediumIn(const element &part, std::string_view type)
{
    std::string_view modality = "file";
    std::string_view where;
    if (part["modality"].get(modality) != simdjson::SUCCESS)
        modality = "file";
    if (type == "blob") {
        std::string_view kind;
        std::string_view bytes;
        const bool named = part["mime_type"].get(kind) == simdjson::SUCCESS;
        const std::size_t size = part["content"].get(bytes) == simdjson::SUCCESS ? bytes.size() : 0;
        return "[" + std::string(modality) + (named ? ", " + std::string(kind) : std::string()) + ", " + std::to_string(size) + " bytes of base64]";
    }
    if (type == "uri")
        return mediumWords(modality, part["uri"].get(where) == simdjson::SUCCESS ? where : std::string_view());
    if (type == "file")
        return mediumWords(modality, part["file_id"].get(where) == simdjson::SUCCESS ? where : std::string_view());
    if (type == "image_url" || type == "image") {
        if (part.at_pointer("/image_url/url").get(where) != simdjson::SUCCESS && part["image_url"].get(where) != simdjson::SUCCESS)
            where = {};
        return mediumWords("image", where);
    }
    return type == "input_audio" || type == "audio" ? std::optional(mediumWords("audio", {})) : std::nullopt;
}

void answers(Message &message, std::string_view call)
{
    message.toolCallId += (message.toolCallId.empty() ? "" : ", ") + std::string(call);
}

void readPart(const element &part, Message &message)
{
    std::string_view type;
    if (part["type"].get(type) != simdjson::SUCCESS)
        type = "text"; // some emitters send {"content": ...} alone
    if (type == "tool_call" || type == "server_tool_call") {
        appendCall(message.toolCalls, part);
        return;
    }
    if (const auto medium = mediumIn(part, type)) {
        append(message.content, *medium);
        return;
    }
    std::string_view call;
    if (type == "tool_call_response" && part["id"].get(call) == simdjson::SUCCESS)
        answers(message, call);
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
    if (item["name"].get(text) == simdjson::SUCCESS)
        message.name = text;
    if (item["tool_call_id"].get(text) == simdjson::SUCCESS)
        message.toolCallId = text;
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
            else if (attribute.key == "name")
                message.name = attribute.value.stringOr({});
            else if (attribute.key == "id" && message.role == "tool")
                message.toolCallId = attribute.value.stringOr({});
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
    readTexts(span.attributes, "llm.prompts.", "prompt.text", Direction::Input, messages);
    readFlattened(span.attributes, "llm.output_messages.", "message.", Direction::Output, messages);
    readFlattened(span.attributes, "gen_ai.completion.", {}, Direction::Output, messages);
    readStructured(span.attributes, "gen_ai.output.messages", Direction::Output, messages);
    readTexts(span.attributes, "llm.choices.", "completion.text", Direction::Output, messages);
    readEvents(span.events, messages);
    return messages;
}

std::vector<Message> messagesOf(const Trace &trace, SpanRow row)
{
    return messagesOf(trace[row]);
}

} // namespace spanwise

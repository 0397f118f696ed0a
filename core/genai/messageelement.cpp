// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messageelement.h"

#include <algorithm>
#include <exception>
#include <optional>

namespace spanwise {
namespace {

using simdjson::dom::element;
using Kind = MessagePart::Kind;

std::string_view textAt(const element &object, std::string_view name)
{
    std::string_view text;
    return object[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

/// Text as it is, anything else as JSON; empty when there is no such member.
std::string valueAt(const element &object, std::string_view name)
{
    element value;
    if (object[name].get(value) != simdjson::SUCCESS || value.is_null())
        return {};
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::to_string(value);
}

std::string firstOf(const element &object, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (std::string value = valueAt(object, name); !value.empty())
            return value;
    }
    return {};
}

MessagePart callIn(const element &call)
{
    element function;
    const bool nested = call["function"].get(function) == simdjson::SUCCESS && function.is_object();
    MessagePart part{Kind::ToolCall, firstOf(call, {"arguments", "input", "args", "function.arguments"})};
    part.name = firstOf(call, {"name", "function.name"});
    if (nested) {
        part.name = std::string(textAt(function, "name"));
        part.text = valueAt(function, "arguments");
    }
    part.callId = firstOf(call, {"id", "call_id", "tool_call_id"});
    return part;
}

void appendCall(Message &message, const element &call)
{
    std::string &calls = message.toolCalls;
    if (!calls.empty())
        calls.back() = ',';
    else
        calls = "[";
    calls += simdjson::to_string(call) + ']';
    message.parts.push_back(callIn(call));
}

/// blob, file and uri of gen_ai, image_url and input_audio of chat completions; and what Message::content
/// says of it.
std::optional<MessagePart> mediumIn(const element &part, std::string_view type, std::string &words)
{
    std::string_view modality = textAt(part, "modality");
    if (modality.empty())
        modality = "file";
    if (type == "blob") {
        const std::string_view kind = textAt(part, "mime_type");
        const std::string_view bytes = textAt(part, "content");
        words = "[" + std::string(modality) +
                (part["mime_type"].error() == simdjson::SUCCESS ? ", " + std::string(kind) : std::string()) +
                ", " + std::to_string(bytes.size()) + " bytes of base64]";
        MessagePart blob{Kind::Medium, "data:" + std::string(kind) + ";base64," + std::string(bytes),
                         std::string(modality)};
        blob.mimeType = kind;
        return blob;
    }
    std::string_view where;
    if (type == "uri" || type == "file") {
        where = textAt(part, type == "uri" ? "uri" : "file_id");
    } else if (type == "image_url" || type == "image") {
        modality = "image";
        if (part.at_pointer("/image_url/url").get(where) != simdjson::SUCCESS &&
            part["image_url"].get(where) != simdjson::SUCCESS)
            where = {};
    } else if (type == "input_audio" || type == "audio") {
        words = mediumWords("audio", {});
        std::string_view data;
        MessagePart sound = mediumPart("audio", {});
        if (part.at_pointer("/input_audio/data").get(data) == simdjson::SUCCESS) {
            std::string_view format = "wav";
            if (part.at_pointer("/input_audio/format").get(format) != simdjson::SUCCESS)
                format = "wav";
            sound = mediumPart("audio", "data:audio/" + std::string(format) + ";base64," + std::string(data));
        }
        return sound;
    } else {
        return std::nullopt;
    }
    words = mediumWords(modality, where);
    MessagePart medium = mediumPart(modality, where);
    if (medium.mimeType.empty())
        medium.mimeType = textAt(part, "mime_type");
    // Anthropic's picture: {"type": "image", "source": {"type": "base64", "media_type": ..., "data": ...}}
    if (std::string_view data;
        medium.text.empty() && part.at_pointer("/source/data").get(data) == simdjson::SUCCESS) {
        std::string_view kind;
        if (part.at_pointer("/source/media_type").get(kind) == simdjson::SUCCESS)
            medium.mimeType = kind;
        medium.text = "data:" + medium.mimeType + ";base64," + std::string(data);
    }
    return medium;
}

void answers(Message &message, std::string_view call)
{
    message.toolCallId += (message.toolCallId.empty() ? "" : ", ") + std::string(call);
}

void readWords(const element &part, std::string_view type, Message &message)
{
    const bool answer =
        type == "tool_call_response" || type == "tool_result" || type == "server_tool_call_response";
    for (const std::string_view name : {"content", "text", "response", "result"}) {
        element content;
        if (part[name].get(content) != simdjson::SUCCESS || content.is_null())
            continue;
        std::string_view text;
        std::string said =
            content.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::to_string(content);
        appendLine(message.content, said);
        MessagePart words{answer                                      ? Kind::ToolAnswer
                          : type == "reasoning" || type == "thinking" ? Kind::Reasoning
                                                                      : Kind::Text,
                          std::move(said)};
        if (answer)
            words.callId = firstOf(part, {"id", "tool_use_id"});
        message.parts.push_back(std::move(words));
        return;
    }
    if (type == "thinking")
        message.parts.push_back({Kind::Reasoning, valueAt(part, "thinking")});
    else
        message.parts.push_back({Kind::Other, simdjson::to_string(part), std::string(type)});
}

void readPart(const element &part, Message &message)
{
    std::string_view type;
    if (std::string_view bare; part.get(bare) == simdjson::SUCCESS) { // ["text", ...]
        appendLine(message.content, bare);
        message.parts.push_back({Kind::Text, std::string(bare)});
        return;
    }
    if (part["type"].get(type) != simdjson::SUCCESS)
        type = "text"; // some emitters send {"content": ...} alone
    if (type == "tool_call" || type == "server_tool_call" || type == "tool_use") {
        appendCall(message, part);
        return;
    }
    std::string words;
    if (auto medium = mediumIn(part, type, words)) {
        appendLine(message.content, words);
        message.parts.push_back(std::move(*medium));
        return;
    }
    if (type == "tool_call_response" || type == "tool_result") {
        if (const std::string call = firstOf(part, {"id", "tool_use_id"}); !call.empty())
            answers(message, call);
    }
    readWords(part, type, message);
}

} // namespace

void appendLine(std::string &text, std::string_view more)
{
    if (!text.empty() && !more.empty())
        text += '\n';
    text += more;
}

std::string mediumWords(std::string_view kind, std::string_view where)
{
    constexpr std::size_t longestAddress = 200;
    std::string words = "[" + std::string(kind);
    if (where.starts_with("data:"))
        words += ", " +
                 std::string(where.substr(5, std::min(where.find_first_of(";,"), std::size_t{60}) - 5)) +
                 ", " + std::to_string(where.size()) + " bytes";
    else if (!where.empty())
        words += " " + std::string(where.substr(0, longestAddress));
    return words + "]";
}

MessagePart mediumPart(std::string_view kind, std::string_view where)
{
    MessagePart part{Kind::Medium, std::string(where), std::string(kind)};
    if (where.starts_with("data:"))
        part.mimeType = where.substr(5, std::min(where.find_first_of(";,"), where.size()) - 5);
    return part;
}

Message messageIn(const element &item, Message::Direction direction)
{
    Message message;
    message.direction = direction;
    if (element inner; item["message"].get(inner) == simdjson::SUCCESS && inner.is_object()) {
        message = messageIn(inner, direction);
        if (message.role.empty())
            message.role = textAt(item, "role");
    } else {
        message.role = textAt(item, "role");
        message.name = textAt(item, "name");
        message.toolCallId = textAt(item, "tool_call_id");
        std::string_view text;
        simdjson::dom::array parts;
        if (item["parts"].get(parts) == simdjson::SUCCESS ||
            item["content"].get(parts) == simdjson::SUCCESS) {
            for (const element part : parts)
                readPart(part, message);
        } else if (item["content"].get(text) == simdjson::SUCCESS) {
            message.content = text;
        }
    }
    if (const std::string_view reason = textAt(item, "finish_reason"); !reason.empty())
        message.finishReason = reason;
    if (simdjson::dom::array calls;
        message.toolCalls.empty() && item["tool_calls"].get(calls) == simdjson::SUCCESS) {
        message.toolCalls = simdjson::to_string(calls);
        for (const element call : calls)
            message.parts.push_back(callIn(call));
    }
    completeParts(message);
    return message;
}

bool appendParts(Message &message, std::string_view content)
{
    if (!content.starts_with('[') || content.find("\"type\"") > 200)
        return false;
    try {
        simdjson::dom::parser parser;
        simdjson::dom::array items;
        Message read;
        if (parser.parse(content.data(), content.size()).get(items) != simdjson::SUCCESS)
            return false;
        for (const element item : items) {
            if (!item.is_object())
                return false;
            readPart(item, read);
        }
        std::ranges::move(read.parts, std::back_inserter(message.parts));
        return true;
    } catch (const std::exception &) {
        return false;
    }
}

void appendCalls(Message &message)
{
    try {
        simdjson::dom::parser parser;
        simdjson::dom::array calls;
        if (parser.parse(message.toolCalls).get(calls) == simdjson::SUCCESS) {
            for (const element call : calls)
                message.parts.push_back(callIn(call));
            return;
        }
    } catch (const std::exception &) {
        // Shown as it came, below.
    }
    message.parts.push_back({Kind::Other, message.toolCalls, "tool_calls"});
}

void completeParts(Message &message)
{
    const bool spoken = std::ranges::any_of(
        message.parts, [](const MessagePart &part) { return part.kind != Kind::ToolCall; });
    if (!spoken && !message.content.empty())
        message.parts.insert(message.parts.begin(), {Kind::Text, message.content});
    const bool told = std::ranges::any_of(message.parts, [](const MessagePart &part) {
        return part.kind == Kind::ToolAnswer && !part.callId.empty();
    });
    if ((message.role != "tool" && message.toolCallId.empty()) || told)
        return;
    for (MessagePart &part : message.parts) {
        if (part.kind == Kind::Text || part.kind == Kind::ToolAnswer) {
            part.kind = Kind::ToolAnswer;
            part.callId = message.toolCallId;
        }
    }
}

} // namespace spanwise

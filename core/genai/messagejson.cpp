// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messagejson.h"

#include "core/genai/plainjson.h"
#include "core/genai/withjson.h"

#include <simdjson.h>

#include <algorithm>

namespace spanwise {
namespace {

void member(std::string &json, std::string_view name, std::string_view text)
{
    json += json.ends_with('{') ? "\"" : ",\"";
    json += name;
    json += "\":";
    appendJsonString(json, text);
}

void memberIfAny(std::string &json, std::string_view name, std::string_view text)
{
    if (!text.empty())
        member(json, name, text);
}

/// JSON as it is, other text quoted.
void memberOrJson(std::string &json, std::string_view name, std::string_view text)
{
    if (!isJson(text))
        return member(json, name, text);
    json += json.ends_with('{') ? "\"" : ",\"";
    json += name;
    json += "\":";
    json += text;
}

void appendMedium(std::string &json, const MessagePart &part)
{
    const std::size_t comma = part.text.find(',');
    const bool whole = part.text.starts_with("data:") && comma != std::string::npos &&
                       part.text.substr(0, comma).ends_with(";base64");
    member(json, "type", whole ? "blob" : "uri");
    member(json, "modality", part.name);
    memberIfAny(json, "mime_type", part.mimeType);
    member(json, whole ? "content" : "uri",
           whole ? std::string_view(part.text).substr(comma + 1) : std::string_view(part.text));
}

void appendPart(std::string &json, const MessagePart &part)
{
    if (part.kind == MessagePart::Kind::Other && isJson(part.text)) {
        json += part.text;
        return;
    }
    json += '{';
    switch (part.kind) {
    case MessagePart::Kind::Text:
    case MessagePart::Kind::Reasoning:
        member(json, "type", part.kind == MessagePart::Kind::Text ? "text" : "reasoning");
        member(json, "content", part.text);
        break;
    case MessagePart::Kind::Medium:
        appendMedium(json, part);
        break;
    case MessagePart::Kind::ToolCall:
        member(json, "type", "tool_call");
        memberIfAny(json, "id", part.callId);
        member(json, "name", part.name);
        memberOrJson(json, "arguments", part.text);
        break;
    case MessagePart::Kind::ToolAnswer:
        member(json, "type", "tool_call_response");
        memberIfAny(json, "id", part.callId);
        memberOrJson(json, "response", part.text);
        break;
    case MessagePart::Kind::Other:
        member(json, "type", part.name);
        member(json, "content", part.text);
        break;
    }
    json += '}';
}

} // namespace

bool isJson(std::string_view text)
{
    return withJson(text, [](const simdjson::dom::element &) {});
}

std::string messageJson(const Message &message)
{
    std::string json = "{";
    member(json, "direction", message.direction == Message::Direction::Input ? "input" : "output");
    member(json, "role", message.role);
    memberIfAny(json, "name", message.name);
    json += ",\"parts\":[";
    for (const MessagePart &part : message.parts) {
        if (!json.ends_with('['))
            json += ',';
        appendPart(json, part);
    }
    json += ']';
    memberIfAny(json, "finish_reason", message.finishReason);
    return json + '}';
}

std::string messagesJson(std::span<const Message> messages)
{
    std::string json = "[";
    for (const Message &message : messages)
        json += (json.size() == 1 ? "" : ",") + messageJson(message);
    return json + ']';
}

} // namespace spanwise

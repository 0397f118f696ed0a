// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/chatrequest.h"

#include "core/genai/indexedkey.h"
#include "core/genai/messagejson.h"
#include "core/genai/plainjson.h"
#include "core/genai/withjson.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>

namespace spanwise {
namespace {

using simdjson::dom::element;
using Kind = MessagePart::Kind;

std::string jsonText(std::string_view text)
{
    std::string json;
    appendJsonString(json, text);
    return json;
}

std::string_view textOf(const Span &span, std::string_view key)
{
    const Value *const value = find(span.attributes, key);
    return value ? value->stringOr({}) : std::string_view();
}

/// Members in the order in which they come; the first of a name wins.
class JsonObject
{
public:
    void add(std::string_view name, std::string_view json)
    {
        if (std::ranges::find(m_names, name) != m_names.end())
            return;
        m_names.emplace_back(name);
        m_json += (m_json.empty() ? "" : ",") + jsonText(name) + ':';
        m_json += json;
    }
    void addText(std::string_view name, std::string_view text) { add(name, jsonText(text)); }
    std::string text() const { return '{' + m_json + '}'; }

private:
    std::vector<std::string> m_names;
    std::string m_json;
};

std::string contentPart(const MessagePart &part)
{
    JsonObject json;
    const bool sound = part.kind == Kind::Medium && part.name == "audio" && part.text.starts_with("data:");
    if (part.kind != Kind::Medium) {
        json.addText("type", "text");
        json.addText("text", part.text);
    } else if (sound) {
        const std::size_t comma = std::min(part.text.find(','), part.text.size() - 1);
        const std::size_t slash = part.mimeType.find('/');
        JsonObject data;
        data.addText("data", std::string_view(part.text).substr(comma + 1));
        data.addText("format", slash == std::string::npos ? "wav" : part.mimeType.substr(slash + 1));
        json.addText("type", "input_audio");
        json.add("input_audio", data.text());
    } else {
        JsonObject address;
        address.addText("url", part.text);
        json.addText("type", "image_url");
        json.add("image_url", address.text());
    }
    return json.text();
}

/// Words alone stand as text; with pictures they are a list.
std::string contentOf(const Message &message)
{
    std::string words;
    std::string list;
    bool media = false;
    for (const MessagePart &part : message.parts) {
        if (part.kind != Kind::Text && part.kind != Kind::Medium)
            continue;
        media = media || part.kind == Kind::Medium;
        if (part.kind == Kind::Text)
            words += (words.empty() ? "" : "\n") + part.text;
        list += (list.empty() ? "" : ",") + contentPart(part);
    }
    return media ? '[' + list + ']' : jsonText(words);
}

std::string callsOf(const Message &message)
{
    std::string calls;
    for (const MessagePart &part : message.parts) {
        if (part.kind != Kind::ToolCall)
            continue;
        JsonObject function;
        function.addText("name", part.name);
        function.addText("arguments", part.text);
        JsonObject call;
        call.addText("id", part.callId);
        call.addText("type", "function");
        call.add("function", function.text());
        calls += (calls.empty() ? "" : ",") + call.text();
    }
    return calls;
}

void append(std::string &list, const std::string &item)
{
    list += (list.empty() ? "" : ",") + item;
}

void appendMessage(std::string &list, const Message &message)
{
    bool others = false;
    for (const MessagePart &part : message.parts) {
        if (part.kind != Kind::ToolAnswer) {
            others =
                others || part.kind == Kind::Text || part.kind == Kind::Medium || part.kind == Kind::ToolCall;
            continue;
        }
        JsonObject answer;
        answer.addText("role", "tool");
        answer.addText("tool_call_id", part.callId);
        answer.addText("content", part.text);
        append(list, answer.text());
    }
    if (!others)
        return;
    JsonObject json;
    json.addText("role", message.role.empty() ? "user" : message.role);
    if (!message.name.empty())
        json.addText("name", message.name);
    const std::string calls = callsOf(message);
    const bool silent = !calls.empty() && std::ranges::all_of(message.parts, [](const MessagePart &part) {
        return part.kind != Kind::Text && part.kind != Kind::Medium;
    });
    json.add("content", silent ? "null" : contentOf(message));
    if (!calls.empty())
        json.add("tool_calls", '[' + calls + ']');
    append(list, json.text());
}

/// A tool in the shape of chat completions: {"type": "function", "function": {...}}.
std::string toolOf(const element &tool)
{
    element function;
    if (tool["function"].get(function) == simdjson::SUCCESS)
        return simdjson::to_string(tool);
    JsonObject inner;
    for (const std::string_view name : {"name", "description", "parameters", "input_schema"}) {
        if (element value; tool[name].get(value) == simdjson::SUCCESS)
            inner.add(name == "input_schema" ? "parameters" : name, simdjson::to_string(value));
    }
    JsonObject json;
    json.addText("type", "function");
    json.add("function", inner.text());
    return json.text();
}

void appendTools(std::string &tools, std::string_view json)
{
    withJson(json, [&](const element &parsed) {
        if (simdjson::dom::array list; parsed.get(list) == simdjson::SUCCESS) {
            for (const element tool : list)
                append(tools, toolOf(tool));
        } else if (parsed.is_object()) {
            append(tools, toolOf(parsed));
        }
    });
}

/// llm.request.functions.{i}.{name,description,parameters}: the parameters are JSON text.
std::string functionJson(const std::map<std::string, std::string_view> &members)
{
    JsonObject json;
    for (const auto &[name, text] : members)
        json.add(name, name == "parameters" && isJson(text) ? std::string(text) : jsonText(text));
    return json.text();
}

std::string toolsOf(const Span &span)
{
    std::string tools;
    if (const Value *const definitions = find(span.attributes, "gen_ai.tool.definitions"))
        appendTools(tools, plainJson(*definitions));
    std::map<std::uint32_t, std::string_view> schemas;
    std::map<std::uint32_t, std::map<std::string, std::string_view>> functions;
    for (const Attribute &attribute : span.attributes) {
        if (const auto tool = IndexedKey::parse(attribute.key, "llm.tools.");
            tool && tool->rest == "tool.json_schema")
            schemas[tool->index] = attribute.value.stringOr({});
        else if (const auto function = IndexedKey::parse(attribute.key, "llm.request.functions."))
            functions[function->index][std::string(function->rest)] = attribute.value.stringOr({});
    }
    for (const auto &[index, schema] : schemas)
        appendTools(tools, schema);
    for (const auto &[index, members] : functions)
        appendTools(tools, functionJson(members));
    return tools;
}

void addParameters(const Span &span, JsonObject &request)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> known{
        {{"temperature", "temperature"},
         {"top_p", "top_p"},
         {"top_k", "top_k"},
         {"max_tokens", "max_tokens"},
         {"seed", "seed"},
         {"frequency_penalty", "frequency_penalty"},
         {"presence_penalty", "presence_penalty"},
         {"stop_sequences", "stop"},
         {"choice.count", "n"},
         {"stream", "stream"}}};
    for (const auto &[key, name] : known) {
        if (const Value *const value = find(span.attributes, "gen_ai.request." + std::string(key)))
            request.add(name, value->isString() && !isJson(value->string()) ? jsonText(value->string())
                                                                            : plainJson(*value));
    }
    withJson(textOf(span, "llm.invocation_parameters"), [&](const element &root) {
        simdjson::dom::object parameters;
        if (root.get(parameters) != simdjson::SUCCESS)
            return;
        for (const auto &[name, value] : parameters) {
            if (!value.is_null() && name != "messages")
                request.add(name, simdjson::to_string(value));
        }
    });
}

bool isThisMachine(std::string_view host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.") || host == "0.0.0.0";
}

/// Text in single quotes, where a POSIX shell changes nothing; the quote itself stands outside of them.
std::string shellQuoted(std::string_view text)
{
    std::string command = "'";
    for (const char c : text)
        command += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return command + '\'';
}

} // namespace

std::string chatRequestJson(const Span &span, std::span<const Message> messages)
{
    JsonObject request;
    for (const std::string_view key :
         {"gen_ai.request.model", "llm.request.model_name", "llm.model_name", "gen_ai.response.model"}) {
        if (const std::string_view model = textOf(span, key); !model.empty()) {
            request.addText("model", model);
            break;
        }
    }
    std::string list;
    for (const Message &message : messages) {
        if (message.direction == Message::Direction::Input)
            appendMessage(list, message);
    }
    request.add("messages", '[' + list + ']');
    if (const std::string tools = toolsOf(span); !tools.empty())
        request.add("tools", '[' + tools + ']');
    addParameters(span, request);
    return request.text();
}

std::string chatEndpoint(const Span &span)
{
    constexpr std::string_view path = "/chat/completions";
    for (const std::string_view key : {"url.full", "http.url"}) {
        if (const std::string_view url = textOf(span, key); url.find(path) != std::string_view::npos)
            return std::string(url);
    }
    const std::string_view host = textOf(span, "server.address");
    if (host.empty())
        return {};
    if (host.find("://") != std::string_view::npos)
        return std::string(host.substr(0, host.find_last_not_of('/') + 1)) +
               (host.find("/v1") == std::string_view::npos ? "/v1" : "") + std::string(path);
    const Value *const given = find(span.attributes, "server.port");
    const auto port = given ? static_cast<int>(given->numberOr(0)) : 0;
    const bool plain = port == 80 || (port != 443 && isThisMachine(host));
    std::string url =
        (plain ? "http://" : "https://") +
        (host.find(':') == std::string_view::npos ? std::string(host) : '[' + std::string(host) + ']');
    if (port != 0 && port != (plain ? 80 : 443))
        url += ':' + std::to_string(port);
    return url + "/v1" + std::string(path);
}

std::string curlCommand(const Span &span, std::span<const Message> messages)
{
    constexpr std::size_t longestArgument = 100'000;
    const std::string endpoint = chatEndpoint(span);
    const std::string body = chatRequestJson(span, messages);
    std::string command =
        "curl " + (endpoint.empty() ? "\"${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions\""
                                    : shellQuoted(endpoint));
    command += " \\\n  -H 'Content-Type: application/json' \\\n  -H \"Authorization: Bearer "
               "$OPENAI_API_KEY\" \\\n  ";
    if (body.size() < longestArgument)
        return command + "--data-raw " + shellQuoted(body) + '\n';
    return command + "--data-binary @- <<'SPANWISE_BODY'\n" + body + "\nSPANWISE_BODY\n";
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/generator.h"

#include <chrono>
#include <memory>
#include <string>

namespace spanwise::demo {

struct ChatModelOptions
{
    std::string url; ///< "http://127.0.0.1:11434/v1"; "/chat/completions" is appended
    std::string model;
    std::string key; ///< sent as bearer token; empty: none
    std::chrono::milliseconds timeout{60'000};
};

/// Answers through any OpenAI-compatible service: POST URL/chat/completions. Any thread, several at once;
/// blocks until the answer is complete. Needs a QCoreApplication in the process, not a running event loop.
class ChatModel : public Generator
{
public:
    /// Fails when the URL is not http or https.
    static Result<std::unique_ptr<ChatModel>> create(ChatModelOptions options);

    Result<Completion> generate(const Prompt &prompt) const override;
    std::string modelName() const override { return m_options.model; }
    std::string provider() const override { return "openai-compatible"; }
    /// List price of gpt-4o-mini; other models cost otherwise, local ones nothing.
    Price price() const override { return {.prompt = 0.15, .completion = 0.6}; }

    /// The request's body and the completion in a response's body: the two halves of the protocol, without a
    /// socket.
    static std::string requestBody(const Prompt &prompt, const std::string &model);
    static Result<Completion> completionIn(const std::string &body, const Prompt &prompt);

private:
    explicit ChatModel(ChatModelOptions options);

    const ChatModelOptions m_options;
};

} // namespace spanwise::demo

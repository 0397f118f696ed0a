// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/prompt.h"
#include "core/base/result.h"

#include <cstddef>
#include <string>

namespace spanwise::demo {

/// What a model wrote.
struct Completion
{
    std::string text;
    std::string finishReason = "stop";
    std::size_t promptTokens = 0;
    std::size_t completionTokens = 0;
};

/// US dollars for a million tokens.
struct Price
{
    double prompt = 0;
    double completion = 0;

    double costOfPrompt(std::size_t tokens) const { return prompt * static_cast<double>(tokens) / 1e6; }
    double costOfCompletion(std::size_t tokens) const
    {
        return completion * static_cast<double>(tokens) / 1e6;
    }
};

/// Writes an answer from a prompt. Any number of threads may call; a call may block (a network model does).
class Generator
{
public:
    virtual ~Generator() = default;

    virtual Result<Completion> generate(const Prompt &prompt) const = 0;
    virtual std::string modelName() const = 0;
    virtual std::string provider() const = 0;
    virtual Price price() const = 0;

protected:
    Generator() = default;
    Generator(const Generator &) = default;
    Generator &operator=(const Generator &) = default;
};

} // namespace spanwise::demo

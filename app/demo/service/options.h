// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/misbehaviour.h"
#include "core/base/result.h"
#include "core/tracing/environment.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// What the command line and the environment ask for.
struct Options
{
    std::uint16_t port = 18080;  ///< 0: any free one
    double rate = 2;             ///< questions a second that it asks itself; 0: none
    std::string questionsFile;   ///< empty: built-in
    std::string manualDirectory; ///< empty: the manual of the build
    double pace = 1;
    Misbehaviour misbehaviour;
    std::string modelUrl; ///< of an OpenAI-compatible service; empty: extractive
    std::string modelName = "gpt-4o-mini";
    std::string modelKey;
    std::optional<std::uint64_t> seed; ///< for repeatable chance
    bool help = false;
    bool version = false;

    /// Both "--name value" and "--name=value". Fails with what is wrong and how it is written.
    static Result<Options> parse(std::span<const std::string_view> arguments, const Environment &environment);
    static std::string_view usage();
};

} // namespace spanwise::demo

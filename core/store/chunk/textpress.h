// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/texthash.h"
#include "core/store/chunk/zstdcodec.h"

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace spanwise {

/// A long text as it is stored apart.
struct PressedText
{
    TextHash hash;
    std::string data;
};

/// Compresses the long texts of chunks ahead of the writer, each once. Remembers some hundred thousand of
/// them: a guess, since only the writer knows what is new to the file. Any thread.
class TextPress
{
public:
    /// Adds text to pressed when it is long and was not here lately.
    void note(std::string_view text, ZstdCompressor &compressor, std::vector<PressedText> &pressed);

private:
    static constexpr std::size_t mostKnown = 100'000;

    std::mutex m_mutex;
    std::unordered_set<TextHash, TextHashHasher> m_known; // guarded by m_mutex
};

} // namespace spanwise

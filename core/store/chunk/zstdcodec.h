// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/zstddictionary.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace spanwise {

/// Chunks are a few kilobytes: higher levels cost twice the time for 3 % (tests/bench/store).
inline constexpr int zstdLevel = 1;

/// Compresses whole buffers. Its working memory (about 1 MB) is kept. One thread at a time.
class ZstdCompressor
{
public:
    ZstdCompressor();
    ~ZstdCompressor();
    ZstdCompressor(const ZstdCompressor &) = delete;
    ZstdCompressor &operator=(const ZstdCompressor &) = delete;

    /// Valid until the next call. What is compressed with a dictionary names it and is not readable without.
    std::string_view compress(std::string_view data, const ZstdDictionary *dictionary = nullptr);

private:
    ZSTD_CCtx_s *const m_context;
    std::string m_buffer;
};

/// Finds a dictionary by its id; nullptr when there is none.
using DictionaryFinder = std::function<std::shared_ptr<const ZstdDictionary>(std::uint32_t id)>;

/// The whole text again; nullopt when it is damaged, claims to be larger than 2 GiB, or needs a dictionary
/// that is not found.
std::optional<std::string> decompress(std::string_view data, const DictionaryFinder &find = {});

} // namespace spanwise

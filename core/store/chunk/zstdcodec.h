// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace spanwise {

/// Compresses whole buffers. Its working memory (about 1 MB) is kept. One thread at a time.
class ZstdCompressor
{
public:
    ZstdCompressor();
    ~ZstdCompressor();
    ZstdCompressor(const ZstdCompressor &) = delete;
    ZstdCompressor &operator=(const ZstdCompressor &) = delete;

    /// Valid until the next call.
    std::string_view compress(std::string_view data);

private:
    ZSTD_CCtx_s *const m_context;
    std::string m_buffer;
};

/// The whole text again; nullopt when it is damaged or claims to be larger than 2 GiB.
std::optional<std::string> decompress(std::string_view data);

} // namespace spanwise

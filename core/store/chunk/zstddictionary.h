// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ZSTD_CDict_s;
struct ZSTD_DDict_s;

namespace spanwise {

/// What many small buffers have in common, prepared for compressing and decompressing them (RFC 8878, section
/// 5): a chunk of a few kilobytes becomes half as large, in half the time. Immutable; any number of threads
/// may use it at once.
class ZstdDictionary
{
public:
    /// Bytes of a dictionary: what fits the processor's cache. Larger ones hardly compress better
    /// (tests/bench/store).
    static constexpr std::size_t trainedBytes = 32U << 10U;

    /// nullptr when bytes are not a dictionary with an id.
    static std::shared_ptr<const ZstdDictionary> from(std::string bytes);
    /// Bytes of a dictionary for what is like the samples, with any id; empty when they have too little in
    /// common, or are too few.
    static std::string train(std::span<const std::string_view> samples);
    /// The same dictionary under another id. Frames name it in one byte up to 255, in two up to 65535.
    static std::string withId(std::string dictionary, std::uint32_t id);

    ~ZstdDictionary();
    ZstdDictionary(const ZstdDictionary &) = delete;
    ZstdDictionary &operator=(const ZstdDictionary &) = delete;

    std::uint32_t id() const noexcept { return m_id; }
    const ZSTD_CDict_s *compressing() const noexcept { return m_compressing; }
    const ZSTD_DDict_s *decompressing() const noexcept { return m_decompressing; }

private:
    ZstdDictionary(std::uint32_t id, ZSTD_CDict_s *compressing, ZSTD_DDict_s *decompressing)
        : m_id(id)
        , m_compressing(compressing)
        , m_decompressing(decompressing)
    {
    }

    const std::uint32_t m_id;
    ZSTD_CDict_s *const m_compressing;
    ZSTD_DDict_s *const m_decompressing;
};

} // namespace spanwise

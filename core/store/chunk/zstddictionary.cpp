// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/zstddictionary.h"

#include <zdict.h>
#include <zstd.h>

#include <numeric>
#include <vector>

namespace spanwise {
namespace {

/// RFC 8878, section 5: magic number, then the id, each four bytes, little-endian.
constexpr std::size_t idAt = 4;
constexpr std::size_t headerBytes = 8;
/// With the repeated in the dictionary, level 1 would take a third more time for a tenth less room.
constexpr int dictionaryLevel = -3;

} // namespace

std::shared_ptr<const ZstdDictionary> ZstdDictionary::from(std::string bytes)
{
    const unsigned id = ZDICT_getDictID(bytes.data(), bytes.size());
    if (id == 0)
        return nullptr;
    ZSTD_CDict *const compressing = ZSTD_createCDict(bytes.data(), bytes.size(), dictionaryLevel);
    ZSTD_DDict *const decompressing = ZSTD_createDDict(bytes.data(), bytes.size());
    std::shared_ptr<const ZstdDictionary> dictionary(new ZstdDictionary(id, compressing, decompressing));
    return compressing != nullptr && decompressing != nullptr ? dictionary : nullptr;
}

ZstdDictionary::~ZstdDictionary()
{
    ZSTD_freeCDict(m_compressing);
    ZSTD_freeDDict(m_decompressing);
}

std::string ZstdDictionary::train(std::span<const std::string_view> samples)
{
    std::string all;
    std::vector<std::size_t> sizes;
    sizes.reserve(samples.size());
    for (const std::string_view sample : samples) {
        all += sample;
        sizes.push_back(sample.size());
    }
    std::string dictionary(trainedBytes, '\0');
    const std::size_t size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(),
                                                   sizes.data(), static_cast<unsigned>(sizes.size()));
    dictionary.resize(ZDICT_isError(size) != 0U ? 0 : size);
    return dictionary;
}

std::string ZstdDictionary::withId(std::string dictionary, std::uint32_t id)
{
    for (std::size_t i = 0; i < headerBytes - idAt && dictionary.size() >= headerBytes; ++i)
        dictionary[idAt + i] = static_cast<char>(id >> (8U * i));
    return dictionary;
}

} // namespace spanwise

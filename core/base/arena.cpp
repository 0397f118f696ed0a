// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/arena.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t firstBlock = 4096;
constexpr std::size_t largestBlock = 1U << 20U;

} // namespace

Arena::Arena(Arena &&other) noexcept
{
    *this = std::move(other);
}

Arena &Arena::operator=(Arena &&other) noexcept
{
    m_blocks = std::exchange(other.m_blocks, {});
    m_buffers = std::exchange(other.m_buffers, {});
    m_owners = std::exchange(other.m_owners, {});
    m_next = std::exchange(other.m_next, nullptr);
    m_left = std::exchange(other.m_left, 0);
    m_blockSize = std::exchange(other.m_blockSize, 0);
    m_byteCount = std::exchange(other.m_byteCount, 0);
    return *this;
}

std::string_view Arena::copy(std::string_view text)
{
    if (text.empty())
        return {};
    char *const target = allocate<char>(text.size());
    std::memcpy(target, text.data(), text.size());
    return {target, text.size()};
}

std::string_view Arena::adopt(std::string buffer)
{
    m_byteCount += buffer.capacity();
    return *m_buffers.emplace_back(std::make_unique<const std::string>(std::move(buffer)));
}

void Arena::keepAlive(std::shared_ptr<const void> owner)
{
    m_owners.push_back(std::move(owner));
}

void Arena::absorb(Arena &&other)
{
    std::ranges::move(other.m_blocks, std::back_inserter(m_blocks));
    std::ranges::move(other.m_buffers, std::back_inserter(m_buffers));
    std::ranges::move(other.m_owners, std::back_inserter(m_owners));
    m_byteCount += other.m_byteCount;
    other = Arena();
}

void *Arena::allocateBytes(std::size_t size, std::size_t alignment)
{
    const auto misaligned = reinterpret_cast<std::uintptr_t>(m_next) % alignment;
    std::size_t padding = misaligned == 0 ? 0 : alignment - misaligned;
    if (m_next == nullptr || m_left < size + padding) {
        m_blockSize = std::clamp(m_blockSize * 2, firstBlock, largestBlock);
        const std::size_t taken = std::max(m_blockSize, size); // new[] aligns for every fundamental type
        m_next = m_blocks.emplace_back(std::make_unique_for_overwrite<std::byte[]>(taken)).get();
        m_left = taken;
        m_byteCount += taken;
        padding = 0;
    }
    std::byte *const place = m_next + padding;
    m_next = place + size;
    m_left -= size + padding;
    return place;
}

} // namespace spanwise

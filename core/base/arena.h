// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace spanwise {

/// Memory for values that live and die together.
///
/// What it hands out stays where it is until the arena is destroyed, also when the arena is moved.
/// Destructors of what is placed here never run, so only trivially destructible types are accepted. Not
/// thread-safe. An allocation costs a pointer bump; memory is taken from the system in blocks that double up
/// to 1 MiB.
class Arena
{
public:
    Arena() = default;
    Arena(Arena &&other) noexcept;
    Arena &operator=(Arena &&other) noexcept;
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;
    ~Arena() = default;

    /// Uninitialised memory for count objects of T; nullptr for none.
    template<class T>
    T *allocate(std::size_t count)
    {
        static_assert(std::is_trivially_destructible_v<T>);
        return count == 0 ? nullptr : static_cast<T *>(allocateBytes(count * sizeof(T), alignof(T)));
    }

    std::string_view copy(std::string_view text);

    template<class T>
    std::span<const T> copy(std::span<const T> items)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        T *const target = allocate<T>(items.size());
        std::uninitialized_copy(items.begin(), items.end(), target);
        return {target, items.size()};
    }

    /// Takes over a buffer, for example a received body, so that views into it stay valid.
    std::string_view adopt(std::string buffer);
    /// The same for any owner of memory; the arena releases it when it dies.
    void keepAlive(std::shared_ptr<const void> owner);

    /// Takes over everything that other holds; views into other stay valid.
    void absorb(Arena &&other);

    /// Memory held, in bytes, adopted buffers included. What the bounded queues count.
    std::size_t byteCount() const noexcept { return m_byteCount; }

private:
    void *allocateBytes(std::size_t size, std::size_t alignment);

    std::vector<std::unique_ptr<std::byte[]>> m_blocks;
    std::vector<std::unique_ptr<const std::string>> m_buffers;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::byte *m_next = nullptr;
    std::size_t m_left = 0;
    std::size_t m_blockSize = 0;
    std::size_t m_byteCount = 0;
};

} // namespace spanwise

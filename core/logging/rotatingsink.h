// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace spanwise {

struct RotationOptions
{
    std::uint64_t maxFileBytes = 16U << 20U; ///< a file that reaches this is closed and a new one begun
    std::chrono::days maxAge{30};            ///< older files of this log are deleted
    std::uint32_t maxFiles = 200;            ///< of these the oldest are deleted first, the current one never
};

/// A log in files of one directory: NAME_2026-11-22.log, NAME_2026-11-22.1.log and so on, a new one each day
/// (UTC) and whenever one is full. One thread at a time.
///
/// Appends to the day's last file after a restart. Only files named like its own are ever deleted. A write
/// that fails is reported; the next one tries again.
class RotatingSink
{
public:
    /// Makes the directory. Fails when it cannot be made or written to.
    static Result<std::unique_ptr<RotatingSink>> open(std::filesystem::path directory, std::string name,
                                                      RotationOptions options, Timestamp now);

    /// line without its newline.
    Status write(std::string_view line, Timestamp now);
    void flush() noexcept;
    const std::filesystem::path &currentFile() const noexcept { return m_path; }

private:
    struct Close
    {
        void operator()(std::FILE *file) const noexcept { std::fclose(file); }
    };

    RotatingSink(std::filesystem::path directory, std::string name, RotationOptions options);
    Status rotate(Timestamp now, bool isFull);
    std::filesystem::path pathFor(std::chrono::sys_days day, std::uint32_t number) const;
    void deleteOld(Timestamp now) const;

    const std::filesystem::path m_directory;
    const std::string m_name;
    const RotationOptions m_options;
    std::filesystem::path m_path;
    std::unique_ptr<std::FILE, Close> m_file;
    std::uint64_t m_bytes = 0;
    std::chrono::sys_days m_day{};
};

} // namespace spanwise

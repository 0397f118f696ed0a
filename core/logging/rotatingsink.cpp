// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logging/rotatingsink.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace spanwise {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;

struct LogFile
{
    sys_days day;
    std::uint32_t number;
    fs::path path;

    friend bool operator<(const LogFile &a, const LogFile &b)
    {
        return std::pair(a.day, a.number) < std::pair(b.day, b.number);
    }
};

std::optional<unsigned> numberIn(std::string_view text)
{
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// NAME_YYYY-MM-DD[.NUMBER].log, else nullopt: such a file is not ours.
std::optional<LogFile> parsed(const fs::path &path, const std::string &name)
{
    const std::string file = path.filename().string();
    std::string_view rest = file;
    if (!rest.starts_with(name + '_') || !rest.ends_with(".log"))
        return std::nullopt;
    rest = rest.substr(name.size() + 1, rest.size() - name.size() - 5);
    if (rest.size() < 10 || rest[4] != '-' || rest[7] != '-')
        return std::nullopt;
    const auto y = numberIn(rest.substr(0, 4));
    const auto m = numberIn(rest.substr(5, 2));
    const auto d = numberIn(rest.substr(8, 2));
    if (rest.size() > 10 && rest[10] != '.')
        return std::nullopt;
    const auto number = numberIn(rest.size() == 10 ? "0" : rest.substr(11));
    if (!y || !m || !d || !number)
        return std::nullopt;
    const year_month_day date{year(static_cast<int>(*y)), month(*m), day(*d)};
    if (!date.ok())
        return std::nullopt;
    return LogFile{sys_days(date), *number, path};
}

/// Oldest first.
std::vector<LogFile> filesOf(const fs::path &directory, const std::string &name)
{
    std::vector<LogFile> files;
    std::error_code failure;
    for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (auto file = parsed(entry->path(), name))
            files.push_back(*std::move(file));
    }
    std::ranges::sort(files, std::less<>());
    return files;
}

Error cannot(const fs::path &path, const std::string &why)
{
    return {Error::Code::Io, "The log " + path.string() + " cannot be written: " + why +
                                 ". Check the permissions and the free space of its directory."};
}

} // namespace

RotatingSink::RotatingSink(fs::path directory, std::string name, RotationOptions options)
    : m_directory(std::move(directory))
    , m_name(std::move(name))
    , m_options(options)
{
}

Result<std::unique_ptr<RotatingSink>> RotatingSink::open(fs::path directory, std::string name,
                                                         RotationOptions options, Timestamp now)
{
    std::error_code failure;
    fs::create_directories(directory, failure);
    if (failure)
        return cannot(directory, failure.message());
    std::unique_ptr<RotatingSink> sink(new RotatingSink(std::move(directory), std::move(name), options));
    if (const Status opened = sink->rotate(now, false); !opened)
        return opened.error();
    return sink;
}

fs::path RotatingSink::pathFor(sys_days day, std::uint32_t number) const
{
    const year_month_day date(day);
    char text[32];
    std::snprintf(text, sizeof text, "_%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return m_directory /
           (m_name + text + (number == 0 ? std::string() : '.' + std::to_string(number)) + ".log");
}

/// Opens the last file of the day; after a full one, the next.
Status RotatingSink::rotate(Timestamp now, bool isFull)
{
    m_file.reset();
    const sys_days before = m_day;
    m_day = std::max(m_day, floor<days>(now)); // a clock set back does not reopen old files
    std::uint32_t number = 0;
    for (const LogFile &file : filesOf(m_directory, m_name)) {
        if (file.day == m_day)
            number = std::max(number, file.number);
    }
    if (isFull && m_day == before)
        ++number;
    std::error_code failure;
    for (;; ++number) {
        m_path = pathFor(m_day, number);
        const auto size = fs::file_size(m_path, failure);
        m_bytes = failure ? 0 : size;
        if (m_bytes < m_options.maxFileBytes)
            break;
    }
    m_file.reset(std::fopen(m_path.c_str(), "ae")); // e: not for child processes
    if (m_file == nullptr)
        return cannot(m_path, std::strerror(errno));
    deleteOld(now);
    return Done{};
}

void RotatingSink::deleteOld(Timestamp now) const
{
    const std::vector<LogFile> files = filesOf(m_directory, m_name);
    const sys_days oldest = floor<days>(now) - m_options.maxAge;
    std::size_t left = files.size();
    for (const LogFile &file : files) {
        if (file.path == m_path || (file.day >= oldest && left <= m_options.maxFiles))
            continue;
        std::error_code ignored; // it is tried again at the next rotation
        fs::remove(file.path, ignored);
        --left;
    }
}

Status RotatingSink::write(std::string_view line, Timestamp now)
{
    if (m_file == nullptr || floor<days>(now) > m_day ||
        (m_bytes > 0 && m_bytes + line.size() + 1 > m_options.maxFileBytes)) {
        if (Status opened = rotate(now, m_file != nullptr); !opened)
            return opened;
    }
    const bool written = std::fwrite(line.data(), 1, line.size(), m_file.get()) == line.size() &&
                         std::fputc('\n', m_file.get()) != EOF &&
                         std::fflush(m_file.get()) == 0; // a full disk is noticed here, not by the buffer
    m_bytes += line.size() + 1;
    if (written)
        return Done{};
    const std::string why = std::strerror(errno);
    m_file.reset();
    return cannot(m_path, why);
}

void RotatingSink::flush() noexcept
{
    if (m_file != nullptr)
        std::fflush(m_file.get());
}

} // namespace spanwise

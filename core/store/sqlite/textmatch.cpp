// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/textmatch.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/text/searchtext.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <optional>

namespace spanwise {
namespace {

std::string_view bytesOf(sqlite3_value *value)
{
    const auto *const data = static_cast<const char *>(sqlite3_value_blob(value));
    return {data == nullptr ? "" : data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string foldedArgument(sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_TEXT:
        return folded(bytesOf(value));
    case SQLITE_BLOB:
        return folded(decompress(bytesOf(value)).value_or(std::string()));
    default:
        return {};
    }
}

std::vector<std::string> *wordsOf(sqlite3_context *context, sqlite3_value *argument)
{
    if (auto *const known = static_cast<std::vector<std::string> *>(sqlite3_get_auxdata(context, 0)))
        return known;
    auto words = std::make_unique<std::vector<std::string>>(searchWords(bytesOf(argument)));
    sqlite3_set_auxdata(context, 0, words.release(),
                        [](void *p) { delete static_cast<std::vector<std::string> *>(p); });
    return static_cast<std::vector<std::string> *>(
        sqlite3_get_auxdata(context, 0)); // null when memory is short
}

std::string hexOf(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        hex.push_back(digits[static_cast<unsigned char>(c) >> 4U]);
        hex.push_back(digits[static_cast<unsigned char>(c) & 0x0fU]);
    }
    return hex;
}

void match(sqlite3_context *context, int, sqlite3_value **arguments)
{
    try {
        const std::vector<std::string> *const words = wordsOf(context, arguments[0]);
        if (words == nullptr)
            return sqlite3_result_error_nomem(context);
        // The short texts first: most rows are decided by them, and the answer may have to be decompressed.
        std::array<std::optional<std::string>, 3> texts;
        const auto text = [&](std::size_t i) -> const std::string & {
            return texts[i] ? *texts[i] : texts[i].emplace(foldedArgument(arguments[i + 2]));
        };
        const bool all = std::ranges::all_of(*words, [&](const std::string &word) {
            for (std::size_t i = 0; i < texts.size(); ++i) {
                if (text(i).find(word) != std::string::npos)
                    return true;
            }
            const std::string prefix = traceIdPrefix(word);
            return !prefix.empty() && hexOf(bytesOf(arguments[1])).starts_with(prefix);
        });
        sqlite3_result_int(context, all ? 1 : 0);
    } catch (const std::bad_alloc &) {
        sqlite3_result_error_nomem(context);
    }
}

void hasStep(sqlite3_context *context, int, sqlite3_value **arguments)
{
    ByteReader steps(bytesOf(arguments[0]));
    const auto wanted = static_cast<std::uint64_t>(sqlite3_value_int64(arguments[1]));
    while (!steps.atEnd()) {
        if (steps.varint() == wanted && !steps.failed())
            return sqlite3_result_int(context, 1);
    }
    sqlite3_result_int(context, 0);
}

} // namespace

void registerTextMatch(sqlite3 *handle)
{
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    sqlite3_create_function_v2(handle, "spanwise_match", 5, flags, nullptr, match, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "spanwise_has_step", 2, flags, nullptr, hasStep, nullptr, nullptr,
                               nullptr);
}

} // namespace spanwise

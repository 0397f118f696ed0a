// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/history.h"

#include "core/genai/facts.h"
#include "core/store/sqlite/sqlitestore.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

std::filesystem::path pathOf(const QString &directory, const char *file)
{
    return std::filesystem::path(directory.toStdString()) / file;
}

} // namespace

Result<History> openHistory(const QString &directory)
{
    if (!QDir().mkpath(directory))
        return Error{Error::Code::Io, "The data directory " + directory.toStdString()
                                          + " cannot be made. Choose another one with --data DIR."};
    SqliteOptions options;
    options.readFacts = factsReader();
    auto opened = SqliteStore::open(pathOf(directory, "spanwise.db"), std::move(options));
    if (!opened)
        return opened.error();
    History history;
    history.notice = (*opened)->openReport().message;
    history.store = std::move(*opened);
    return history;
}

FactsReader factsReader()
{
    return [](TelemetryBatch &batch) { return readFacts(batch); };
}

std::filesystem::path settingsPath(const QString &directory)
{
    return pathOf(directory, "settings.json");
}

Result<TraceId> resolveTrace(const StoreReader &store, const QString &idOrPrefix)
{
    const std::string hex = idOrPrefix.trimmed().toLower().toStdString();
    if (const auto id = TraceId::fromHex(hex))
        return *id;
    const bool isHex = hex.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!isHex || hex.size() < 4 || hex.size() > 2 * TraceId::byteCount)
        return Error{Error::Code::InvalidInput, "\"" + hex + "\" is not a trace id: 32 hexadecimal digits, or at least the first 4 of them."};
    const auto found = store.findByPrefix(hex, 2);
    if (!found)
        return found.error();
    if (found->empty())
        return Error{Error::Code::NotFound, "No trace in the history begins with " + hex + "."};
    if (found->size() > 1)
        return Error{Error::Code::InvalidInput, "Several traces begin with " + hex + "; give more digits."};
    return found->front();
}

} // namespace spanwise

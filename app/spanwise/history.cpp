// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/history.h"

#include "app/spanwise/passwordprompt.h"
#include "core/codec/labelattributes.h"
#include "core/genai/facts.h"
#include "core/settings/settings.h"
#include "core/store/postgres/postgresstore.h"
#include "core/store/sqlite/sqlitestore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSysInfo>

#include <cstring>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

std::filesystem::path pathOf(const QString &directory, const char *file)
{
    return std::filesystem::path(directory.toStdString()) / file;
}

/// The same for every run in this directory on this machine.
std::int64_t originOf(const QString &directory)
{
    const QByteArray what = QSysInfo::machineUniqueId() + '\n' + QDir(directory).canonicalPath().toUtf8();
    const QByteArray hash = QCryptographicHash::hash(what, QCryptographicHash::Sha256);
    std::int64_t origin = 0;
    std::memcpy(&origin, hash.constData(), sizeof origin);
    return origin;
}

Result<History> openTeams(const QString &address, const QString &directory, HistoryHooks hooks)
{
    auto url = PostgresUrl::parse(address.toStdString());
    if (!url)
        return url.error();
    PostgresOptions options;
    options.readFacts = factsReader();
    options.askPassword = hooks.askPassword ? std::move(hooks.askPassword) : askPasswordInTerminal;
    options.onLink = std::move(hooks.linkChanged);
    options.origin = originOf(directory);
    auto opened = PostgresStore::open(*std::move(url), std::move(options));
    if (!opened)
        return opened.error();
    History history;
    history.where = QString::fromStdString((*opened)->where());
    history.isTeams = true;
    if (!(*opened)->hasTextIndex())
        history.notice =
            "The database server does not offer the extension pg_trgm, so searches for words read the texts "
            "of all queries "
            "that the other conditions leave. Ask its administrator for: CREATE EXTENSION pg_trgm.";
    history.labels = opened->get();
    history.store = std::move(*opened);
    return history;
}

Result<History> openLocal(const QString &directory)
{
    SqliteOptions options;
    options.readFacts = factsReader();
    auto opened = SqliteStore::open(pathOf(directory, "spanwise.db"), std::move(options));
    if (!opened)
        return opened.error();
    History history;
    history.where = directory;
    history.notice = (*opened)->openReport().message;
    history.labels = opened->get();
    history.store = std::move(*opened);
    return history;
}

/// What the settings say when the command line says nothing. A file that cannot be read is reported in
/// notice.
QString chosenStore(const HistoryPlace &place, std::string &notice)
{
    if (!place.store.isEmpty())
        return place.store;
    SettingsFile settings(settingsPath(place.directory));
    if (const Status loaded = settings.load(); !loaded)
        notice = loaded.error().message;
    return QString::fromStdString(settings.current().store);
}

} // namespace

Result<History> openHistory(const HistoryPlace &place, HistoryHooks hooks)
{
    if (!QDir().mkpath(place.directory))
        return Error{Error::Code::Io, "The data directory " + place.directory.toStdString() +
                                          " cannot be made. Choose another one with --data DIR."};
    std::string notice;
    const QString store = chosenStore(place, notice);
    auto history = store.isEmpty() || store == localStore
                       ? openLocal(place.directory)
                       : openTeams(store, place.directory, std::move(hooks));
    if (history && !notice.empty())
        history->notice = history->notice.empty() ? notice : notice + "\n" + history->notice;
    return history;
}

FactsReader factsReader()
{
    return [](TelemetryBatch &batch) { return readFacts(batch); };
}

IntakeOptions intakeOptions()
{
    IntakeOptions options;
    options.readFacts = factsReader();
    options.takeLabels = takeLabels;
    return options;
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
        return Error{Error::Code::InvalidInput,
                     "\"" + hex +
                         "\" is not a trace id: 32 hexadecimal digits, or at least the first 4 of them."};
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

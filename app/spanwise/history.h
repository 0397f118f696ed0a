// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/intake/factsreader.h"
#include "core/intake/intake.h"
#include "core/store/labels.h"
#include "core/store/store.h"

#include <QString>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spanwise {

/// Where a history is: `--data` and `--store` of the command line. A directory alone is one, too.
struct HistoryPlace
{
    HistoryPlace(const QString &dataDirectory, const QString &storeAddress = {})
        : directory(dataDirectory)
        , store(storeAddress)
    {
    }

    QString directory; ///< settings, logs, and the history itself unless it is a team's
    QString store;     ///< postgres://...; "local" for the file in directory; empty: as in the settings
};

/// HistoryPlace::store for the file in the directory, whatever the settings say.
inline constexpr QLatin1String localStore{"local"};

/// How a history in a team's store speaks to its user. Both may be empty.
struct HistoryHooks
{
    /// On the thread that opens; without it a terminal is asked, where there is one.
    std::function<std::optional<std::string>(const std::string &where)> askPassword{};
    /// Once when the store is lost and once when it is back, in words for the user. On any thread.
    std::function<void(bool reachable, const std::string &message)> linkChanged{};
};

/// The store of a data directory or of a team, and what opening it had to say.
struct History
{
    std::unique_ptr<Store> store;
    LabelStore *labels = nullptr; ///< the same object
    QString where;                ///< for the user: the directory, or the address without its password
    bool isTeams = false;
    std::string notice; ///< for the user, for example that a damaged history was moved aside; usually empty
};

/// Opens, or begins, the history. Another Spanwise may have it open at the same time.
Result<History> openHistory(const HistoryPlace &place, HistoryHooks hooks = {});

/// How spans are understood, for the intake and the store alike.
FactsReader factsReader();

/// How batches are admitted in this program.
IntakeOptions intakeOptions();

/// settings.json of a data directory.
std::filesystem::path settingsPath(const QString &directory);

/// The trace that a full id, or its first 4 digits or more, names. Fails when none or several match.
Result<TraceId> resolveTrace(const StoreReader &store, const QString &idOrPrefix);

} // namespace spanwise

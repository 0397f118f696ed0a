// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/intake/factsreader.h"
#include "core/store/store.h"

#include <QString>

#include <filesystem>
#include <memory>
#include <string>

namespace spanwise {

/// The store of a data directory, and what opening it had to say.
struct History
{
    std::unique_ptr<Store> store;
    std::string notice; ///< for the user, for example that a damaged history was moved aside; usually empty
};

/// Opens, or begins, the history in directory. Another Spanwise may have it open at the same time.
Result<History> openHistory(const QString &directory);

/// How spans are understood, for the intake and the store alike.
FactsReader factsReader();

/// settings.json of a data directory.
std::filesystem::path settingsPath(const QString &directory);

/// The trace that a full id, or its first 4 digits or more, names. Fails when none or several match.
Result<TraceId> resolveTrace(const StoreReader &store, const QString &idOrPrefix);

} // namespace spanwise

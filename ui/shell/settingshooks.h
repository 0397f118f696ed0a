// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace spanwise {

class MetricEngine;
class StoreReader;
class TokenControl;

/// What is wrong with an expression, and at which character.
struct ExpressionProblem
{
    int position = -1; ///< -1: not at one place
    QString message;
};

/// Nothing when the expression is good. Called while the user types, so it answers at once.
using ExpressionCheck = std::function<std::optional<ExpressionProblem>(const QString &)>;

/// The check of an engine: it evaluates the expression now, and takes the position from "at 14: ...".
ExpressionCheck checkOf(std::shared_ptr<const MetricEngine> engine);

/// Asks a replay target something and calls done in the GUI thread: whether it answered, and a sentence about
/// it.
using TargetTest = std::function<void(const ReplayTarget &, std::function<void(bool, const QString &)> done)>;

/// Tries a connection with the given secret, or with the one that is kept when there is none here, and calls
/// done in the GUI thread: whether it works, and a sentence about it. The returned function cancels; done
/// does not come then.
using ConnectionTest =
    std::function<std::function<void()>(const RemoteConnection &, const std::optional<std::string> &secret,
                                        std::function<void(bool, const QString &)> done)>;

/// What the connections of the settings page need.
struct ConnectionHooks
{
    ConnectionTest test; ///< empty: there is no such section
    /// Keeps a secret under a key, in the background; failed comes in the GUI thread, with the reason.
    std::function<void(const std::string &key, const std::string &secret,
                       std::function<void(const QString &)> failed)>
        keepSecret;
    QString secretPlace; ///< where secrets are kept
};

/// What the settings page needs from outside; every member may be empty, and its part is then left out.
struct SettingsHooks
{
    ExpressionCheck check;
    TargetTest test;
    std::shared_ptr<const StoreReader> store;
    QString dataFolder;
    TokenControl *tokens = nullptr; ///< outlives the page
    ConnectionHooks connections{};
    QString teamStore{}; ///< the address of the store in use, when it is a team's
};

} // namespace spanwise

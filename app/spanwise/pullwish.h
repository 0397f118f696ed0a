// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace spanwise {

/// What `spanwise pull` was asked for. Words as they were typed; empty: not given.
struct PullWish
{
    QString kind;  ///< of an address that is no connection's name
    QString trace; ///< one trace, by its id
    QString service;
    QString operation;
    QStringList tags;   ///< key=value
    QString expression; ///< for Prometheus
    QString traceQl;    ///< for a Tempo
    QString user;
    QString database;    ///< of a ClickHouse
    QStringList headers; ///< "Name: value"
    std::optional<Duration> since{};
    std::optional<Duration> step{};
    std::optional<Duration> minDuration{};
    bool onlyFailed = false;
    bool keep = false;
    bool test = false;
    bool services = false;
};

/// "90s", "15m", "1.5h", "2d", "250ms"; nullopt for anything else, and for nothing or less.
std::optional<Duration> lengthOfTime(const QString &text);

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

class QSettings;

namespace spanwise {

/// The searches that were asked lately, and those that were given a name. A value.
class SearchMemory
{
public:
    struct Saved
    {
        QString name;
        QString text;
    };

    static constexpr qsizetype historySize = 50;

    /// As the latest one; one that is there already moves up.
    void remember(const QString &text);
    void clearHistory() { m_history.clear(); }
    const QStringList &history() const noexcept { return m_history; }

    /// Replaces the one of the same name.
    void save(const QString &name, const QString &text);
    void remove(const QString &name);
    /// By name.
    const QList<Saved> &saved() const noexcept { return m_saved; }

    void write(QSettings &settings) const;
    void read(const QSettings &settings);

private:
    QStringList m_history; // latest first
    QList<Saved> m_saved;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <array>

class QSocketNotifier;

namespace spanwise {

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, so that the program ends as if the user had closed it.
/// A second one ends it at once. At most one object of this type; main thread.
class SignalWatch final : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatch(QObject *parent = nullptr);
    ~SignalWatch() override;

Q_SIGNALS:
    void endRequested();

private:
    std::array<int, 2> m_sockets{-1, -1};
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace spanwise

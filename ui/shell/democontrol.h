// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace spanwise {

/// The demo pipeline as the shell sees it: something that can be started and stopped.
///
/// app implements it with a process of its own; Spanwise knows the demo only through its two sockets. GUI
/// thread.
class DemoControl : public QObject
{
    Q_OBJECT

public:
    enum class State : std::uint8_t { Stopped, Starting, Running, Stopping, Failed };
    Q_ENUM(State)

    using QObject::QObject;

    virtual State state() const = 0;
    /// What the state means in words: where it listens, or why it failed and what to do. May be empty.
    virtual QString message() const = 0;

public Q_SLOTS:
    /// Nothing while it starts or runs.
    virtual void start() = 0;
    /// Nothing while it is stopped.
    virtual void stop() = 0;

Q_SIGNALS:
    void stateChanged(spanwise::DemoControl::State state, const QString &message);
};

} // namespace spanwise

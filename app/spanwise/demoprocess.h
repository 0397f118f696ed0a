// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/democontrol.h"

#include <QByteArray>
#include <QProcess>
#include <QTimer>

#include <functional>

namespace spanwise {

/// The demo pipeline as a process of its own, spanwise-demo beside this program.
///
/// Spanwise knows it only through its two sockets: OTLP in, questions out. It ends with Spanwise. Main
/// thread.
class DemoProcess final : public DemoControl
{
    Q_OBJECT

public:
    struct Wish
    {
        QString otlpEndpoint{}; ///< "http://127.0.0.1:4318"; empty: Spanwise does not listen
        std::uint16_t port = 18080;
        double rate = 2; ///< questions a second that it asks itself
        QString token{}; ///< what the listeners ask their senders for; empty for nothing
    };

    /// wish is asked at every start.
    explicit DemoProcess(std::function<Wish()> wish, QObject *parent = nullptr);
    ~DemoProcess() override;

    State state() const override { return m_state; }
    QString message() const override { return m_message; }
    /// "http://127.0.0.1:18080" while it runs.
    QString url() const { return m_url; }

public Q_SLOTS:
    void start() override;
    void stop() override;

private:
    void readOutput();
    void ended(int code, QProcess::ExitStatus status);
    void become(State state, const QString &message);

    std::function<Wish()> m_wish;
    QProcess m_process;
    QTimer m_patience; // between a request to end and a kill
    QByteArray m_complaints;
    State m_state = State::Stopped;
    QString m_message;
    QString m_url;
};

} // namespace spanwise

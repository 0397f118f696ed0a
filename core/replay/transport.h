// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/replayrecord.h"
#include "core/settings/settings.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

class QNetworkReply;

namespace spanwise {

/// What came back from the pipeline, or why nothing did.
struct ReplayResponse
{
    /// Completed: answered with a 2xx status. Any other is final.
    ReplayRecord::Outcome outcome = ReplayRecord::Outcome::Completed;
    int httpStatus = 0; ///< 0 when there was no status line
    QByteArray contentType;
    QByteArray body;     ///< decompressed
    std::string message; ///< why it failed, phrased for the user
    Duration duration{}; ///< from sending to the last byte, or to the failure
};

/// One HTTP exchange with the target of a replay. http and https.
///
/// The time limit spans the whole exchange; a response over maxBytes is cut off and refused; a redirect is
/// not followed, because a query must not go to an address that nobody chose. Lives in any thread with an
/// event loop.
class ReplayTransport final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 defaultMaxBytes = 16 << 20;

    explicit ReplayTransport(QObject *parent = nullptr, qint64 maxBytes = defaultMaxBytes);
    ~ReplayTransport() override;

    /// Sends once; finished() follows, never from inside this call.
    void send(const ReplayTarget &target, const QByteArray &body, const QByteArray &traceparent);
    /// Closes the connection; finished() is not emitted any more.
    void abort();

Q_SIGNALS:
    void finished(const spanwise::ReplayResponse &response);

private:
    void refuse(std::string message);
    void read();
    void complete();
    void fail(ReplayRecord::Outcome outcome, std::string message);
    void deliver(ReplayResponse response);
    ReplayResponse responseOf(QNetworkReply &reply) const;
    ReplayResponse failureOf(QNetworkReply &reply) const;
    ReplayResponse httpFailureOf(QNetworkReply &reply, int status) const;

    const qint64 m_maxBytes;
    QNetworkAccessManager m_network;
    QTimer m_limit;
    QElapsedTimer m_clock;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_body;
    ReplayTarget m_target;
};

} // namespace spanwise

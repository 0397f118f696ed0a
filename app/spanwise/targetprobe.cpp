// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/targetprobe.h"

#include "core/replay/bodytemplate.h"
#include "core/replay/replayids.h"
#include "core/replay/transport.h"
#include "ui/models/format.h"

#include <QCoreApplication>

namespace spanwise {
namespace {

QString sentenceOf(const ReplayResponse &response)
{
    if (response.outcome != ReplayRecord::Outcome::Completed)
        return QString::fromStdString(response.message);
    return QCoreApplication::translate("spanwise::TargetProbe", "It answered with HTTP %1 and %2 in %3.")
        .arg(response.httpStatus)
        .arg(formatBytes(static_cast<std::uint64_t>(response.body.size())),
             formatDuration(response.duration));
}

} // namespace

TargetTest targetProbe(QObject *owner)
{
    return [owner](const ReplayTarget &target, std::function<void(bool, const QString &)> done) {
        SavedQuery query;
        query.question = "Do you hear Spanwise?";
        const auto body = expandTemplate(target.bodyTemplate, query);
        if (!body)
            return done(false, QString::fromStdString(body.error().message));
        auto *const transport = new ReplayTransport(owner);
        QObject::connect(transport, &ReplayTransport::finished, owner,
                         [transport, done](const ReplayResponse &response) {
                             transport->deleteLater();
                             done(response.outcome == ReplayRecord::Outcome::Completed, sentenceOf(response));
                         });
        // Not sampled: this question is no query of the user's.
        QByteArray traceparent = ReplayIds::random().traceparent();
        traceparent.back() = '0';
        transport->send(target, *body, traceparent);
    };
}

} // namespace spanwise

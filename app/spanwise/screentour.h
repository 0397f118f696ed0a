// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/model/tracesummary.h"
#include "ui/faces/tracefaces.h"

#include <QObject>
#include <QSize>
#include <QString>
#include <QTimer>

#include <functional>
#include <vector>

namespace spanwise {

class Desktop;

/// Renders every screen of a running desktop to PNG files: light and dark, 1280x800 and 1920x1080, named
/// PAGE-THEME-WIDTHxHEIGHT.png.
///
/// Waits until the demo pipeline has filled the history, has it misbehave for a while so that alerts and
/// errors have something to show, replays a query, then goes from screen to screen. GUI thread.
class ScreenTour final : public QObject
{
    Q_OBJECT

public:
    ScreenTour(Desktop &desktop, const QString &folder, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(bool good);

private:
    struct Stop
    {
        QString name;
        std::function<void()> show;
    };

    void waitForQueries();
    /// Why no more queries come, as far as the demo pipeline tells.
    QString demoReason() const;
    void misbehave(const QByteArray &wish);
    void chooseQuery();
    void label(const std::vector<TraceSummary> &traces);
    void planShots();
    void showFace(TraceFaces::Kind kind);
    void nextShot();
    void fail(const QString &problem);

    Desktop &m_desktop;
    const QString m_folder;
    std::vector<Stop> m_stops; // each is shown, given time to settle, and grabbed
    std::size_t m_next = 0;
    int m_patience = 0; // ms since the last query
    std::uint64_t m_arrived = 0;
    TraceId m_query;
    QTimer m_timer;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/page/page.h"

#include <QStringList>
#include <QTimer>

#include <memory>

namespace spanwise {

class ConnectPanel;
class DemoControl;
class Live;
class SettingsFile;
class StoreReader;
class Theme;

/// Three ways in: the demo pipeline, a pipeline of one's own, a trace file.
class WelcomePage final : public Page
{
    Q_OBJECT

public:
    /// store (may be null) tells the names of the services; demo may be null.
    WelcomePage(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store,
                SettingsFile &settings, DemoControl *demo, QWidget *parent = nullptr);

    void setActive(bool active) override;

public Q_SLOTS:
    /// Where the receiver listens now, "127.0.0.1:4318".
    void setListening(const QString &address);
    void setListenError(const QString &problem);
    /// Senders need a token.
    void setNeedsToken(bool needs);

Q_SIGNALS:
    /// The button of the third way: ask for files.
    void openRequested();
    void filesRequested(const QStringList &files);
    void overviewRequested();

private:
    QWidget *filesCard(const Theme &theme);
    void showReceived();
    void askServices();

    Live &m_live;
    std::shared_ptr<const StoreReader> m_store;
    ConnectPanel *m_connect;
    QStringList m_services;
    QTimer m_pause;
    LatestJob m_job{this};
    bool m_active = false;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/remotesearch.h"
#include "core/settings/remoteconnection.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace spanwise {

/// The question to a connection: which one, and what narrows the search. Enter searches. GUI thread.
class RemoteSearchBar final : public QWidget
{
    Q_OBJECT

public:
    explicit RemoteSearchBar(QWidget *parent = nullptr);

    /// The chosen one stays chosen when it is still there.
    void setConnections(std::vector<RemoteConnection> connections);
    const RemoteConnection *connection() const;
    void chooseConnection(const QString &name);
    void setServices(const std::vector<std::string> &services);
    void setOperations(const std::vector<std::string> &operations);
    /// The window ends now. nullopt when a field cannot be understood; it is marked then.
    std::optional<RemoteSearch> search(Timestamp now);
    /// While something runs: the button cancels.
    void setBusy(bool busy);
    bool isBusy() const noexcept { return m_isBusy; }

Q_SIGNALS:
    void connectionChosen();
    void serviceChosen(const QString &service);
    void searchRequested();
    void cancelRequested();

private:
    void showKind();

    std::vector<RemoteConnection> m_connections;
    bool m_isBusy = false;
    QComboBox *m_connection;
    QComboBox *m_service;
    QComboBox *m_operation;
    QLineEdit *m_tags;
    QLineEdit *m_traceQl;
    QLineEdit *m_minDuration;
    QComboBox *m_since;
    QCheckBox *m_failed;
    QSpinBox *m_limit;
    QPushButton *m_search;
    QProgressBar *m_progress;
};

} // namespace spanwise

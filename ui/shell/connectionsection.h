// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingshooks.h"
#include "ui/shell/settingssection.h"

#include <map>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace spanwise {

/// The connections to what a team already runs: a table of them, below it the fields of the chosen one and a
/// button that tries it with what is written there.
///
/// A secret that was typed is kept, when the settings are saved, through ConnectionHooks and never shown
/// again.
class ConnectionSection final : public SettingsSection
{
    Q_OBJECT

public:
    explicit ConnectionSection(ConnectionHooks hooks, QWidget *parent = nullptr);
    ~ConnectionSection() override;

    bool isEdited() const override;
    void store(Settings &settings) const override;
    QString problem() const override;
    void saved() override;

protected:
    void show(const Settings &settings) override;

private:
    QWidget *connectionsTable();
    void buildFields();
    QWidget *testRow();
    void choose(int row);
    void takeFields();
    void takeKind();
    void fillTable();
    void fillRow(int row);
    void showFieldsOf(const RemoteConnection &connection);
    void check();
    QString problemOfRow(std::size_t row) const;
    void addConnection();
    void removeConnection();
    void runTest();
    void endTest();
    RemoteConnection *current();

    ConnectionHooks m_hooks;
    std::vector<RemoteConnection> m_connections;
    std::map<std::string, std::string>
        m_secrets; ///< typed and not kept yet, by RemoteConnection::secretKey()
    int m_row = -1;
    bool m_filling = false;
    std::function<void()> m_cancelTest;
    QTableWidget *m_table;
    QPushButton *m_remove = nullptr;
    QComboBox *m_kind;
    QLineEdit *m_name;
    QLineEdit *m_url;
    QLabel *m_problemLine = nullptr;
    QComboBox *m_auth;
    QLineEdit *m_user;
    QLineEdit *m_secret;
    QLineEdit *m_headers;
    QDoubleSpinBox *m_timeout;
    QLineEdit *m_database;
    QLineEdit *m_tracesTable;
    QLineEdit *m_logsTable;
    QSpinBox *m_interval;
    QCheckBox *m_active;
    QPushButton *m_test = nullptr;
    QProgressBar *m_spinner = nullptr;
    QLabel *m_result = nullptr;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingshooks.h"
#include "ui/shell/settingssection.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace spanwise {

/// How a saved query is asked again, with a button that tries it.
class ReplaySection final : public SettingsSection
{
    Q_OBJECT

public:
    /// test may be empty: there is no button then.
    explicit ReplaySection(TargetTest test, QWidget *parent = nullptr);

    void store(Settings &settings) const override;
    QString problem() const override;

protected:
    void show(const Settings &settings) override;

private:
    QWidget *headersEditor();
    QWidget *testRow();
    void addHeader(const QString &name, const QString &value);
    QString headersProblem() const;
    void check();
    void runTest();

    TargetTest m_test;
    QLineEdit *m_url;
    QLabel *m_urlProblem;
    QComboBox *m_method;
    QTableWidget *m_headers;
    QLabel *m_headersProblem;
    QPlainTextEdit *m_body;
    QLabel *m_bodyProblem;
    QDoubleSpinBox *m_timeout;
    QDoubleSpinBox *m_traceTimeout;
    QPushButton *m_testButton = nullptr;
    QLabel *m_testResult = nullptr;
};

} // namespace spanwise

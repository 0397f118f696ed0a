// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingssection.h"

class QCheckBox;
class QLineEdit;

namespace spanwise {

class TokenControl;

/// Where Spanwise listens, and to whom.
class ReceivingSection final : public SettingsSection
{
    Q_OBJECT

public:
    /// tokens may be null: their row is left out and nothing but loopback is accepted.
    explicit ReceivingSection(TokenControl *tokens, QWidget *parent = nullptr);

    void store(Settings &settings) const override;
    QString problem() const override;

protected:
    void show(const Settings &settings) override;

private:
    QLineEdit *addressField(const QString &name);
    void addListener(const QString &label, QCheckBox *on, QLineEdit *address, const QString &hint);
    QStringList origins() const;
    /// The first problem and its field.
    std::pair<QString, QLineEdit *> firstProblem() const;
    void check();

    TokenControl *m_tokens;
    QLineEdit *m_http;
    QCheckBox *m_grpcOn;
    QLineEdit *m_grpc;
    QCheckBox *m_zipkinOn;
    QLineEdit *m_zipkin;
    QLineEdit *m_origins;
    QLabel *m_problem = nullptr;
};

} // namespace spanwise

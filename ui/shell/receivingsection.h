// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingssection.h"

class QLineEdit;

namespace spanwise {

/// Where Spanwise listens.
class ReceivingSection final : public SettingsSection
{
    Q_OBJECT

public:
    explicit ReceivingSection(QWidget *parent = nullptr);

    void store(Settings &settings) const override;
    QString problem() const override;

protected:
    void show(const Settings &settings) override;

private:
    QLineEdit *m_address;
    QLabel *m_problem;
};

} // namespace spanwise

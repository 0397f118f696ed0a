// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingssection.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

namespace spanwise {

/// Appearance, notifications and the demo's rate.
class GeneralSection final : public SettingsSection
{
    Q_OBJECT

public:
    explicit GeneralSection(QWidget *parent = nullptr);

    void store(Settings &settings) const override;

protected:
    void show(const Settings &settings) override;

private:
    QComboBox *m_theme;
    QCheckBox *m_notifications;
    QDoubleSpinBox *m_rate;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/generalsection.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>

using namespace Qt::StringLiterals;

namespace spanwise {

GeneralSection::GeneralSection(QWidget *parent)
    : SettingsSection(tr("General"), tr("Appearance, notifications and the demo pipeline."), parent)
    , m_theme(new QComboBox(this))
    , m_notifications(new QCheckBox(tr("Show a desktop notification when an alert fires"), this))
    , m_rate(new QDoubleSpinBox(this))
{
    m_theme->setObjectName(u"themeChoice"_s);
    m_theme->addItems({tr("As the system"), tr("Light"), tr("Dark"), tr("High contrast")});
    m_theme->setMaximumWidth(200);
    addRow(tr("Theme"), m_theme);
    addRow(tr("Notifications"), m_notifications);
    m_rate->setRange(0.1, 100);
    m_rate->setDecimals(1);
    m_rate->setMaximumWidth(140);
    addRow(tr("Demo questions"), m_rate, tr("a second; used when the demo pipeline starts the next time"));
    connect(m_theme, &QComboBox::currentIndexChanged, this, &SettingsSection::edited);
    connect(m_notifications, &QCheckBox::toggled, this, &SettingsSection::edited);
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &SettingsSection::edited);
}

void GeneralSection::show(const Settings &settings)
{
    m_theme->setCurrentIndex(static_cast<int>(settings.theme));
    m_notifications->setChecked(settings.desktopNotifications);
    m_rate->setValue(settings.demoRate);
}

void GeneralSection::store(Settings &settings) const
{
    settings.theme = static_cast<ThemeChoice>(m_theme->currentIndex());
    settings.desktopNotifications = m_notifications->isChecked();
    settings.demoRate = m_rate->value();
}

} // namespace spanwise

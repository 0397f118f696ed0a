// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/democontrol.h"

#include <QFrame>

class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace spanwise {

class SettingsFile;
class StateMark;
class Theme;

/// "Start the demo pipeline": what it is, its rate, its state and the button.
class DemoCard final : public QFrame
{
    Q_OBJECT

public:
    /// demo may be null: the card then says that this build has none.
    DemoCard(const Theme &theme, SettingsFile &settings, DemoControl *demo, QWidget *parent = nullptr);

private:
    void toggle();
    void showState(DemoControl::State state, const QString &message);

    SettingsFile &m_settings;
    DemoControl *m_demo;
    QPushButton *m_button;
    QDoubleSpinBox *m_rate;
    StateMark *m_light;
    QLabel *m_state;
};

} // namespace spanwise

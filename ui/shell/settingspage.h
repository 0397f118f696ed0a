// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page/page.h"
#include "ui/shell/settingshooks.h"

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace spanwise {

class SettingsSection;

/// Everything that can be chosen, in sections; nothing changes until Save.
///
/// Only sections that were edited are written, so a choice made elsewhere meanwhile is kept.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    SettingsPage(SettingsFile &settings, SettingsHooks hooks, QWidget *parent = nullptr);

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override;
    bool isEdited() const;

public Q_SLOTS:
    /// Writes what was edited; false when something is wrong, and it is shown.
    bool save();
    void discard();
    /// Brings a section to the front by its place: 0 receiving, 1 replay target, 2 alerts, 3 history, 4
    /// general, 5 connections.
    void showSection(int index);

Q_SIGNALS:
    /// After a save. app moves the receiver, the rules, the theme and the rest to what they are now.
    void settingsChanged(const spanwise::Settings &before, const spanwise::Settings &now);

private:
    void addSection(SettingsSection *section);
    QWidget *footer();
    void buildActions();
    void reload();
    void showState();

    SettingsFile &m_settings;
    std::vector<SettingsSection *> m_sections;
    QListWidget *m_list;
    QStackedWidget *m_stack;
    QLabel *m_state = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_discard = nullptr;
    QList<QAction *> m_actions;
};

} // namespace spanwise

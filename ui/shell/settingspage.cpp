// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingspage.h"

#include "ui/shell/alertsection.h"
#include "ui/shell/connectionsection.h"
#include "ui/shell/generalsection.h"
#include "ui/shell/historysection.h"
#include "ui/shell/receivingsection.h"
#include "ui/shell/replaysection.h"
#include "ui/theme/restyle.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

SettingsPage::SettingsPage(SettingsFile &settings, SettingsHooks hooks, QWidget *parent)
    : Page(parent)
    , m_settings(settings)
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
{
    setAccessibleName(tr("Settings"));
    auto *title = new QLabel(tr("Settings"), this);
    title->setProperty("type", u"pageTitle"_s);
    m_list->setObjectName(u"settingsSections"_s);
    // Rows are measured when the current one is set, below: by then the style sheet must be known.
    m_list->ensurePolished();
    m_list->setFixedWidth(190);
    m_list->setAccessibleName(tr("Sections"));
    auto *left = new QVBoxLayout;
    left->setContentsMargins(14, 12, 12, 12);
    left->setSpacing(8);
    left->addWidget(title);
    left->addWidget(m_list, 1);

    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *right = new QVBoxLayout(card);
    right->setContentsMargins(1, 1, 1, 1);
    right->setSpacing(0);
    right->addWidget(m_stack, 1);
    right->addWidget(footer());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 12, 14, 12);
    layout->setSpacing(0);
    layout->addLayout(left);
    layout->addWidget(card, 1);

    addSection(new ReceivingSection(hooks.tokens, this));
    addSection(new ReplaySection(std::move(hooks.test), this));
    addSection(new AlertSection(std::move(hooks.check), this));
    addSection(new HistorySection(std::move(hooks.store), hooks.dataFolder, hooks.teamStore, this));
    addSection(new GeneralSection(this));
    if (hooks.connections.test)
        addSection(new ConnectionSection(std::move(hooks.connections), this));
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);
    buildActions();
    reload();
}

void SettingsPage::addSection(SettingsSection *section)
{
    auto *scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    section->setProperty("transparent", true);
    section->setMaximumWidth(900);
    scroll->setWidget(section);
    m_stack->addWidget(scroll);
    m_list->addItem(section->title());
    m_sections.push_back(section);
    connect(section, &SettingsSection::edited, this, &SettingsPage::showState);
}

QWidget *SettingsPage::footer()
{
    auto *bar = new QWidget(this);
    auto *rule = new QFrame(bar);
    rule->setProperty("rule", true);
    m_state = new QLabel(bar);
    m_state->setObjectName(u"settingsState"_s);
    m_state->setWordWrap(true);
    m_discard = new QPushButton(tr("Discard"), bar);
    m_save = new QPushButton(tr("Save"), bar);
    m_save->setObjectName(u"saveSettings"_s);
    m_save->setProperty("primary", true);
    connect(m_discard, &QPushButton::clicked, this, &SettingsPage::discard);
    connect(m_save, &QPushButton::clicked, this, &SettingsPage::save);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(24, 10, 16, 10);
    row->setSpacing(8);
    row->addWidget(m_state, 1);
    row->addWidget(m_discard);
    row->addWidget(m_save);
    auto *layout = new QVBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(rule);
    layout->addLayout(row);
    return bar;
}

void SettingsPage::buildActions()
{
    const auto add = [this](const QString &text, const QKeySequence &keys, const QString &tip) {
        auto *action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setStatusTip(tip);
        addAction(action);
        m_actions << action;
        return action;
    };
    connect(add(tr("&Save settings"), QKeySequence::Save, tr("Writes what was changed")), &QAction::triggered,
            this, &SettingsPage::save);
    connect(add(tr("&Discard changes of settings"), {}, tr("Goes back to what was saved")),
            &QAction::triggered, this, &SettingsPage::discard);
}

QList<QAction *> SettingsPage::pageActions() const
{
    return m_actions;
}

void SettingsPage::setActive(bool active)
{
    if (!active)
        return;
    const Settings now = m_settings.current();
    for (SettingsSection *section : m_sections) {
        if (!section->isEdited())
            section->load(now);
    }
    showState();
}

bool SettingsPage::isEdited() const
{
    return std::ranges::any_of(m_sections, &SettingsSection::isEdited);
}

void SettingsPage::showSection(int index)
{
    m_list->setCurrentRow(index);
}

void SettingsPage::reload()
{
    const Settings now = m_settings.current();
    for (SettingsSection *section : m_sections)
        section->load(now);
    showState();
}

void SettingsPage::discard()
{
    reload();
}

bool SettingsPage::save()
{
    const Settings before = m_settings.current();
    Settings now = before;
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        if (!m_sections[i]->isEdited())
            continue;
        if (!m_sections[i]->problem().isEmpty()) {
            showSection(static_cast<int>(i));
            showState();
            return false;
        }
        m_sections[i]->store(now);
    }
    if (const Status saved = m_settings.save(now); !saved) {
        m_state->setText(QString::fromStdString(saved.error().message));
        restyle(m_state, "tone", u"error"_s);
        return false;
    }
    for (SettingsSection *section : m_sections)
        section->saved();
    reload();
    m_state->setText(tr("Saved"));
    restyle(m_state, "tone", u"ok"_s);
    Q_EMIT settingsChanged(before, now);
    return true;
}

void SettingsPage::showState()
{
    bool edited = false;
    QString problem;
    for (const SettingsSection *section : m_sections) {
        if (!section->isEdited())
            continue;
        edited = true;
        if (problem.isEmpty() && !section->problem().isEmpty())
            problem = section->title() + u": "_s + section->problem();
    }
    m_save->setEnabled(edited && problem.isEmpty());
    m_discard->setEnabled(edited);
    m_state->setText(!problem.isEmpty() ? problem : edited ? tr("There are unsaved changes.") : QString());
    restyle(m_state, "tone", problem.isEmpty() ? u"secondary"_s : u"error"_s);
}

} // namespace spanwise

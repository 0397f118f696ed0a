// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"

#include <QFormLayout>
#include <QLabel>
#include <QWidget>

namespace spanwise {

/// One part of the settings page: its fields show one part of Settings.
///
/// load() fills the fields, store() writes what they say, problem() is the first reason why that cannot be
/// saved.
class SettingsSection : public QWidget
{
    Q_OBJECT

public:
    SettingsSection(const QString &title, const QString &intro, QWidget *parent);

    const QString &title() const noexcept { return m_title; }
    void load(const Settings &settings);
    /// What the fields say differs from what was loaded.
    virtual bool isEdited() const;
    virtual void store(Settings &settings) const = 0;
    virtual QString problem() const { return {}; }
    /// What the fields say is in settings.json now: time to keep what has its place elsewhere.
    virtual void saved() {}

Q_SIGNALS:
    void edited();

protected:
    virtual void show(const Settings &settings) = 0;
    /// A row of the form; hint (may be empty) is one sentence below the field.
    void addRow(const QString &label, QWidget *field, const QString &hint = {});
    /// A line that is empty until showProblem() has something to say.
    QLabel *addProblemLine();
    /// Shows or clears a problem at its field.
    static void showProblem(QLabel *line, QWidget *field, const QString &problem);
    QFormLayout *form() const noexcept { return m_form; }

private:
    QString m_title;
    QFormLayout *m_form;
    Settings m_loaded;
};

} // namespace spanwise

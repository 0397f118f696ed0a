// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingssection.h"

#include "ui/theme/restyle.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Words below a field. A form layout gives a nested layout the height of its unwrapped lines; this label
/// insists on what its words need at the width they got.
class HintLabel final : public QLabel
{
public:
    HintLabel(const QString &words, QWidget *parent)
        : QLabel(words, parent)
    {
        setProperty("type", u"secondary"_s);
        setProperty("tone", u"secondary"_s);
        setWordWrap(true);
        setAlignment(Qt::AlignLeft | Qt::AlignTop);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QLabel::resizeEvent(event);
        setMinimumHeight(heightForWidth(width()));
    }
};

} // namespace

SettingsSection::SettingsSection(const QString &title, const QString &intro, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_form(new QFormLayout)
{
    auto *heading = new QLabel(title, this);
    heading->setProperty("type", u"pageTitle"_s);
    auto *text = new QLabel(intro, this);
    text->setProperty("tone", u"secondary"_s);
    text->setWordWrap(true);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(18);
    m_form->setVerticalSpacing(12);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 18, 24, 18);
    layout->setSpacing(6);
    layout->addWidget(heading);
    layout->addWidget(text);
    layout->addSpacing(12);
    layout->addLayout(m_form);
    layout->addStretch(1);
}

void SettingsSection::load(const Settings &settings)
{
    m_loaded = settings;
    const bool blocked = blockSignals(true);
    show(settings);
    blockSignals(blocked);
}

bool SettingsSection::isEdited() const
{
    Settings now = m_loaded;
    store(now);
    return !(now == m_loaded);
}

void SettingsSection::addRow(const QString &label, QWidget *field, const QString &hint)
{
    auto *name = new QLabel(label, this);
    name->setMinimumWidth(130);
    name->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    if (hint.isEmpty()) {
        m_form->addRow(name, field);
        return;
    }
    auto *text = new HintLabel(hint, this);
    auto *line = new QHBoxLayout; // a field of limited width must not limit the words below it
    line->addWidget(field, 1000);
    line->addStretch(1);
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(text);
    m_form->addRow(name, column);
}

QLabel *SettingsSection::addProblemLine()
{
    auto *line = new QLabel(this);
    line->setProperty("type", u"secondary"_s);
    line->setProperty("tone", u"error"_s);
    line->setWordWrap(true);
    line->hide();
    m_form->addRow(QString(), line);
    return line;
}

void SettingsSection::showProblem(QLabel *line, QWidget *field, const QString &problem)
{
    line->setText(problem);
    line->setVisible(!problem.isEmpty());
    if (field)
        restyle(field, "invalid", !problem.isEmpty());
}

} // namespace spanwise

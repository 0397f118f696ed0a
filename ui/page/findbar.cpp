// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/findbar.h"

#include "ui/page/iconbutton.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

FindBar::FindBar(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_found(new QLabel(this))
{
    m_field->setPlaceholderText(tr("Find"));
    m_field->setAccessibleName(tr("Find"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_found->setProperty("type", u"secondary"_s);
    m_found->setProperty("tone", u"secondary"_s);
    m_found->setAccessibleName(tr("Found"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(4);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_found);
    const auto button = [&](Glyph glyph, const QString &name, auto press) {
        QToolButton *const made = iconButton(this, theme, glyph, name);
        connect(made, &QToolButton::clicked, this, press);
        layout->addWidget(made);
    };
    button(Glyph::ChevronUp, tr("Previous (Shift+F3)"), [this] { Q_EMIT stepped(-1); });
    button(Glyph::ChevronDown, tr("Next (F3)"), [this] { Q_EMIT stepped(1); });
    button(Glyph::Close, tr("Close (Esc)"), [this] { close(); });
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::changed);
    hide();
}

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    if (!m_field->text().isEmpty())
        Q_EMIT changed(m_field->text());
}

void FindBar::close()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

QString FindBar::words() const
{
    return isHidden() ? QString() : m_field->text();
}

void FindBar::setFound(std::size_t current, std::size_t count)
{
    const QLocale locale;
    m_found->setText(m_field->text().isEmpty() ? QString()
                     : count == 0              ? tr("nothing found")
                                               : tr("%1 of %2")
                                        .arg(locale.toString(static_cast<qulonglong>(current + 1)),
                                             locale.toString(static_cast<qulonglong>(count))));
}

void FindBar::setSearching()
{
    m_found->setText(tr("searching"));
}

void FindBar::serve(QWidget *widget)
{
    widget->installEventFilter(this);
    for (QWidget *child : widget->findChildren<QWidget *>())
        child->installEventFilter(this);
}

bool FindBar::take(QKeyEvent &event, bool inField)
{
    const bool shift = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool enter = inField && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter);
    const bool step = !isHidden() && (event.key() == Qt::Key_F3 || enter);
    const bool escape = !isHidden() && event.key() == Qt::Key_Escape;
    const bool find = event.matches(QKeySequence::Find);
    if (!step && !escape && !find)
        return false;
    event.accept();
    if (event.type() != QEvent::KeyPress)
        return true;
    if (find)
        open();
    else if (escape)
        close();
    else
        Q_EMIT stepped(shift ? -1 : 1);
    return true;
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)
        return take(*static_cast<QKeyEvent *>(event), watched == m_field);
    return QWidget::eventFilter(watched, event);
}

} // namespace spanwise

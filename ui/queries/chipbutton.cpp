// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/chipbutton.h"

#include <QKeyEvent>
#include <QMouseEvent>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype longestWords = 60;
constexpr int crossWidth = 22;

QString shortened(const QString &words)
{
    const QString line = words.simplified();
    return line.size() > longestWords ? QString(line.left(longestWords - 1) % u"…"_s) : line;
}

} // namespace

ChipButton::ChipButton(const QString &words, bool editable, QWidget *parent)
    : QPushButton(shortened(words).replace(u'&', u"&&"_s) % u"  ✕"_s, parent)
    , m_editable(editable)
{
    setProperty("chip", true);
    setAccessibleName(tr("Remove the filter %1").arg(words));
    setToolTip(editable ? tr("%1\nClick to edit it, ✕ or Delete removes it").arg(words)
                        : tr("Remove this filter"));
    connect(this, &QPushButton::clicked, this, [this] {
        if (m_editable && !std::exchange(m_onCross, false))
            Q_EMIT editRequested();
        else
            Q_EMIT removeRequested();
    });
}

void ChipButton::mousePressEvent(QMouseEvent *event)
{
    m_onCross = event->position().x() > width() - crossWidth;
    QPushButton::mousePressEvent(event);
}

void ChipButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        Q_EMIT removeRequested();
    else
        QPushButton::keyPressEvent(event);
}

} // namespace spanwise

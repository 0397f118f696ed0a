// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/notice.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int shownMs = 15'000;

} // namespace

Notice::Notice(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    setObjectName(u"notice"_s);
    setAccessibleName(tr("Notice"));
    m_text->setProperty("tone", u"error"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *const close = new QPushButton(tr("Close"), this);
    close->setProperty("link", true);
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->addWidget(m_text, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    m_timer.setSingleShot(true);
    m_timer.setInterval(shownMs);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

QString Notice::text() const
{
    return m_text->text();
}

void Notice::show(const QString &text)
{
    m_text->setText(text);
    m_timer.start();
    QWidget::show();
}

} // namespace spanwise

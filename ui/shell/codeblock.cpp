// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/codeblock.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace spanwise {

CodeBlock::CodeBlock(const QString &name, const QString &text, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(text, this))
    , m_copy(new QPushButton(tr("Copy"), this))
{
    setProperty("well", true);
    m_text->setProperty("type", u"mono"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(name);
    m_copy->setAccessibleName(tr("Copy: %1").arg(name));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->addWidget(m_text, 1, Qt::AlignVCenter);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_copy, &QPushButton::clicked, this, &CodeBlock::copy);
}

QString CodeBlock::text() const
{
    return m_text->text();
}

void CodeBlock::copy()
{
    QApplication::clipboard()->setText(m_text->text());
    m_copy->setText(tr("Copied"));
    QTimer::singleShot(1500, m_copy, [copy = m_copy] { copy->setText(tr("Copy")); });
}

} // namespace spanwise

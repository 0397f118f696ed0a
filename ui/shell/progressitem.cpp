// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/progressitem.h"

#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace spanwise {

ProgressItem::ProgressItem(const Theme &theme, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(text, this))
    , m_bar(new QProgressBar(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_bar->setFixedWidth(110);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 0);
    m_bar->setAccessibleName(text);
    auto *cancel = new QToolButton(this);
    cancel->setIcon(themedIcon(theme, Glyph::Close));
    cancel->setIconSize({12, 12});
    cancel->setToolTip(tr("Cancel: %1").arg(text));
    cancel->setAccessibleName(cancel->toolTip());
    connect(cancel, &QToolButton::clicked, this, [this, cancel] {
        cancel->setEnabled(false);
        Q_EMIT cancelled();
    });
    layout->addWidget(m_text);
    layout->addWidget(m_bar);
    layout->addWidget(cancel);
}

void ProgressItem::setText(const QString &text)
{
    m_text->setText(text);
}

void ProgressItem::setProgress(quint64 done, quint64 total)
{
    // The bar counts in int; thousandths are finer than its pixels.
    m_bar->setRange(0, total == 0 ? 0 : 1000);
    if (total > 0)
        m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(total)));
}

void ProgressItem::finish()
{
    hide();
    deleteLater();
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/infobar.h"

#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString nameOf(Token severity)
{
    return severity == Token::Error ? u"error"_s : severity == Token::Warning ? u"warning"_s : u"news"_s;
}

Glyph glyphOf(Token severity)
{
    return severity == Token::Error     ? Glyph::Errors
           : severity == Token::Warning ? Glyph::Warning
                                        : Glyph::Info;
}

} // namespace

InfoBar::InfoBar(const Theme &theme, const QString &text, Token severity, QWidget *parent)
    : QFrame(parent)
    , m_layout(new QHBoxLayout(this))
    , m_text(new QLabel(text, this))
{
    setObjectName(u"infoBar"_s);
    setProperty("severity", nameOf(severity));
    setAccessibleName(text);
    m_layout->setContentsMargins(14, 7, 8, 7);
    m_layout->setSpacing(10);

    auto *icon = new QLabel(this);
    const auto paintIcon = [icon, &theme, severity] {
        icon->setPixmap(themedPixmap(theme, glyphOf(severity), 18, severity, icon->devicePixelRatioF()));
    };
    paintIcon();
    connect(&theme, &Theme::changed, icon, paintIcon);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByKeyboard);

    auto *close = new QToolButton(this);
    close->setIcon(themedIcon(theme, Glyph::Close));
    close->setIconSize({16, 16});
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &InfoBar::closed);
    connect(this, &InfoBar::closed, this, &QObject::deleteLater);

    m_layout->addWidget(icon, 0, Qt::AlignVCenter);
    m_layout->addWidget(m_text, 1);
    m_layout->addWidget(close, 0, Qt::AlignVCenter);
}

QString InfoBar::text() const
{
    return m_text->text();
}

QPushButton *InfoBar::addButton(const QString &text, std::function<void()> act)
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [this, act = std::move(act)] {
        Q_EMIT closed();
        if (act)
            act();
    });
    m_layout->insertWidget(m_layout->count() - 1, button, 0, Qt::AlignVCenter);
    return button;
}

} // namespace spanwise

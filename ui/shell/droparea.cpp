// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/droparea.h"

#include "ui/theme/icons.h"
#include "ui/theme/restyle.h"

#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {

DropArea::DropArea(const Theme &theme, const QString &text, QWidget *parent)
    : QFrame(parent)
{
    setObjectName(u"dropArea"_s);
    setAcceptDrops(true);
    setCursor(Qt::PointingHandCursor);
    setMinimumHeight(84);
    setAccessibleName(text);
    auto *icon = new QLabel(this);
    icon->setAlignment(Qt::AlignCenter);
    const auto paintIcon = [icon, &theme] {
        icon->setPixmap(
            themedPixmap(theme, Glyph::Download, 22, Token::Secondary, icon->devicePixelRatioF()));
    };
    paintIcon();
    connect(&theme, &Theme::changed, icon, paintIcon);
    auto *label = new QLabel(text, this);
    label->setAlignment(Qt::AlignCenter);
    label->setProperty("tone", u"secondary"_s);
    label->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(4);
    layout->addStretch(1);
    layout->addWidget(icon);
    layout->addWidget(label);
    layout->addStretch(1);
}

void DropArea::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    event->acceptProposedAction();
    restyle(this, "over", true);
}

void DropArea::dragLeaveEvent(QDragLeaveEvent *)
{
    restyle(this, "over", false);
}

void DropArea::dropEvent(QDropEvent *event)
{
    restyle(this, "over", false);
    QStringList files;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT filesDropped(files);
}

void DropArea::mouseReleaseEvent(QMouseEvent *)
{
    Q_EMIT clicked();
}

} // namespace spanwise

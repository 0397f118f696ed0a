// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/markdownview.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QTextDocument>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int frame = 6; // of the style sheet, above and below

constexpr qsizetype longestLayout =
    400'000; // UTF-16 units that the rich text layout takes without being noticed

} // namespace

MarkdownView::MarkdownView(Theme &theme, QWidget *parent)
    : QTextBrowser(parent)
    , m_theme(theme)
{
    setFrameShape(NoFrame);
    setOpenLinks(false);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        QGuiApplication::clipboard()->setText(link.toString());
        QToolTip::showText(QCursor::pos(), tr("Copied: %1").arg(link.toString().toHtmlEscaped()), this);
    });
    // Short texts leave the room to what stands below them.
    connect(
        document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
        [this](const QSizeF &size) { setMaximumHeight(static_cast<int>(std::ceil(size.height())) + frame); });
    connect(&m_theme, &Theme::changed, this, &MarkdownView::restyle);
    restyle();
}

void MarkdownView::restyle()
{
    document()->setDefaultFont(m_theme.body());
    document()->setDocumentMargin(8);
    setStyleSheet(u"QTextBrowser { background: transparent; border: 2px solid transparent; padding: 0 2px; }"
                  "QTextBrowser:focus { border-color: %1; }"_s.arg(m_theme.color(Token::Accent).name()));
}

void MarkdownView::showMarkdown(const QString &markdown)
{
    m_source = markdown;
    if (markdown.size() > longestLayout)
        document()->setPlainText(markdown);
    else
        document()->setMarkdown(markdown,
                                QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                    QTextDocument::MarkdownNoHTML);
    moveCursor(QTextCursor::Start);
}

QVariant MarkdownView::loadResource(int type, const QUrl &name)
{
    Q_UNUSED(type)
    Q_UNUSED(name)
    return {};
}

} // namespace spanwise

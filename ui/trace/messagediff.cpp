// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/messagediff.h"

#include "ui/models/format.h"
#include "ui/page/answerdiff.h"
#include "ui/theme/icons.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t longestSame = 1200;
constexpr std::size_t longestChange = 60'000; // texts that cannot be aligned are one stretch each

bool isInsideCharacter(std::string_view utf8, std::size_t at)
{
    return at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U;
}

} // namespace

WordDiff withoutLongStretches(WordDiff diff, std::size_t most)
{
    for (DiffPart &part : diff.parts) {
        const std::size_t limit = part.kind == DiffPart::Kind::Same ? most : std::max(most, longestChange);
        if (part.text.size() <= limit)
            continue;
        std::size_t head = limit / 2;
        std::size_t tail = part.text.size() - limit / 2;
        while (isInsideCharacter(part.text, head))
            --head;
        while (isInsideCharacter(part.text, tail))
            ++tail;
        const QString left = part.kind == DiffPart::Kind::Same ? MessageDiff::tr("[… %1 the same …]")
                                                               : MessageDiff::tr("[… %1 more …]");
        part.text = part.text.substr(0, head) + "\n" + left.arg(formatBytes(tail - head)).toStdString() +
                    "\n" + part.text.substr(tail);
    }
    return diff;
}

MessageDiff::MessageDiff(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_note(new QLabel(this))
    , m_diff(new AnswerDiff(theme, this))
{
    auto *back = new QToolButton(this);
    back->setIcon(themedIcon(theme, Glyph::ChevronLeft));
    back->setText(tr("Messages"));
    back->setToolTip(tr("Back to the messages (Esc)"));
    back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    back->setAutoRaise(true);
    connect(back, &QToolButton::clicked, this, &MessageDiff::closed);
    m_title->setProperty("type", u"strong"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_note->setProperty("tone", u"secondary"_s);
    for (QLabel *label : {m_title, m_note}) {
        label->setWordWrap(true);
        label->setContentsMargins(12, 0, 12, 0);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_diff->setAccessibleName(tr("The messages, with what changed"));
    m_diff->setMinimumHeight(80);
    m_diff->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    setFocusProxy(m_diff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(back, 0, Qt::AlignLeft);
    column->addWidget(m_title);
    column->addWidget(m_note);
    column->addWidget(m_diff, 1);
}

void MessageDiff::showNote(const QString &title, const QString &words)
{
    m_comparing.cancel();
    m_title->setText(title);
    m_note->setText(words);
    m_diff->hide();
    Q_EMIT shown();
}

void MessageDiff::compare(Side before, Side after)
{
    m_title->setText(tr("%1, compared with %2").arg(after.title, before.title));
    m_note->setText(tr("Comparing"));
    m_diff->hide();
    m_comparing.start(
        [old = std::move(before.text), now = std::move(after.text)](const std::stop_token &) {
            return withoutLongStretches(compareWords(old, now), longestSame);
        },
        [this](const WordDiff &diff) { showDiff(diff); });
}

void MessageDiff::showDiff(const WordDiff &diff)
{
    m_note->setText(diff.parts.empty() ? tr("Both are empty.")
                    : diff.isSame()    ? tr("Identical.")
                    : diff.coarse      ? tr("Similarity %1. Too different to be aligned word by word.")
                                        .arg(formatPercent(diff.similarity))
                                  : tr("Similarity %1. Struck through: only before; underlined: new.")
                                        .arg(formatPercent(diff.similarity)));
    m_diff->setDiff(diff);
    m_diff->show();
    if (isVisible())
        m_diff->setFocus();
    Q_EMIT shown();
}

void MessageDiff::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return QWidget::keyPressEvent(event);
    Q_EMIT closed();
}

} // namespace spanwise

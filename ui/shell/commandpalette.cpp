// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "ui/shell/commandmodel.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int rowHeight = 30;
constexpr int shownRows = 12;

/// Name with the matched characters marked, menu beside it, keys at the right.
class CommandDelegate final : public QStyledItemDelegate
{
public:
    CommandDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {100, rowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            const bool chosen = option.state & QStyle::State_Selected;
            painter->setPen(Qt::NoPen);
            painter->setBrush(m_theme.color(chosen ? Token::AccentGround : Token::Raised));
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(option.rect, 5, 5);
        }
        const QRect row = option.rect.adjusted(10, 0, -10, 0);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        const int nameWidth = paintName(*painter, row, index, enabled);
        painter->setFont(m_theme.secondary());
        painter->setPen(m_theme.color(Token::Muted));
        painter->drawText(row.adjusted(nameWidth + 10, 0, 0, 0), Qt::AlignVCenter,
                          index.data(CommandModel::PlaceRole).toString());
        painter->setPen(m_theme.color(Token::Secondary));
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignRight,
                          index.data(CommandModel::KeysRole).toString());
        painter->restore();
    }

private:
    int paintName(QPainter &painter, const QRect &row, const QModelIndex &index, bool enabled) const
    {
        QTextLayout layout(index.data().toString(), m_theme.body());
        QTextCharFormat base;
        base.setForeground(m_theme.color(enabled ? Token::Text : Token::Muted));
        QList<QTextLayout::FormatRange> formats{{0, static_cast<int>(layout.text().size()), base}};
        QTextCharFormat hit;
        hit.setForeground(m_theme.color(Token::Accent));
        hit.setFontWeight(QFont::DemiBold);
        for (const qsizetype at : index.data(CommandModel::PositionsRole).value<QList<qsizetype>>())
            formats.append({static_cast<int>(at), 1, hit});
        layout.setFormats(formats);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(row.width());
        layout.endLayout();
        layout.draw(&painter, QPointF(row.left(), row.top() + (row.height() - line.height()) / 2));
        return qRound(line.naturalTextWidth());
    }

    const Theme &m_theme;
};

} // namespace

CommandPalette::CommandPalette(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_model(new CommandModel(this))
    , m_pattern(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setObjectName(u"commandPalette"_s);
    setAccessibleName(tr("Command palette"));
    m_pattern->setPlaceholderText(tr("Type the name of a command"));
    m_pattern->setAccessibleName(tr("Command"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Matching commands"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_pattern);
    layout->addWidget(m_list);
    connect(m_pattern, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    m_pattern->installEventFilter(this);
    parent->installEventFilter(this);
    hide();
}

void CommandPalette::open(const QList<QAction *> &actions)
{
    if (!isVisible())
        m_before = window()->focusWidget();
    m_model->setActions(actions);
    m_pattern->clear();
    search({});
    show();
    raise();
    m_pattern->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::search(const QString &pattern)
{
    m_model->setPattern(pattern);
    m_list->setCurrentIndex(m_model->index(0, 0));
    // As tall as what was found, so that nothing more is covered than need be.
    const int rows = std::clamp(m_model->rowCount(), 1, shownRows);
    const int width = std::min(620, parentWidget()->width() - 40);
    setGeometry((parentWidget()->width() - width) / 2, 56, width,
                m_pattern->sizeHint().height() + rows * rowHeight + 12);
}

void CommandPalette::step(int rows)
{
    const int last = m_model->rowCount() - 1;
    m_list->setCurrentIndex(
        m_model->index(std::clamp(m_list->currentIndex().row() + rows, 0, std::max(0, last)), 0));
}

void CommandPalette::leave()
{
    if (!isVisible())
        return;
    // Before it hides: afterwards the focus would be wherever the tab order leads.
    (m_before && m_before->isVisible() ? m_before.data() : parentWidget())->setFocus(Qt::PopupFocusReason);
    hide();
}

void CommandPalette::run(const QModelIndex &index)
{
    const QPointer<QAction> action = m_model->actionAt(index);
    leave();
    // After this event, so that an action that opens a dialog does not do it inside a key press of ours.
    if (action && action->isEnabled())
        QTimer::singleShot(0, action, &QAction::trigger);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        leave();
    if (watched != m_pattern)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape:
        leave();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentIndex());
        return true;
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_PageDown:
        step(shownRows);
        return true;
    case Qt::Key_PageUp:
        step(-shownRows);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/searchedit.h"

#include "core/search/completion.h"
#include "ui/models/format.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QHeaderView>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStandardItemModel>
#include <QTextCharFormat>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

enum Role { InsertRole = Qt::UserRole, BackRole };

constexpr int rowsOnScreen = 12;

qsizetype charactersIn(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())).size();
}

QString noteOf(const SearchCompletion::Item &item)
{
    if (item.meaning != nullptr)
        return QCoreApplication::translate("spanwise::SearchEdit", item.meaning);
    return item.count > 0 ? SearchEdit::tr("seen %1 times").arg(formatCount(item.count)) : QString();
}

/// Two columns: what is inserted, and what it means.
QTreeView *popupOf(Theme &theme)
{
    auto *popup = new QTreeView;
    popup->setRootIsDecorated(false);
    popup->setHeaderHidden(true);
    popup->setUniformRowHeights(true);
    popup->setSelectionBehavior(QAbstractItemView::SelectRows);
    popup->setFont(theme.monospace());
    popup->setProperty("popup", true);
    popup->setAccessibleName(SearchEdit::tr("Completions"));
    return popup;
}

} // namespace

SearchEdit::SearchEdit(Theme &theme, QWidget *parent)
    : QLineEdit(parent)
    , m_theme(theme)
    , m_vocabulary(std::make_shared<const SearchVocabulary>())
    , m_items(new QStandardItemModel(0, 2, this))
    , m_completer(new QCompleter(m_items, this))
{
    auto *popup = popupOf(theme);
    m_completer->setWidget(this);
    m_completer->setPopup(popup);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(rowsOnScreen);
    popup->header()->setStretchLastSection(true);
    popup->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &SearchEdit::complete);
    connect(this, &QLineEdit::textEdited, this, [this] { offer(false); });
}

void SearchEdit::setVocabulary(std::shared_ptr<const SearchVocabulary> vocabulary)
{
    m_vocabulary = std::move(vocabulary);
}

bool SearchEdit::isCompleting() const
{
    return m_completer->popup()->isVisible();
}

void SearchEdit::offer(bool asked)
{
    if (m_completing)
        return;
    const std::string before = text().left(cursorPosition()).toStdString();
    const SearchCompletion completion = completionAt(before, before.size(), *m_vocabulary);
    const bool typed = completion.begin < completion.end;
    // In a condition names and values are always at hand; elsewhere only for what was begun, or when asked.
    const bool inside = before.rfind('{') != std::string::npos || before.rfind('|') != std::string::npos;
    m_items->removeRows(0, m_items->rowCount());
    if (completion.items.empty() || !(typed || inside || asked)) {
        m_completer->popup()->hide();
        return;
    }
    m_begin = int(charactersIn(std::string_view(before).substr(0, completion.begin)));
    m_end = cursorPosition();
    for (const SearchCompletion::Item &item : completion.items) {
        auto *insert = new QStandardItem(QString::fromStdString(item.insert));
        insert->setData(QString::fromStdString(item.insert), InsertRole);
        insert->setData(
            int(charactersIn(std::string_view(item.insert).substr(item.insert.size() - item.cursorBack))),
            BackRole);
        auto *note = new QStandardItem(noteOf(item));
        note->setFont(m_theme.secondary());
        note->setForeground(m_theme.color(Token::Secondary));
        m_items->appendRow({insert, note});
    }
    m_completer->setCompletionPrefix({});
    QRect place = cursorRect();
    place.setWidth(std::min(width(), 520));
    place.setBottom(height() + 2); // clear of the frame
    place.moveLeft(std::max(0, std::min(place.left(), width() - place.width())));
    m_completer->complete(place);
    m_completer->popup()->setCurrentIndex({});
}

void SearchEdit::complete(const QModelIndex &chosen)
{
    const QModelIndex first = chosen.siblingAtColumn(0);
    const QString insert = first.data(InsertRole).toString();
    const int back = first.data(BackRole).toInt();
    m_completing = true;
    setSelection(m_begin, m_end - m_begin);
    this->insert(insert);
    setCursorPosition(cursorPosition() - back);
    Q_EMIT textEdited(text());
    m_completing = false;
    m_completer->popup()->hide();
}

/// Tab would leave the line before it becomes a key press.
bool SearchEdit::event(QEvent *event)
{
    if (event->type() == QEvent::KeyPress && isCompleting() &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Tab) {
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return true;
    }
    return QLineEdit::event(event);
}

void SearchEdit::keyPressEvent(QKeyEvent *event)
{
    if (isCompleting()) {
        switch (event->key()) {
        case Qt::Key_Tab:
            // The first offer is the one that is meant, nine times in ten.
            complete(m_completer->popup()->currentIndex().isValid()
                         ? m_completer->popup()->currentIndex()
                         : m_completer->completionModel()->index(0, 0));
            event->accept();
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_completer->popup()->currentIndex().isValid()) {
                event->ignore(); // the popup takes it
                return;
            }
            m_completer->popup()->hide();
            break;
        case Qt::Key_Escape:
            m_completer->popup()->hide();
            event->accept();
            return;
        default:
            break;
        }
    } else if (event->key() == Qt::Key_Down) {
        Q_EMIT leftDownwards();
        return;
    } else if (event->key() == Qt::Key_Up) {
        Q_EMIT historyWanted();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchEdit::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    Q_EMIT vocabularyWanted();
}

void SearchEdit::showProblem(const std::optional<SearchError> &problem)
{
    // Input-method attributes are a line edit's only way to have formats.
    QList<QInputMethodEvent::Attribute> attributes;
    if (problem && !text().isEmpty()) {
        const std::string all = text().toStdString();
        const std::string_view view(all);
        const auto last = int(text().size()) - 1;
        const int begin =
            std::min(int(charactersIn(view.substr(0, std::min(problem->position, all.size())))), last);
        const int end =
            int(charactersIn(view.substr(0, std::min(problem->position + problem->length, all.size()))));
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
        format.setUnderlineColor(m_theme.color(Token::Error));
        attributes.append(
            {QInputMethodEvent::TextFormat, begin - cursorPosition(), std::max(1, end - begin), format});
    }
    setProperty("problemAt", attributes.isEmpty() ? -1 : attributes.front().start + cursorPosition());
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(this, &event);
}

void SearchEdit::selectBytes(std::size_t begin, std::size_t end)
{
    const std::string all = text().toStdString();
    const auto first = int(charactersIn(std::string_view(all).substr(0, std::min(begin, all.size()))));
    const auto last = int(charactersIn(std::string_view(all).substr(0, std::min(end, all.size()))));
    setFocus(Qt::ShortcutFocusReason);
    setSelection(first, last - first);
}

} // namespace spanwise

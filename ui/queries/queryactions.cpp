// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done on a QueriesPage: its actions, what they do with the query that they are about, and the
// menu of the list.
#include "ui/faces/tracefaces.h"
#include "ui/models/tracelistmodel.h"
#include "ui/page/notice.h"
#include "ui/queries/cellterm.h"
#include "ui/queries/filterbar.h"
#include "ui/queries/labelmarks.h"
#include "ui/queries/queriespage.h"
#include "ui/queries/traceloader.h"
#include "ui/queries/tracetable.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace spanwise {

QAction *QueriesPage::addAction(const QString &words, const QList<QKeySequence> &keys, const QString &tip,
                                void (QueriesPage::*run)())
{
    auto *action = new QAction(words, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setStatusTip(tip);
    connect(action, &QAction::triggered, this, run);
    QWidget::addAction(action);
    m_actions += action;
    return action;
}

void QueriesPage::buildActions()
{
    addAction(tr("Replay"), {QKeySequence(u"Ctrl+R"_s)}, tr("Ask the selected question again and compare"),
              &QueriesPage::replaySubject);
    addAction(tr("Compare…"), {QKeySequence(u"Ctrl+Shift+D"_s)},
              tr("Set two selected queries side by side, or the selected one beside another, step by step"),
              &QueriesPage::compareSubject);
    addAction(tr("Copy question"), {}, tr("Copy the question of the selected query"),
              &QueriesPage::copyQuestion);
    addAction(tr("Copy trace id"), {QKeySequence(u"Ctrl+Shift+C"_s)},
              tr("Copy the trace id of the selected query"), &QueriesPage::copyId);
    addAction(tr("Pin or unpin the trace"), {QKeySequence(u"Ctrl+D"_s)},
              tr("A pinned trace stays in the history whatever its age"), &QueriesPage::togglePin);
    addAction(tr("Show only this service"), {}, tr("Filter the list by the service of the selected query"),
              &QueriesPage::showOnlyService);
    addAction(tr("Filter queries"), {QKeySequence(u"/"_s), QKeySequence(QKeySequence::Find)},
              tr("Go to the search field"), &QueriesPage::focusFilter);
    addAction(tr("Earlier and saved searches"), {}, tr("Choose a search that was made before"),
              &QueriesPage::showSearches);
    addAction(tr("Save this search…"), {}, tr("Give the search a name and find it again"),
              &QueriesPage::saveSearch);
    addAction(tr("Stop searching"), {}, tr("Keep what was found"), &QueriesPage::stopSearch);
    addAction(tr("Clear all filters"), {}, tr("Show every query again"), &QueriesPage::clearFilter);
    addAction(tr("Live"), {QKeySequence(u"Ctrl+L"_s)},
              tr("Show queries as they arrive, or hold the list still"), &QueriesPage::toggleLive);
    addAction(tr("Reload the list"), {QKeySequence(u"F5"_s)}, tr("Ask the history again"),
              &QueriesPage::reload);
    addAction(tr("Close the trace"), {QKeySequence(u"Ctrl+W"_s)}, tr("Back to the whole list"),
              &QueriesPage::closeTrace);
    // While a query is read its list and its details, which stand in a dock, may have the focus.
    QWidget::addActions(m_view->faces().faceActions());
    m_details->addActions(m_view->faces().faceActions());
}

void QueriesPage::addSearchTerm(const QString &term)
{
    m_filter->addTerm(term);
}

void QueriesPage::saveSearch()
{
    m_filter->saveSearch();
}

void QueriesPage::showSearches()
{
    m_filter->openHistory();
}

void QueriesPage::stopSearch()
{
    m_model->stopSearch();
}

std::optional<TraceId> QueriesPage::subject() const
{
    if (m_loader->id())
        return m_loader->id();
    return m_table->currentTrace();
}

std::optional<TraceSummary> QueriesPage::subjectSummary() const
{
    const auto id = subject();
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? std::nullopt : std::optional(m_model->summaryAt(row));
}

void QueriesPage::replaySubject()
{
    if (const auto id = subject())
        Q_EMIT replayRequested(*id);
}

void QueriesPage::copyId()
{
    if (const auto id = subject())
        QGuiApplication::clipboard()->setText(QString::fromStdString(id->toHex()));
}

void QueriesPage::copyQuestion()
{
    if (const auto row = subjectSummary())
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(row->question.empty() ? row->rootName : row->question));
}

void QueriesPage::copyQuestionAndId()
{
    const auto id = m_table->currentTrace();
    const int row = id ? m_model->rowOf(*id) : -1;
    if (row < 0)
        return;
    const TraceSummary &summary = m_model->summaryAt(row);
    QGuiApplication::clipboard()->setText(QString::fromStdString(
        (summary.question.empty() ? summary.rootName : summary.question) + '\n' + id->toHex()));
}

void QueriesPage::showOnlyService()
{
    const auto row = subjectSummary();
    if (!row || row->service.empty())
        return;
    TraceFilter filter = m_model->filter();
    filter.service = row->service;
    setFilter(filter);
}

void QueriesPage::focusFilter()
{
    m_filter->focusText();
}

void QueriesPage::toggleLive()
{
    m_filter->setLive(!m_filter->isLive());
}

void QueriesPage::clearFilter()
{
    setFilter({});
}

/// The newer and the older of exactly two selected rows.
std::optional<std::pair<TraceId, TraceId>> QueriesPage::selectedPair() const
{
    const std::vector<TraceId> selected = m_table->selectedTraces();
    return selected.size() == 2 ? std::optional(std::pair(selected[0], selected[1])) : std::nullopt;
}

void QueriesPage::compareSubject()
{
    if (const auto pair = selectedPair())
        Q_EMIT compareRequested(pair->first, pair->second);
    else if (const auto id = subject())
        Q_EMIT compareRequested(*id, std::nullopt);
}

void QueriesPage::setPin(std::function<Status(TraceId, bool)> pin)
{
    m_pin = std::move(pin);
    m_view->setPinnable(m_pin != nullptr);
}

void QueriesPage::askPinned()
{
    const TraceId id = m_loader->id();
    m_pinJob.start([store = m_store, id](const std::stop_token &) { return store->summary(id); },
                   [this](const Result<TraceSummary> &summary) {
                       if (summary)
                           m_view->setPinned(summary->pinned);
                   });
}

void QueriesPage::togglePin()
{
    const auto id = subject();
    if (!id || !m_pin)
        return;
    m_pinJob.start([store = m_store, id = *id](const std::stop_token &) { return store->summary(id); },
                   [this](const Result<TraceSummary> &summary) {
                       if (summary)
                           setPinned(summary->id, !summary->pinned);
                   });
}

void QueriesPage::setPinned(TraceId id, bool pinned)
{
    m_pinJob.start([pin = m_pin, id, pinned](const std::stop_token &) { return pin(id, pinned); },
                   [this, id, pinned](const Status &done) {
                       if (!done)
                           return m_notice->show(QString::fromStdString(done.error().message));
                       if (id == m_loader->id())
                           m_view->setPinned(pinned);
                       m_model->reload();
                   });
}

void QueriesPage::reload()
{
    m_model->reload();
}

void QueriesPage::openListMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const TraceSummary row = m_model->summaryAt(index.row());
    const QString question = QString::fromStdString(row.question.empty() ? row.rootName : row.question);
    QMenu menu(this);
    menu.addAction(tr("Open"), this, [this, row] { openTrace(row.id); });
    QAction *replay = menu.addAction(tr("Replay"), this, [this, row] { Q_EMIT replayRequested(row.id); });
    replay->setEnabled(!row.question.empty());
    if (const auto pair = selectedPair(); pair && (pair->first == row.id || pair->second == row.id))
        menu.addAction(tr("Compare the two selected queries"), this, &QueriesPage::compareSubject);
    menu.addAction(tr("Compare…"), this, [this, row] { Q_EMIT compareRequested(row.id, std::nullopt); });
    if (const TraceId open = m_loader->id(); open && open != row.id)
        menu.addAction(tr("Compare with the open query"), this,
                       [this, row, open] { Q_EMIT compareRequested(row.id, open); });
    if (m_pin)
        menu.addAction(row.pinned ? tr("Unpin") : tr("Pin: keep whatever its age"), this,
                       [this, row] { setPinned(row.id, !row.pinned); });
    menu.addAction(tr("Export trace…"), this, [this, row] { Q_EMIT exportRequested(row.id); });
    menu.addSeparator();
    menu.addAction(tr("Copy question"), this,
                   [question] { QGuiApplication::clipboard()->setText(question); });
    menu.addAction(tr("Copy trace id"), this,
                   [row] { QGuiApplication::clipboard()->setText(QString::fromStdString(row.id.toHex())); });
    menu.addSeparator();
    addFilterActions(menu, row, index.column());
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

/// "Filter by this" and "Not this" for the value of a cell.
void QueriesPage::addFilterActions(QMenu &menu, const TraceSummary &row, int column)
{
    for (const bool has : {true, false}) {
        const QString term = cellTerm(row, static_cast<TraceListModel::Column>(column), has);
        if (term.isEmpty())
            continue;
        const QString shown = fontMetrics().elidedText(term, Qt::ElideMiddle, 360).replace(u'&', u"&&"_s);
        menu.addAction((has ? tr("Filter by this: %1") : tr("Not this: %1")).arg(shown), this,
                       [this, term] { addSearchTerm(term); });
    }
}

} // namespace spanwise

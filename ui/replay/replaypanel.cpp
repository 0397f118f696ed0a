// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/replaypanel.h"

#include "core/replay/replayrunner.h"
#include "core/store/store.h"
#include "ui/models/live.h"
#include "ui/page/fittedtable.h"
#include "ui/page/scrollcolumn.h"
#include "ui/replay/replayheader.h"
#include "ui/replay/resultview.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::uint32_t recentLimit = 30;
constexpr int gap = 12;
constexpr qint64 reloadPause = 1000; // ms between looks for spans that are late

bool mayHeal(const ReplayResult &result)
{
    return result.record.outcome != ReplayRecord::Outcome::Refused &&
           result.record.outcome != ReplayRecord::Outcome::NotSent &&
           (!result.hasReplayTrace || !result.record.message.empty());
}

} // namespace

ReplayPanel::ReplayPanel(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store,
                         ReplayRunner &runner, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_store(std::move(store))
    , m_runner(runner)
    , m_header(new ReplayHeader(theme, this))
    , m_problem(new QLabel(this))
    , m_result(new ResultView(theme, this))
    , m_job(this)
{
    m_problem->setProperty("tone", QStringLiteral("error"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    m_result->hide();
    buildEmptyView();
    buildHistory();

    auto *const content = new QWidget(this);
    content->setProperty("transparent", true);
    auto *const column = new QVBoxLayout(content);
    column->setContentsMargins(14, 0, 14, 14);
    column->setSpacing(gap);
    column->addWidget(m_problem);
    column->addWidget(m_result);
    column->addWidget(m_empty);
    column->addWidget(m_historyCard);
    column->addStretch();
    auto *const scroll = makeScrollColumn(content, this);

    auto *const frame = new QVBoxLayout(this);
    frame->setContentsMargins(0, 0, 0, 0);
    frame->setSpacing(0);
    m_header->setContentsMargins(14, 12, 14, 12);
    frame->addWidget(m_header);
    frame->addWidget(scroll, 1);

    connect(m_header, &ReplayHeader::runRequested, this, &ReplayPanel::run);
    connect(m_header, &ReplayHeader::settingsRequested, this, &ReplayPanel::settingsRequested);
    connect(m_header, &ReplayHeader::cancelRequested, this, [this] {
        if (m_running)
            m_runner.cancel(*m_running);
    });
    connect(m_result, &ResultView::retryRequested, this, &ReplayPanel::run);
    connect(m_result, &ResultView::settingsRequested, this, &ReplayPanel::settingsRequested);
    connect(m_result, &ResultView::originalRequested, this, [this] { Q_EMIT traceRequested(*m_query); });
    connect(m_result, &ResultView::replayRequested, this, [this] { Q_EMIT traceRequested(*m_chosen); });
    connect(m_result, &ResultView::comparisonRequested, this, [this] {
        if (m_query && m_chosen)
            Q_EMIT comparisonRequested(*m_query, *m_chosen);
    });
    connect(&m_runner, &ReplayRunner::finished, this, &ReplayPanel::finished);
    connect(&m_runner, &ReplayRunner::progressed, this, [this](TraceId replay, ReplayStage stage) {
        if (m_running == replay)
            m_header->setStage(stage == ReplayStage::Done ? std::nullopt : std::optional(stage));
    });
    connect(&m_runner, &ReplayRunner::notKept, this, [this](TraceId, const QString &reason) {
        m_problem->setText(reason);
        m_problem->show();
    });
    connect(&live, &Live::changed, this, &ReplayPanel::storeChanged);
    refreshTarget();
}

ReplayPanel::~ReplayPanel() = default;

void ReplayPanel::buildEmptyView()
{
    auto *const card = new QFrame(this);
    card->setProperty("card", true);
    auto *const title = new QLabel(tr("Run a query again"), card);
    title->setProperty("type", QStringLiteral("pageTitle"));
    m_emptyText = new QLabel(card);
    m_emptyText->setProperty("tone", QStringLiteral("secondary"));
    m_emptyText->setWordWrap(true);
    auto *const choose = new QPushButton(tr("Choose a query"), card);
    connect(choose, &QPushButton::clicked, this, &ReplayPanel::queriesRequested);
    auto *const layout = new QVBoxLayout(card);
    layout->setContentsMargins(24, 22, 24, 22);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(m_emptyText);
    layout->addSpacing(6);
    layout->addWidget(choose, 0, Qt::AlignLeft);
    m_empty = card;
}

void ReplayPanel::buildHistory()
{
    auto *const card = new QFrame(this);
    card->setProperty("card", true);
    auto *const title = new QLabel(tr("Past replays"), card);
    title->setProperty("type", QStringLiteral("strong"));
    title->setContentsMargins(13, 8, 13, 8);
    m_historyModel = new HistoryModel(card);
    m_history = new FittedTable(card);
    m_history->setModel(m_historyModel);
    m_history->setRowHeight(28);
    m_history->setMaxRows(8);
    m_history->setAccessibleName(tr("Past replays"));
    QHeaderView *const header = m_history->horizontalHeader();
    header->setSectionResizeMode(HistoryModel::Question, QHeaderView::Stretch);
    header->setSectionResizeMode(HistoryModel::Target, QHeaderView::Stretch);
    m_history->setColumnWidth(HistoryModel::Time, 96);
    m_history->setColumnWidth(HistoryModel::Outcome, 140);
    m_history->setColumnWidth(HistoryModel::Took, 100);
    auto *const layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, 1, 1, 4);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(m_history);
    m_historyCard = card;
    m_historyCard->hide();
    const auto open = [this](const QModelIndex &index) {
        showReplay(m_historyModel->replay(index.row()).record);
    };
    connect(m_history, &QAbstractItemView::clicked, this, open);
    connect(m_history, &QAbstractItemView::activated, this, open);
}

void ReplayPanel::setTitleVisible(bool visible)
{
    m_header->setTitleVisible(visible);
}

void ReplayPanel::setActive(bool active)
{
    m_active = active;
    refreshTarget();
    if (active && (m_stale || m_awaitsSpans || !m_query))
        reload();
}

void ReplayPanel::refreshTarget()
{
    m_header->setTarget(QString::fromStdString(m_runner.target().url));
}

void ReplayPanel::showQuery(TraceId original)
{
    if (m_query != original) {
        m_query = original;
        m_chosen.reset();
        m_running.reset();
        updateStage();
    }
    reload();
}

void ReplayPanel::replay(TraceId original)
{
    showQuery(original);
    run();
}

void ReplayPanel::showReplay(const ReplayRecord &record)
{
    m_query = record.original;
    m_chosen = record.replay;
    m_running = m_runner.isRunning(record.replay) ? std::optional(record.replay) : std::nullopt;
    updateStage();
    reload();
}

void ReplayPanel::run()
{
    if (!m_query || m_running)
        return;
    m_problem->hide();
    refreshTarget();
    m_running = m_runner.start(*m_query);
    m_header->setStage(ReplayStage::Loading);
}

void ReplayPanel::updateStage()
{
    m_header->setStage(m_running ? std::optional(ReplayStage::WaitingForTrace) : std::nullopt);
}

void ReplayPanel::finished(const ReplayRecord &record)
{
    if (m_running == record.replay) {
        m_running.reset();
        updateStage();
        m_chosen = record.replay;
    }
    if (!m_query || m_query == record.original)
        reload();
}

void ReplayPanel::storeChanged()
{
    if (m_awaitsSpans && m_lastReload.hasExpired(reloadPause))
        reload();
}

void ReplayPanel::reload()
{
    m_stale = !m_active;
    if (!m_active)
        return;
    m_lastReload.start();
    m_job.start([store = m_store, query = m_query, chosen = m_chosen](
                    std::stop_token stop) { return visit(*store, query, chosen, std::move(stop)); },
                [this](Visit result) { showVisit(std::move(result)); });
}

ReplayPanel::Visit ReplayPanel::visit(const StoreReader &store, std::optional<TraceId> query,
                                      std::optional<TraceId> chosen, std::stop_token stop)
{
    Visit visit;
    Result<std::vector<ReplayRecord>> records =
        query ? store.replaysOf(*query) : store.recentReplays(recentLimit);
    if (!records) {
        visit.error = records.error().message;
        return visit;
    }
    std::ranges::stable_sort(*records, std::ranges::greater{}, &ReplayRecord::started);
    for (const ReplayRecord &record : *records) {
        PastReplay past{record, {}};
        if (!query)
            if (const Result<SavedQuery> saved = store.savedQuery(record.original))
                past.question = saved->question;
        visit.past.push_back(std::move(past));
    }
    if (!query)
        return visit;
    if (Result<SavedQuery> saved = store.savedQuery(*query))
        visit.query = std::move(*saved);
    else
        visit.error = saved.error().message;

    const auto wanted = std::ranges::find_if(visit.past, [&](const PastReplay &past) {
        return chosen ? past.record.replay == *chosen : past.record.outcome != ReplayRecord::Outcome::Running;
    });
    if (wanted != visit.past.end()) {
        Result<ReplayResult> result = loadResult(store, wanted->record, std::move(stop));
        if (result)
            visit.result = std::move(*result);
        else
            visit.error = result.error().message;
    }
    return visit;
}

void ReplayPanel::showVisit(Visit visit)
{
    m_problem->setVisible(!visit.error.empty());
    m_problem->setText(QString::fromStdString(visit.error));
    m_header->setQuestion(QString::fromStdString(visit.query.question));
    m_header->setRunnable(m_query.has_value(), visit.result.has_value());

    m_awaitsSpans = visit.result && mayHeal(*visit.result);
    m_result->setVisible(visit.result.has_value());
    if (visit.result) {
        m_chosen = visit.result->record.replay;
        m_result->setResult(*visit.result);
    }
    m_empty->setVisible(!visit.result);
    m_emptyText->setText(m_query ? tr("This query has not been run again yet. Replay sends its question and "
                                      "context to the target above and "
                                      "compares the answers, the documents and the time of every step.")
                                 : tr("Choose a query and press Replay (Ctrl+R): its question and context "
                                      "are sent to your pipeline again. The answers, "
                                      "the documents and the time of every step are then compared here."));
    const bool several = !m_query;
    m_history->setColumnHidden(HistoryModel::Question, !several);
    m_history->setColumnHidden(HistoryModel::Target, several);
    const auto shown = visit.result ? std::optional(visit.result->record.replay) : std::nullopt;
    m_historyModel->setReplays(std::move(visit.past));
    m_historyCard->setVisible(m_historyModel->rowCount() > (several ? 0 : 1));
    for (int row = 0; row < m_historyModel->rowCount(); ++row)
        if (shown == m_historyModel->replay(row).record.replay)
            m_history->selectRow(row);
}

} // namespace spanwise

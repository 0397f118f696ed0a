// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/queriespage.h"

#include "core/search/searchparts.h"
#include "core/store/conversation.h"
#include "core/store/linkedverdicts.h"
#include "ui/faces/tracefaces.h"
#include "ui/models/format.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"
#include "ui/page/notice.h"
#include "ui/queries/attributechart.h"
#include "ui/queries/filterbar.h"
#include "ui/queries/labelmarks.h"
#include "ui/queries/listnote.h"
#include "ui/queries/logsloader.h"
#include "ui/queries/traceloader.h"
#include "ui/queries/tracetable.h"
#include "ui/queries/vocabularyreader.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/tracelabeller.h"
#include "ui/trace/traceview.h"

#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Rows of the list of queries that saw a document; the count beside it is of all.
constexpr std::uint32_t shownSightings = 50;
constexpr std::uint32_t shownExemplars = 10'000; // of a trace

constexpr int serviceIntervalMs = 5000;
constexpr int compactWidth = 290;

constexpr qint64 vocabularyAgeMs = 15'000;

/// A trace of so many spans is some MiB.
constexpr std::size_t largeTrace = 20'000;

/// "searched back to 14:02:10 · 12 found"
QString searchWords(const TraceListModel &model, const TraceListModel::SearchState &search)
{
    const QString found =
        counted(std::uint64_t(model.rowCount()), QueriesPage::tr("1 found"), QueriesPage::tr("%1 found"));
    if (search.complete && !search.running)
        return model.rowCount() == 0 ? QString() : found;
    if (!search.reached || *search.reached == Timestamp::max())
        return search.running ? QueriesPage::tr("searching…") : found;
    const QString back = formatTime(*search.reached);
    return (search.stopped ? QueriesPage::tr("stopped at %1").arg(back)
                           : QueriesPage::tr("searched back to %1").arg(back)) %
           u" · "_s % found;
}

QString resultWords(const TraceListModel &model)
{
    if (const auto search = model.searchState())
        return model.state() == TraceListModel::State::Failed ? QString() : searchWords(model, *search);
    if (model.state() != TraceListModel::State::Ready || !model.matchCount())
        return {};
    const std::uint64_t count = *model.matchCount();
    const QString number = formatCount(count) + (count >= TraceListModel::countLimit ? u"+"_s : QString());
    return (count == 1 ? QueriesPage::tr("1 query") : QueriesPage::tr("%1 queries").arg(number)) % u" · "_s %
           formatDuration(model.listTime());
}

} // namespace

QueriesPage::QueriesPage(std::shared_ptr<const StoreReader> store, Live &live, Theme &theme,
                         SpanReaders readers, QWidget *parent)
    : Page(parent)
    , m_store(std::move(store))
    , m_theme(theme)
    , m_model(new TraceListModel(m_store, live, this))
    , m_loader(new TraceLoader(m_store, live, this))
    , m_logsLoader(new LogsLoader(m_store, live, this))
    , m_filter(new FilterBar(theme, this))
    , m_labels(new LabelMarks(this))
    , m_table(new TraceTable(theme, *m_model, *m_labels, this))
    , m_note(new ListNote(this))
    , m_notice(new Notice(this))
    , m_view(new TraceView(theme, readers, this))
    , m_details(new SpanDetails(theme, withHistory(std::move(readers)), this))
{
    setObjectName(u"queries"_s);
    m_details->hide();
    buildLayout();
    buildActions();
    connectParts();
    m_filter->setLive(true);
    m_serviceTimer.setInterval(serviceIntervalMs);
    showListState();
}

QueriesPage::~QueriesPage() = default;

void QueriesPage::buildLayout()
{
    m_listLayers = new QStackedWidget(this);
    m_listLayers->addWidget(m_table);
    m_listLayers->addWidget(m_note);
    m_listLayers->setMinimumWidth(200);
    m_view->setMinimumWidth(360);
    m_view->hide();
    m_split = new QSplitter(Qt::Horizontal, this);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_listLayers);
    m_split->addWidget(m_view);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    auto *rule = new QFrame(this);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_filter);
    column->addWidget(rule);
    column->addWidget(m_notice);
    column->addWidget(m_split, 1);
}

void QueriesPage::connectParts()
{
    connect(m_model, &TraceListModel::stateChanged, this, &QueriesPage::showListState);
    connect(m_filter, &FilterBar::filterChanged, m_model, &TraceListModel::setFilter);
    connect(m_filter, &FilterBar::liveToggled, this, [this](bool live) {
        m_filter->setLive(live);
        m_model->setFollowing(live && m_active);
    });
    connect(m_filter, &FilterBar::leftDownwards, this, [this] {
        m_table->setFocus();
        if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0)
            m_table->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_filter, &FilterBar::stopRequested, m_model, &TraceListModel::stopSearch);
    connect(m_filter, &FilterBar::vocabularyWanted, this, &QueriesPage::readVocabularySoon);
    connect(m_details, &SpanDetails::searchRequested, this, &QueriesPage::addSearchTerm);
    connect(m_details, &SpanDetails::chartRequested, this,
            [this](const SearchField &field, const QString &spanName) {
                auto *const chart = new AttributeChart(m_theme, m_store, field, spanName, window());
                connect(chart, &AttributeChart::traceRequested, this, &QueriesPage::readTrace);
                chart->show();
            });
    connect(m_details, &SpanDetails::pricesEdited, this, [this](const QString &list) { m_prices = list; });
    connect(m_table, &TraceTable::openRequested, this, [this](TraceId id) {
        const bool fromList = !m_table->isCompact() || m_table->hasFocus();
        fromList ? readTrace(id) : openTrace(id);
    });
    connect(m_table, &TraceTable::copyRequested, this, &QueriesPage::copyQuestionAndId);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &QueriesPage::openListMenu);
    connect(m_note, &ListNote::actionRequested, this, [this] {
        const auto search = m_model->searchState();
        const bool again = m_model->state() == TraceListModel::State::Failed || (search && search->stopped);
        const bool isFiltered = m_model->filter() != TraceFilter();
        if (again)
            reload();
        else if (search || isFiltered)
            clearFilter();
        else
            Q_EMIT connectRequested();
    });
    connect(m_loader, &TraceLoader::loaded, this, &QueriesPage::showTrace);
    connect(m_loader, &TraceLoader::grown, m_view, &TraceView::updateTrace);
    connect(m_loader, &TraceLoader::failed, this, &QueriesPage::showFailure);
    connect(m_logsLoader, &LogsLoader::loaded, this,
            [this](const std::shared_ptr<const TelemetryBatch> &logs) {
                if (m_details)
                    m_details->showLogs(logs);
                m_view->showLogs(logs);
            });
    connect(m_view, &TraceView::shown, this, &QueriesPage::followShown);
    connect(m_view, &TraceView::selectionChanged, this, &QueriesPage::followSelection);
    connect(m_view, &TraceView::filterRequested, this, &QueriesPage::addSearchTerm);
    connect(m_view, &TraceView::replayRequested, this, &QueriesPage::replayRequested);
    connect(m_view, &TraceView::exportRequested, this, &QueriesPage::exportRequested);
    connect(m_view, &TraceView::compareRequested, this,
            [this](TraceId id) { Q_EMIT compareRequested(id, std::nullopt); });
    m_view->setCompareOffered(true);
    connect(m_view, &TraceView::closeRequested, this, &QueriesPage::closeTrace);
    connect(m_view, &TraceView::pinRequested, this, &QueriesPage::togglePin);
    connect(&m_serviceTimer, &QTimer::timeout, this, &QueriesPage::readServices);
    connect(&m_serviceTimer, &QTimer::timeout, m_labels, &LabelMarks::read);
}

void QueriesPage::setActive(bool active)
{
    m_active = active;
    m_model->setFollowing(active && m_filter->isLive());
    m_loader->setActive(active);
    m_logsLoader->setActive(active);
    if (active) {
        readServices();
        m_labels->read();
        m_serviceTimer.start();
    } else {
        m_serviceTimer.stop();
    }
}

QList<QAction *> QueriesPage::pageActions() const
{
    return m_actions + m_view->faces().faceActions();
}

QList<KeyHint> QueriesPage::keyHints() const
{
    return m_view->faces().face() ? m_view->faces().keyHints() : Canvas::keyHints();
}

void QueriesPage::remember(QSettings &settings) const
{
    settings.setValue(u"shiftClocks"_s, m_view->shiftsClocks());
    m_view->remember(settings);
    const QList<int> sizes = m_view->isVisibleTo(this) ? m_split->sizes() : m_splitSizes;
    if (sizes.size() == 2)
        settings.setValue(u"listWidth"_s, sizes.first());
    m_filter->memory().write(settings);
    settings.setValue(u"prices"_s, m_prices);
    if (m_details)
        m_details->remember(settings);
}

void QueriesPage::recall(const QSettings &settings)
{
    m_view->setShiftClocks(settings.value(u"shiftClocks"_s, true).toBool());
    m_view->recall(settings);
    const int listWidth = settings.value(u"listWidth"_s).toInt();
    if (listWidth > 0)
        m_splitSizes = {listWidth, std::max(400, width() - listWidth)};
    m_filter->memory().read(settings);
    m_prices = settings.value(u"prices"_s).toString();
    if (m_details) {
        m_details->setPrices(m_prices);
        m_details->recall(settings);
    }
}

QWidget *QueriesPage::detailsWidget() const
{
    return m_details;
}

const TraceFilter &QueriesPage::filter() const
{
    return m_model->filter();
}

TraceId QueriesPage::openedTrace() const
{
    return m_loader->id();
}

void QueriesPage::openTrace(TraceId id)
{
    if (!id)
        return;
    if (id == m_loader->id() && m_view->trace()) {
        m_table->setCurrentTrace(id); // the list may have been walked since
        return;
    }
    m_loader->open(id);
    m_logsLoader->open(id);
    if (!m_view->trace())
        m_view->showMessage(tr("Loading the trace…"), {});
    makeRoomForTrace();
    m_table->setCurrentTrace(id);
    Q_EMIT traceOpened(id);
}

void QueriesPage::makeRoomForTrace()
{
    if (!m_view->isVisibleTo(this)) {
        m_view->show();
        m_table->setCompact(true);
        m_split->setSizes(m_splitSizes.isEmpty()
                              ? QList<int>{compactWidth, std::max(400, width() - compactWidth)}
                              : m_splitSizes);
    }
}

void QueriesPage::readSnapshot(const std::shared_ptr<const Trace> &trace)
{
    m_loader->adopt(*trace);
    m_logsLoader->open(trace->id());
    makeRoomForTrace();
    m_focusTrace = true;
    showTrace(trace);
    Q_EMIT traceOpened(trace->id());
}

void QueriesPage::readTrace(TraceId id)
{
    openTrace(id);
    m_focusTrace =
        !m_view->trace() || m_view->trace()->id() != id; // until then its canvas is not there to take it
    m_view->faces().focusShown();
}

void QueriesPage::readSpan(TraceId id, SpanId span)
{
    m_wantedSpan = span;
    readTrace(id);
    if (m_view->trace() && m_view->trace()->id() == id)
        selectWanted(*m_view->trace());
}

void QueriesPage::selectWanted(const Trace &trace)
{
    std::optional<SpanId> wanted = m_model->foundSpan(trace.id());
    if (m_wantedSpan)
        wanted = std::exchange(m_wantedSpan, {});
    for (std::uint32_t row = 0; wanted && row < trace.size(); ++row) {
        if (trace[static_cast<SpanRow>(row)].id == *wanted)
            return m_view->selectSpan(static_cast<SpanRow>(row));
    }
}

void QueriesPage::closeTrace()
{
    m_focusTrace = false; // of one that is not loaded yet
    if (!m_view->isVisibleTo(this))
        return;
    m_loader->close();
    m_logsLoader->close();
    m_splitSizes = m_split->sizes();
    letGoOfTrace();
    m_view->hide();
    m_view->showMessage({}, {});
    if (m_labeller)
        m_labeller->setTrace(nullptr);
    m_table->setCompact(false);
    m_table->setFocus();
    Q_EMIT traceClosed();
}

void QueriesPage::setFilter(const TraceFilter &filter)
{
    m_filter->setFilter(filter);
    m_model->setFilter(filter);
}

/// Before the trace that is shown is closed or another takes its place.
void QueriesPage::letGoOfTrace()
{
    if (const auto trace = m_view->trace(); trace && trace->size() >= largeTrace)
        m_memory.soon();
}

void QueriesPage::showTrace(const std::shared_ptr<const Trace> &trace)
{
    letGoOfTrace();
    m_view->showTrace(trace);
}

void QueriesPage::followShown()
{
    const auto trace = m_view->trace();
    if (trace->size() >= largeTrace)
        m_memory.soon(); // the one before it, and what was needed to make this one ready
    if (m_labeller)
        m_labeller->setTrace(trace);
    selectWanted(*trace);
    askPinned();
    if (std::exchange(m_focusTrace, false))
        m_view->faces().focusShown();
}

void QueriesPage::showFailure(const Error &error)
{
    const bool missing = error.code == Error::Code::NotFound;
    m_view->showMessage(missing ? tr("This trace is not in the history") : tr("This trace cannot be shown"),
                        QString::fromStdString(error.message) %
                            (missing ? u"\n"_s % tr("It appears here as soon as it arrives.") : QString()));
}

void QueriesPage::followSelection()
{
    if (!m_details)
        return;
    if (const auto row = m_view->selectedSpan())
        m_details->showSpan(m_view->trace(), *row);
    else
        m_details->clear();
}

void QueriesPage::showListState()
{
    m_filter->setResult(resultWords(*m_model));
    const auto search = m_model->searchState();
    m_filter->setSearching(search && search->running);
    const bool isFiltered = m_model->filter() != TraceFilter();
    switch (m_model->state()) {
    case TraceListModel::State::Ready:
        m_listLayers->setCurrentWidget(m_table);
        setFocusProxy(m_table);
        return;
    case TraceListModel::State::Loading:
        if (m_model->rowCount() > 0)
            return; // the old rows stay until the answer is here
        m_note->show(search ? tr("Searching…") : tr("Loading…"), {});
        break;
    case TraceListModel::State::Empty:
        if (search && search->stopped)
            m_note->show(tr("Nothing found yet"),
                         tr("The search was stopped before it reached the oldest query."),
                         tr("Search again"));
        else if (search)
            m_note->show(
                tr("Nothing in the history matches this search"),
                tr("Words are looked for in questions, answers, documents, names and errors; conditions "
                   "stand in braces, such as "
                   "{ duration > 2s }.\nRemove a part of the search above, or show every query again."),
                tr("Clear all filters"));
        else if (isFiltered)
            m_note->show(tr("No query matches these filters"),
                         tr("Remove a filter above, or show every query again."), tr("Clear all filters"));
        else
            m_note->show(tr("No queries yet"),
                         tr("Queries appear here as your pipeline answers them. The Welcome page has the "
                            "lines that point its\n"
                            "OpenTelemetry SDK at Spanwise (OTEL_EXPORTER_OTLP_ENDPOINT), and starts the "
                            "demo pipeline."),
                         tr("Connect a pipeline"));
        break;
    case TraceListModel::State::Failed:
        m_note->show(tr("The history cannot be read"), m_model->errorText(), tr("Try again"));
        break;
    }
    setFocusProxy(nullptr); // the keys of the page work while there is no list to take them
    m_listLayers->setCurrentWidget(m_note);
}

void QueriesPage::readServices()
{
    m_serviceJob.start([store = m_store](const std::stop_token &) { return store->services(); },
                       [this](const Result<std::vector<std::string>> &services) {
                           if (services)
                               m_filter->setServices(*services);
                       });
}

void QueriesPage::readVocabularySoon()
{
    if (m_vocabularyRead.isValid() && m_vocabularyRead.elapsed() < vocabularyAgeMs)
        return;
    m_vocabularyRead.start();
    m_vocabularyJob.start(
        [store = m_store](const std::stop_token &stop) { return readVocabulary(*store, stop); },
        [this](std::shared_ptr<const SearchVocabulary> vocabulary) {
            m_filter->setVocabulary(std::move(vocabulary));
        });
}

/// What the details ask of the history and of this page.
SpanReaders QueriesPage::withHistory(SpanReaders readers)
{
    if (!readers.sightings)
        readers.sightings = [store = m_store](std::uint64_t document) {
            return store->sightings(document, shownSightings);
        };
    if (!readers.conversation)
        readers.conversation = [store = m_store](const std::string &session, std::stop_token stop) {
            return conversationOf(*store, session, stop);
        };
    if (!readers.linkedVerdicts)
        readers.linkedVerdicts = [store = m_store](TraceId trace, Timestamp from, std::stop_token stop) {
            return linkedVerdictsOf(*store, trace, from, stop);
        };
    if (!readers.exemplars)
        readers.exemplars = [store = m_store](TraceId trace) {
            return store->exemplarsOf(trace, shownExemplars);
        };
    if (!readers.openTrace)
        readers.openTrace = [this](TraceId id) { readTrace(id); };
    readers.wanted = [this](const Document &document) {
        return m_labeller ? m_labeller->wanted(document) : std::nullopt;
    };
    readers.setWanted = [this](const Document &document, std::optional<bool> wanted) {
        if (m_labeller)
            m_labeller->setWanted(document, wanted);
    };
    return readers;
}

void QueriesPage::setLabels(std::shared_ptr<LabelStore> labels)
{
    m_labels->setStore(labels);
    m_filter->setLabelsOffered(true);
    m_labeller = new TraceLabeller(std::move(labels), this);
    m_view->setLabeller(*m_labeller);
    connect(m_labeller, &TraceLabeller::failed, this,
            [this](const QString &reason) { m_notice->show(tr("The label was not kept. %1").arg(reason)); });
    connect(m_labeller, &TraceLabeller::changed, this, [this] {
        if (m_details)
            m_details->showLabels();
    });
    connect(m_labeller, &TraceLabeller::written, m_labels, &LabelMarks::read);
}

void QueriesPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_view->isVisibleTo(this))
        closeTrace();
    else
        Page::keyPressEvent(event);
}

} // namespace spanwise

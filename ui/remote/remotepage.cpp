// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remote/remotepage.h"

#include "core/codec/otlp_json.h"
#include "ui/models/format.h"
#include "ui/queries/listnote.h"
#include "ui/remote/keepinglabels.h"
#include "ui/remote/remotebanner.h"
#include "ui/remote/remotelistmodel.h"
#include "ui/remote/remotesearchbar.h"
#include "ui/theme/restyle.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/tracelabeller.h"
#include "ui/trace/traceview.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPointer>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <mutex>

using namespace Qt::StringLiterals;

namespace spanwise {

/// The source of one connection, made when it is first asked for. Any thread of the pool.
struct RemotePage::Opened
{
    RemoteConnection connection;
    std::mutex mutex;
    std::shared_ptr<const TraceSource> source; ///< guarded by mutex
};

struct RemotePage::Loaded
{
    std::shared_ptr<const Trace> trace;
    QStringList notes;
};

namespace {

Timestamp now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// A batch is never copied: what is on the screen goes through the exact format, spans and log records alike.
Result<std::uint64_t> kept(const Trace &trace,
                           const std::function<Result<std::uint64_t>(TelemetryBatch &)> &keep)
{
    auto copy = decodeOtlpJson(encodeOtlpJson(trace.batch()));
    return copy ? keep(copy->batch) : Result<std::uint64_t>(copy.error());
}

} // namespace

RemotePage::RemotePage(RemoteAccess access, Theme &theme, SpanReaders readers, QWidget *parent)
    : Page(parent)
    , m_access(std::move(access))
    , m_theme(theme)
    , m_bar(new RemoteSearchBar(this))
    , m_notes(new QLabel(this))
    , m_count(new QLabel(this))
    , m_model(new RemoteListModel(theme, this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_view(new TraceView(theme, readers, this))
    , m_details(new SpanDetails(theme, withLabels(std::move(readers)), this))
{
    setObjectName(u"remote"_s);
    setAccessibleName(tr("Traces of other back ends"));
    m_notes->setObjectName(u"remoteNotes"_s);
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setContentsMargins(14, 0, 14, 8);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notes->hide();
    m_count->setObjectName(u"remoteCount"_s);
    m_count->setProperty("tone", u"secondary"_s);
    m_count->setContentsMargins(14, 0, 14, 8);
    m_count->hide();
    m_split = new QSplitter(Qt::Horizontal, this);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(buildList());
    m_split->addWidget(buildTrace());
    m_split->setStretchFactor(1, 1);
    m_tracePane->hide();
    auto *rule = new QFrame(this);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_count);
    column->addWidget(m_notes);
    column->addWidget(rule);
    column->addWidget(m_split, 1);
    buildActions();
    connect(m_bar, &RemoteSearchBar::connectionChosen, this, &RemotePage::useConnection);
    connect(m_bar, &RemoteSearchBar::serviceChosen, this, &RemotePage::readOperations);
    connect(m_bar, &RemoteSearchBar::searchRequested, this, &RemotePage::search);
    connect(m_bar, &RemoteSearchBar::cancelRequested, this, &RemotePage::cancel);
    showNote();
}

RemotePage::~RemotePage() = default;

QWidget *RemotePage::buildList()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RemoteListModel::SortRole);
    m_table = new QTableView(this);
    m_table->setObjectName(u"remoteTable"_s);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RemoteListModel::TimeColumn, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(RemoteListModel::QuestionColumn, QHeaderView::Stretch);
    m_table->setAccessibleName(tr("Traces found"));
    connect(m_table, &QTableView::activated, this, [this] {
        if (const auto id = currentId())
            openTrace(*id);
    });
    connect(m_table, &QTableView::clicked, this, [this] {
        if (const auto id = currentId(); id && m_tracePane->isVisibleTo(this))
            openTrace(*id);
    });
    m_note = new ListNote(this);
    connect(m_note, &ListNote::actionRequested, this, [this] {
        if (!m_bar->connection())
            Q_EMIT settingsRequested();
        else
            search();
    });
    m_layers = new QStackedWidget(this);
    m_layers->addWidget(m_table);
    m_layers->addWidget(m_note);
    m_layers->setMinimumWidth(260);
    return m_layers;
}

QWidget *RemotePage::buildTrace()
{
    m_tracePane = new QWidget(this);
    m_banner = new RemoteBanner(m_tracePane);
    auto *inner = new QSplitter(Qt::Horizontal, m_tracePane);
    inner->setHandleWidth(1);
    inner->setChildrenCollapsible(false);
    m_view->setMinimumWidth(320);
    m_view->setReplayOffered(false);
    inner->addWidget(m_view);
    inner->addWidget(m_details);
    inner->setStretchFactor(0, 1);
    auto *column = new QVBoxLayout(m_tracePane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(inner, 1);
    connect(m_banner, &RemoteBanner::keepRequested, this, &RemotePage::keepTrace);
    connect(m_banner, &RemoteBanner::openRequested, this, [this] { Q_EMIT traceRequested(m_id); });
    connect(m_view, &TraceView::shown, this, [this] { m_view->canvas().setFocus(); });
    connect(m_view, &TraceView::selectionChanged, this, &RemotePage::followSelection);
    connect(m_view, &TraceView::closeRequested, this, &RemotePage::closeTrace);
    return m_tracePane;
}

void RemotePage::buildActions()
{
    const auto add = [this](const QString &words, const QKeySequence &keys, const QString &tip,
                            void (RemotePage::*run)()) {
        auto *action = new QAction(words, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setStatusTip(tip);
        connect(action, &QAction::triggered, this, run);
        QWidget::addAction(action);
        m_actions += action;
    };
    add(tr("Search the connection"), QKeySequence(u"F5"_s), tr("Asks the chosen connection"),
        &RemotePage::search);
    add(tr("Go to the search of the connection"), QKeySequence(u"/"_s), tr("Puts the keys into the search"),
        &RemotePage::focusSearch);
    add(tr("Keep the trace"), QKeySequence(u"Ctrl+S"_s),
        tr("Adds the open trace to the history on this machine"), &RemotePage::keepTrace);
    add(tr("Close the remote trace"), QKeySequence(u"Ctrl+W"_s), tr("Back to the list"),
        &RemotePage::closeTrace);
}

QList<QAction *> RemotePage::pageActions() const
{
    return m_actions;
}

void RemotePage::remember(QSettings &settings) const
{
    if (const RemoteConnection *const chosen = m_bar->connection())
        settings.setValue(u"connection"_s, QString::fromStdString(chosen->name));
    m_view->remember(settings);
}

void RemotePage::recall(const QSettings &settings)
{
    m_wantedConnection = settings.value(u"connection"_s).toString();
    m_view->recall(settings);
}

void RemotePage::setActive(bool active)
{
    if (!active)
        return;
    m_bar->setConnections(m_access.connections());
    if (!m_wantedConnection.isEmpty())
        m_bar->chooseConnection(std::exchange(m_wantedConnection, {}));
    showNote();
}

std::function<Result<std::shared_ptr<const TraceSource>>()> RemotePage::opener()
{
    return [opened = m_opened, open = m_access.open]() -> Result<std::shared_ptr<const TraceSource>> {
        const std::lock_guard lock(opened->mutex);
        if (opened->source)
            return opened->source;
        auto source = open(opened->connection);
        if (source)
            opened->source = *source;
        return source;
    };
}

void RemotePage::useConnection()
{
    cancel();
    m_namesJob.cancel();
    m_operationsJob.cancel();
    m_opened.reset();
    m_model->setTraces({});
    m_wasSearched = false;
    m_failure.reset();
    m_notes->hide();
    closeTrace();
    m_bar->setServices({});
    m_bar->setOperations({});
    if (const RemoteConnection *const chosen = m_bar->connection()) {
        m_opened = std::make_shared<Opened>();
        m_opened->connection = *chosen;
        // Names help to fill the fields in. When they cannot be had the search tells why.
        m_namesJob.start(
            [open = opener()](const std::stop_token &stop) -> Result<std::vector<std::string>> {
                const auto source = open();
                return source ? (*source)->services(stop) : Result<std::vector<std::string>>(source.error());
            },
            [this](const Result<std::vector<std::string>> &names) {
                if (names)
                    m_bar->setServices(*names);
                else if (!m_wasSearched && !m_bar->isBusy()) {
                    m_failure = names.error();
                    showNote();
                }
            });
    }
    showNote();
}

void RemotePage::readOperations(const QString &service)
{
    m_operationsJob.cancel();
    if (!m_opened || service.isEmpty())
        return m_bar->setOperations({});
    m_operationsJob.start(
        [open = opener(),
         name = service.toStdString()](const std::stop_token &stop) -> Result<std::vector<std::string>> {
            const auto source = open();
            return source ? (*source)->operations(name, stop)
                          : Result<std::vector<std::string>>(source.error());
        },
        [this](const Result<std::vector<std::string>> &names) {
            m_bar->setOperations(names ? *names : std::vector<std::string>());
        });
}

void RemotePage::search()
{
    const auto wanted = m_bar->search(now());
    if (!wanted || !m_opened)
        return;
    m_bar->setBusy(true);
    m_asked = wanted->limit;
    m_failure.reset();
    m_notes->hide();
    showNote();
    m_searchJob.start(
        [open = opener(), search = *wanted](const std::stop_token &stop) -> Result<FoundTraces> {
            const auto source = open();
            return source ? (*source)->search(search, stop) : Result<FoundTraces>(source.error());
        },
        [this](const Result<FoundTraces> &found) { showFound(found); });
}

void RemotePage::cancel()
{
    m_searchJob.cancel();
    m_bar->setBusy(false);
    showNote();
}

void RemotePage::showFound(const Result<FoundTraces> &found)
{
    m_bar->setBusy(false);
    m_wasSearched = true;
    m_failure = found ? std::nullopt : std::optional(found.error());
    m_model->setTraces(found ? found->traces : std::vector<TraceSummary>());
    for (const int column :
         {RemoteListModel::TimeColumn, RemoteListModel::DurationColumn, RemoteListModel::SpansColumn,
          RemoteListModel::ServiceColumn, RemoteListModel::StatusColumn})
        m_table->resizeColumnToContents(column);
    QStringList notes;
    for (const std::string &note : found ? found->notes : std::vector<std::string>())
        notes.append(u"▲ "_s + QString::fromStdString(note));
    restyle(m_notes, "tone", u"warning"_s);
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    showNote();
    if (found && !found->traces.empty() && !m_tracePane->isVisibleTo(this)) {
        m_table->setCurrentIndex(m_sorted->index(0, 0));
        m_table->setFocus();
    }
}

/// The list, or what stands in its place.
void RemotePage::showNote()
{
    const RemoteConnection *const chosen = m_bar->connection();
    const auto found = static_cast<std::uint64_t>(m_model->rowCount());
    m_count->setVisible(found > 0 && !m_failure && !m_bar->isBusy());
    m_count->setText(found >= m_asked ? tr("The first %1, as many as were asked for")
                                            .arg(counted(found, tr("1 trace"), tr("%1 traces")))
                                      : counted(found, tr("1 trace"), tr("%1 traces")));
    m_bar->setVisible(chosen !=
                      nullptr); // with nothing to ask, the way to the settings is all there is to do
    if (m_model->rowCount() > 0 && !m_failure)
        return m_layers->setCurrentWidget(m_table);
    m_layers->setCurrentWidget(m_note);
    const QString name = chosen ? QString::fromStdString(chosen->name) : QString();
    if (!chosen)
        m_note->show(tr("No connection yet"),
                     tr("Traces of your team's Jaeger, Tempo or ClickHouse are searched here and opened "
                        "without being imported. Add a "
                        "connection in the settings first."),
                     tr("Open the settings"));
    else if (m_bar->isBusy())
        m_note->show(tr("Searching “%1”…").arg(name), {});
    else if (m_failure)
        m_note->show(tr("“%1” cannot be read").arg(name), QString::fromStdString(m_failure->message),
                     tr("Retry"));
    else if (m_wasSearched)
        m_note->show(tr("“%1” has no such traces").arg(name),
                     tr("Take a longer time, or narrow the search less."), tr("Search again"));
    else
        m_note->show(tr("Search “%1”").arg(name),
                     tr("What is found is shown here. Nothing is stored unless you keep it."), tr("Search"));
}

std::optional<TraceId> RemotePage::currentId() const
{
    const QModelIndex index = m_sorted->mapToSource(m_table->currentIndex());
    return index.isValid() ? std::optional(m_model->summaryAt(index.row()).id) : std::nullopt;
}

void RemotePage::openTrace(TraceId id)
{
    if (!m_opened || (id == m_id && m_view->trace() && m_tracePane->isVisibleTo(this)))
        return;
    m_id = id;
    m_keepJob.cancel();
    label(nullptr);
    m_banner->hide();
    m_details->clear();
    m_view->showMessage(
        tr("Reading the trace from “%1”…").arg(QString::fromStdString(m_opened->connection.name)), {});
    if (!m_tracePane->isVisibleTo(this)) {
        m_tracePane->show();
        m_split->setSizes({320, std::max(400, width() - 320)});
        for (int column = RemoteListModel::SpansColumn; column < RemoteListModel::ColumnCount; ++column)
            m_table->setColumnHidden(column, true);
    }
    m_loadJob.start(
        [open = opener(), id, read = m_access.readFacts](const std::stop_token &stop) -> Result<Loaded> {
            const auto source = open();
            if (!source)
                return source.error();
            auto pulled = (*source)->load(id, stop);
            if (!pulled)
                return pulled.error();
            Loaded loaded;
            for (const std::string &note : pulled->notes)
                loaded.notes.append(QString::fromStdString(note));
            loaded.trace = traceOf(std::move(*pulled), read);
            return loaded;
        },
        [this](const Result<Loaded> &loaded) { showLoaded(loaded); });
}

void RemotePage::showLoaded(const Result<Loaded> &loaded)
{
    if (!loaded || !loaded->trace) {
        m_view->showMessage(tr("This trace cannot be shown"),
                            loaded ? QString() : QString::fromStdString(loaded.error().message));
        return;
    }
    label(loaded->trace);
    m_view->showTrace(loaded->trace);
    m_banner->showOrigin(QString::fromStdString(m_opened->connection.name), loaded->notes);
    m_banner->show();
}

void RemotePage::closeTrace()
{
    if (!m_tracePane->isVisibleTo(this))
        return;
    m_loadJob.cancel();
    m_keepJob.cancel();
    label(nullptr);
    m_id = {};
    m_tracePane->hide();
    m_view->showMessage({}, {});
    m_details->clear();
    for (int column = RemoteListModel::SpansColumn; column < RemoteListModel::ColumnCount; ++column)
        m_table->setColumnHidden(column, false);
    m_table->setFocus();
}

void RemotePage::keepTrace()
{
    const auto trace = m_view->trace();
    if (!trace || !m_tracePane->isVisibleTo(this))
        return;
    m_banner->showKeeping();
    m_keepJob.start([trace, keep = m_access.keep](const std::stop_token &) { return kept(*trace, keep); },
                    [this, count = trace->size()](const Result<std::uint64_t> &added) {
                        if (!added)
                            return m_banner->showFailure(QString::fromStdString(added.error().message));
                        m_banner->showKept(*added == 0
                                               ? tr("It was in the history already.")
                                               : tr("Kept: %1 of its %2 spans are new in the history.")
                                                     .arg(formatCount(*added), formatCount(count)));
                    });
}

void RemotePage::setLabels(std::shared_ptr<LabelStore> labels)
{
    const QPointer<RemotePage> page(this);
    m_labels = std::make_shared<KeepingLabels>(
        std::move(labels), [keep = m_access.keep](const Trace &trace) { return kept(trace, keep); },
        [page](TraceId id, std::uint64_t) {
            QMetaObject::invokeMethod(QCoreApplication::instance(), [page, id] {
                if (page)
                    page->keptForLabel(id);
            });
        });
    m_labeller = new TraceLabeller(m_labels, this, m_access.pool);
    m_view->setLabeller(*m_labeller);
    connect(m_labeller, &TraceLabeller::failed, this, [this](const QString &reason) {
        m_banner->showFailure(tr("The label was not kept. %1").arg(reason));
    });
    connect(m_labeller, &TraceLabeller::changed, m_details, &SpanDetails::showLabels);
}

/// What the documents are asked, once labels are there.
SpanReaders RemotePage::withLabels(SpanReaders readers)
{
    readers.wanted = [this](const Document &document) {
        return m_labeller ? m_labeller->wanted(document) : std::nullopt;
    };
    readers.setWanted = [this](const Document &document, std::optional<bool> wanted) {
        if (m_labeller)
            m_labeller->setWanted(document, wanted);
    };
    return readers;
}

/// The trace that labels are given to; nullptr: none.
void RemotePage::label(std::shared_ptr<const Trace> trace)
{
    if (!m_labels)
        return;
    m_labels->setTrace(trace);
    m_labeller->setTrace(std::move(trace));
}

void RemotePage::keptForLabel(TraceId id)
{
    if (id == m_id)
        m_banner->showKept(tr("Kept in the history, because you labelled it: labels live with their trace."));
}

void RemotePage::focusSearch()
{
    m_bar->setFocus();
    if (auto *const field = m_bar->findChild<QWidget *>(u"remoteService"_s))
        field->setFocus();
}

void RemotePage::followSelection()
{
    if (const auto row = m_view->selectedSpan())
        m_details->showSpan(m_view->trace(), *row);
    else
        m_details->clear();
}

void RemotePage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_bar->isBusy())
        cancel();
    else if (event->key() == Qt::Key_Escape && m_tracePane->isVisibleTo(this))
        closeTrace();
    else
        Page::keyPressEvent(event);
}

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairview.h"

#include "core/analysis/comparisontext.h"
#include "core/genai/questionkey.h"
#include "core/store/storedmessages.h"
#include "ui/compare/attributediffmodel.h"
#include "ui/compare/barsheader.h"
#include "ui/compare/barszoom.h"
#include "ui/compare/busyline.h"
#include "ui/compare/comparewords.h"
#include "ui/compare/pairdelegate.h"
#include "ui/compare/pairmodel.h"
#include "ui/compare/pairtotals.h"
#include "ui/compare/plaintable.h"
#include "ui/models/format.h"
#include "ui/page/answerdiff.h"
#include "ui/page/tablecopy.h"
#include "ui/queries/listnote.h"
#include "ui/replay/documentdelegate.h"
#include "ui/replay/documentmodel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

struct PairView::Offers
{
    std::vector<TraceChoice::Candidate> left;
    std::vector<TraceChoice::Candidate> right; ///< replays of the left one first, then the same question
    std::string problem;
};

struct PairView::Loaded
{
    std::shared_ptr<const TraceDiff> diff;
    std::string problem;
};

PairView::PairView(Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_store(std::move(store))
    , m_left(new TraceChoice(this))
    , m_right(new TraceChoice(this))
    , m_model(new PairModel(this))
    , m_attributes(new AttributeDiffModel(this))
    , m_documents(new DocumentModel(this))
    , m_note(new ListNote(this))
{
    m_left->setAccessibleName(tr("Trace A"));
    m_right->setAccessibleName(tr("Trace B"));
    m_content = new QWidget(this);
    auto *const split = new QSplitter(Qt::Vertical, m_content);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(buildSteps());
    split->addWidget(buildParts());
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({600, 400}); // by their contents alone the steps would be left a single row
    m_totals = new PairTotals(m_theme, m_content);
    auto *const inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_totals);
    inner->addWidget(split, 1);

    auto *const body = new QWidget(this);
    m_layers = new QStackedLayout(body);
    m_layers->addWidget(m_note);
    m_layers->addWidget(m_content);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_busy = new BusyLine(this);
    column->addWidget(buildChoices());
    column->addWidget(m_busy);
    column->addWidget(body, 1);

    connect(m_left, &TraceChoice::chosenByUser, this, [this] {
        refresh();
        load();
    });
    connect(m_right, &TraceChoice::chosenByUser, this, &PairView::load);
    connect(m_note, &ListNote::actionRequested, this, [this] {
        if (m_act)
            m_act();
    });
    load();
}

PairView::~PairView() = default;

QWidget *PairView::buildChoices()
{
    auto *const bar = new QWidget(this);
    auto *const row = new QHBoxLayout(bar);
    row->setContentsMargins(14, 8, 14, 8);
    row->setSpacing(8);
    const auto letter = [&](const QString &name) {
        auto *const label = new QLabel(name, bar);
        label->setProperty("type", u"strong"_s);
        return label;
    };
    const auto opener = [&](TraceChoice *choice, const QString &tip) {
        auto *const button = new QToolButton(bar);
        button->setText(tr("Open"));
        button->setToolTip(tip);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, [this, choice] {
            if (const auto trace = choice->chosen())
                Q_EMIT traceRequested(*trace);
        });
        return button;
    };
    auto *const swap = new QToolButton(bar);
    swap->setObjectName(u"swap"_s);
    swap->setText(u"⇄"_s);
    swap->setToolTip(tr("Swap A and B"));
    swap->setAccessibleName(tr("Swap A and B"));
    swap->setAutoRaise(true);
    connect(swap, &QToolButton::clicked, this, &PairView::swapSides);
    row->addWidget(letter(u"A"_s));
    row->addWidget(m_left, 1);
    row->addWidget(opener(m_left, tr("Open trace A")));
    row->addWidget(swap);
    row->addWidget(letter(u"B"_s));
    row->addWidget(m_right, 1);
    row->addWidget(opener(m_right, tr("Open trace B")));
    m_copy = new QToolButton(bar);
    m_copy->setObjectName(u"copyMarkdown"_s);
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the comparison as Markdown"));
    m_copy->setAutoRaise(true);
    connect(m_copy, &QToolButton::clicked, this, &PairView::copyMarkdown);
    row->addWidget(m_copy);
    return bar;
}

QWidget *PairView::buildSteps()
{
    auto *const part = new QWidget(m_content);
    auto *const rows = new QComboBox(part);
    rows->setObjectName(u"rows"_s);
    rows->setAccessibleName(tr("Which steps are shown"));
    rows->addItem(tr("All spans"));
    rows->addItem(tr("Steps of the pipeline"));
    rows->addItem(tr("Only what differs"));
    connect(rows, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_model->setRows(static_cast<PairModel::Rows>(index)); });
    auto *const title = new QLabel(tr("Steps"), part);
    title->setProperty("type", u"strong"_s);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(14, 6, 14, 6);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(rows);

    m_steps = new PlainTable(m_model, 28, part);
    auto *const header = new BarsHeader(m_theme, PairModel::Bars, m_steps);
    m_steps->setHorizontalHeader(header);
    m_zoom = new BarsZoom(m_steps, PairModel::Bars, [this](int row) {
        return row >= 0 && row < m_model->rowCount() ? std::optional(m_model->time(row)) : std::nullopt;
    });
    header->setZoom(m_zoom);
    m_steps->setItemDelegate(new PairDelegate(m_theme, *m_model, *m_zoom, m_steps));
    m_steps->setAccessibleName(tr("Steps of both traces"));
    m_steps->setMinimumHeight(160);
    m_steps->horizontalHeader()->setSectionResizeMode(PairModel::Bars, QHeaderView::Stretch);
    m_steps->setColumnWidth(PairModel::Name, 240);
    for (const int column : {PairModel::Left, PairModel::Right, PairModel::Difference})
        m_steps->setColumnWidth(column, 88);
    for (const int column :
         {PairModel::Self, PairModel::Tokens, PairModel::Cost, PairModel::Status, PairModel::Attributes})
        m_steps->setColumnWidth(column, 78);
    connect(m_steps->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PairView::followSelection);
    connect(m_steps, &QTableView::activated, this, [this](const QModelIndex &index) {
        const DiffedStep &step = m_model->step(index.row());
        openStep(step, step.right ? Side::Right : Side::Left);
    });
    m_steps->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_steps, &QWidget::customContextMenuRequested, this, &PairView::openStepMenu);
    auto *const column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_steps, 1);
    return part;
}

QWidget *PairView::underNote(QWidget *content, QLabel *&note, QWidget *besides)
{
    auto *const part = new QWidget(m_parts);
    note = new QLabel(part);
    note->setProperty("tone", u"secondary"_s);
    note->setContentsMargins(14, 8, 14, 4);
    note->setWordWrap(true);
    auto *const column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 14, 0);
    head->addWidget(note, 1);
    if (besides != nullptr)
        head->addWidget(besides);
    column->addLayout(head);
    column->addWidget(content, 1);
    return part;
}

AnswerDiff *PairView::makeText(const QString &name)
{
    auto *const text = new AnswerDiff(m_theme, m_parts);
    text->setMinimumHeight(80); // it scrolls: here a long prompt must not make the window tall
    text->setAccessibleName(name);
    return text;
}

QWidget *PairView::buildParts()
{
    m_parts = new QTabWidget(m_content);
    auto *const documents = new PlainTable(m_documents, 30, m_parts);
    documents->setItemDelegate(new DocumentDelegate(m_theme, *m_documents, documents));
    documents->setAccessibleName(tr("Documents of both answers"));
    documents->horizontalHeader()->setSectionResizeMode(DocumentModel::Title, QHeaderView::Stretch);
    documents->setColumnWidth(DocumentModel::BaselineRank, 52);
    documents->setColumnWidth(DocumentModel::ReplayRank, 52);
    documents->setColumnWidth(DocumentModel::Score, 130);
    documents->setColumnWidth(DocumentModel::Change, 180);
    auto *const attributes = new PlainTable(m_attributes, 26, m_parts);
    attributes->setAccessibleName(tr("Attributes of both"));
    attributes->horizontalHeader()->setSectionResizeMode(AttributeDiffModel::Right, QHeaderView::Stretch);
    attributes->setColumnWidth(AttributeDiffModel::Key, 280);
    attributes->setColumnWidth(AttributeDiffModel::Left, 420);
    m_prompt = makeText(tr("Prompts, with what changed"));
    m_answer = makeText(tr("Answers, with what changed"));
    m_parts->addTab(underNote(documents, m_documentNote), tr("Documents"));
    m_parts->addTab(underNote(m_prompt, m_promptNote), tr("Prompt"));
    m_parts->addTab(underNote(m_answer, m_answerNote), tr("Answer"));
    auto *const all = new QCheckBox(tr("Equal ones, too"), m_parts);
    all->setObjectName(u"equalAttributes"_s);
    connect(all, &QCheckBox::toggled, this, [this](bool shows) {
        m_attributes->setShowsEqual(shows);
        followSelection();
    });
    m_parts->addTab(underNote(attributes, m_attributeNote, all), tr("Attributes"));
    return m_parts;
}

void PairView::compare(TraceId a, std::optional<TraceId> b)
{
    m_left->choose(a);
    m_right->choose(b);
    m_guessRight = !b;
    refresh();
    load();
}

void PairView::swapSides()
{
    const auto a = left();
    const auto b = right();
    m_left->choose(b);
    m_right->choose(a);
    refresh();
    load();
}

void PairView::refresh()
{
    m_offerJob.start(
        [store = m_store, chosen = left()](const std::stop_token &stop) {
            Offers offers;
            TraceRequest request;
            request.limit = 300;
            const auto page = store->list(request, stop);
            if (!page)
                offers.problem = page.error().message;
            std::vector<TraceSummary> traces = page ? page->traces : std::vector<TraceSummary>{};
            std::uint64_t question = 0;
            std::vector<TraceId> replays;
            if (chosen) {
                if (const auto summary = store->summary(*chosen)) {
                    question = questionKey(summary->question);
                    if (std::ranges::find(traces, *chosen, &TraceSummary::id) == traces.end())
                        traces.insert(traces.begin(), *summary);
                }
                if (const auto records = store->replaysOf(*chosen))
                    for (const ReplayRecord &record : *records)
                        replays.push_back(record.replay);
            }
            for (const TraceSummary &trace : traces) {
                offers.left.push_back({trace, false, false});
                const bool isReplay = chosen && (trace.replayOf == *chosen ||
                                                 std::ranges::find(replays, trace.id) != replays.end());
                if (!chosen || trace.id != *chosen)
                    offers.right.push_back(
                        {trace, isReplay, question != 0 && questionKey(trace.question) == question});
            }
            std::ranges::stable_sort(offers.right, std::ranges::greater{},
                                     [](const TraceChoice::Candidate &c) {
                                         return c.isReplay ? 2 : c.sameQuestion ? 1 : 0;
                                     });
            return offers;
        },
        [this](const Offers &offers) {
            m_left->offer(offers.left);
            m_right->offer(offers.right);
            const bool hasLikely =
                !offers.right.empty() && (offers.right.front().isReplay || offers.right.front().sameQuestion);
            if (std::exchange(m_guessRight, false) && hasLikely && !right()) {
                m_right->choose(offers.right.front().trace.id);
                load();
            }
            if (!offers.problem.empty() && !m_model->diff())
                say(tr("The history cannot be read"), QString::fromStdString(offers.problem));
            else if (offers.left.empty() && !left())
                say(tr("No query has arrived yet"),
                    tr("Two traces can be set side by side as soon as the "
                       "history holds some: send some, import a "
                       "file, or start the demo."),
                    tr("Connect a pipeline"), [this] { Q_EMIT connectRequested(); });
        });
}

void PairView::load()
{
    const auto a = left();
    const auto b = right();
    if (!a || !b) {
        m_loadJob.cancel();
        m_busy->stop();
        m_model->setDiff(nullptr);
        say(tr("Two traces side by side"),
            a ? tr("Choose what to compare it with, above: a replay, an earlier answer to the same question, "
                   "or any other query.")
              : tr("Choose A and B above, or press Compare in an open trace.\nSteps are aligned by their "
                   "path; durations, tokens, cost, "
                   "documents, prompts, answers and attributes are compared."),
            a ? tr("Choose B") : tr("Choose A"), [this, choice = a ? m_right : m_left] {
                choice->setFocus();
                choice->showPopup();
            });
        return;
    }
    if (!m_model->diff())
        say(tr("Comparing…"), {});
    m_busy->start();
    m_loadJob.start(
        [store = m_store, a = *a, b = *b](const std::stop_token &stop) {
            Loaded loaded;
            const auto leftTrace = store->load(a, stop);
            const auto rightTrace = leftTrace ? store->load(b, stop) : leftTrace;
            if (!leftTrace || !rightTrace) {
                loaded.problem = (leftTrace ? rightTrace : leftTrace).error().message;
                return loaded;
            }
            const auto messages = storedMessagesOf(*store, {a, b}, stop);
            if (messages)
                loaded.diff =
                    std::make_shared<const TraceDiff>(compareTraces(*leftTrace, *rightTrace, *messages));
            else
                loaded.problem = messages.error().message;
            return loaded;
        },
        [this](const Loaded &loaded) { show(loaded); });
}

/// A sentence instead of a comparison.
void PairView::say(const QString &title, const QString &words, const QString &action,
                   std::function<void()> act)
{
    m_copy->setEnabled(false);
    m_act = std::move(act);
    m_note->show(title, words, action);
    m_layers->setCurrentWidget(m_note);
}

void PairView::show(const Loaded &loaded)
{
    m_busy->stop();
    m_model->setDiff(loaded.diff);
    m_attributes->clear();
    if (!loaded.diff)
        return say(tr("These cannot be compared"), QString::fromStdString(loaded.problem));
    m_zoom->setExtent(loaded.diff->extent);
    m_totals->setDiff(*loaded.diff);
    m_documents->setDocuments(loaded.diff->documents.documents);
    showTexts();
    m_copy->setEnabled(true);
    m_layers->setCurrentWidget(m_content);
    if (m_model->rowCount() > 0)
        m_steps->setCurrentIndex(m_model->index(0, 0));
    followSelection();
    Q_EMIT shown();
}

void PairView::showTexts()
{
    const TraceDiff &diff = *m_model->diff();
    m_prompt->setDiff(diff.prompt);
    m_answer->setDiff(diff.answer);
    const auto words = [](const WordDiff &text, const QString &nothing) -> QString {
        if (text.parts.empty())
            return nothing;
        if (text.isSame())
            return tr("Identical.");
        return tr("Similarity %1. Struck through: only in A; underlined: only in B.")
                   .arg(measureWords(text.similarity)) %
               (text.coarse ? u' ' + tr("Too different to be aligned word by word.") : QString());
    };
    m_promptNote->setText(
        words(diff.prompt, tr("Neither trace carries messages to a model. Spans with llm.input_messages or "
                              "gen_ai.input.messages show their prompts here.")));
    m_answerNote->setText(
        words(diff.answer,
              tr("Neither trace carries an answer. It is taken from output.value of the query's span.")));
    const DocumentComparison &documents = diff.documents;
    m_documentNote->setText(
        documents.documents.empty()
            ? tr("Neither trace reports documents. Retrieval and reranking spans that carry "
                 "retrieval.documents or "
                 "gen_ai.retrieval.documents are compared here.")
            : tr("What the answers were written from: overlap@%1 %2, rank-biased overlap %3. “was” is the "
                 "rank in A, “now” "
                 "in B.")
                  .arg(documents.depth)
                  .arg(documents.overlap ? measureWords(*documents.overlap) : u"–"_s,
                       documents.rankBiasedOverlap ? measureWords(*documents.rankBiasedOverlap) : u"–"_s));
}

void PairView::followSelection()
{
    const QModelIndex current = m_steps->currentIndex();
    if (!m_model->diff() || !current.isValid() || current.row() >= m_model->rowCount()) {
        m_attributes->clear();
        m_attributeNote->setText(tr("Select a step to see its attributes side by side."));
        return;
    }
    const DiffedStep &step = m_model->step(current.row());
    m_attributes->setStep(m_model->diff(), step);
    const QString name = QString::fromStdString(step.name);
    m_attributeNote->setText(
        !step.left || !step.right ? tr("Only %1 has the step %2.").arg(step.left ? u"A"_s : u"B"_s, name)
        : m_attributes->differing() == 0
            ? tr("All attributes of %1 and of its resource are the same.").arg(name)
            : tr("Of %1 and its resource %2 of %3 differ.")
                  .arg(name, formatCount(m_attributes->differing()),
                       counted(m_attributes->total(), tr("1 attribute"), tr("%1 attributes"))));
}

void PairView::openStep(const DiffedStep &step, Side side)
{
    const auto &figures = side == Side::Left ? step.left : step.right;
    const auto &trace = side == Side::Left ? m_model->diff()->left : m_model->diff()->right;
    if (figures)
        Q_EMIT spanRequested(trace->id(), (*trace)[figures->row].id);
}

void PairView::openStepMenu(const QPoint &at)
{
    const QModelIndex index = m_steps->indexAt(at);
    if (!index.isValid())
        return;
    const DiffedStep step = m_model->step(index.row());
    QMenu menu(this);
    menu.addAction(tr("Open in trace A"), this, [this, step] { openStep(step, Side::Left); })
        ->setEnabled(step.left.has_value());
    menu.addAction(tr("Open in trace B"), this, [this, step] { openStep(step, Side::Right); })
        ->setEnabled(step.right.has_value());
    menu.addSeparator();
    menu.addAction(tr("Copy the row"), this, [this] { copySelectedRows(*m_steps); });
    menu.addAction(tr("Copy the comparison as Markdown"), this, &PairView::copyMarkdown);
    menu.exec(m_steps->viewport()->mapToGlobal(at));
}

void PairView::copyMarkdown()
{
    if (m_model->diff())
        QGuiApplication::clipboard()->setText(QString::fromStdString(comparisonMarkdown(*m_model->diff())));
}

const std::shared_ptr<const TraceDiff> &PairView::diff() const noexcept
{
    return m_model->diff();
}

} // namespace spanwise

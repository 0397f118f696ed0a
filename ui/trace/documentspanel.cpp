// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/documentspanel.h"

#include "core/genai/documentkey.h"
#include "core/model/steplabel.h"
#include "core/search/searchparts.h"
#include "ui/models/format.h"
#include "ui/trace/columnhead.h"
#include "ui/trace/documentcell.h"
#include "ui/trace/documentsmodel.h"
#include "ui/trace/filterbuttons.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/textviewer.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// What is larger takes long enough to say so.
constexpr std::size_t noticedSpans = 20'000;

/// Margins around a label; its own would be taken from it when the style sheet changes.
QLayout *inset(QLabel *label, QMargins margins)
{
    auto *layout = new QVBoxLayout;
    layout->setContentsMargins(margins);
    layout->addWidget(label);
    return layout;
}

/// Bytes of UTF-8 as positions in the text that is shown.
std::vector<TextViewer::Underline> underlines(const std::string &utf8, const std::vector<TextRange> &ranges)
{
    std::vector<TextViewer::Underline> parts;
    std::size_t at = 0;
    qsizetype position = 0;
    const auto advance = [&](std::size_t to) {
        position += text(std::string_view(utf8).substr(at, to - at)).size();
        at = to;
        return position;
    };
    for (const TextRange &range : ranges) {
        const qsizetype begin = advance(range.begin);
        parts.push_back({begin, advance(range.end)});
    }
    return parts;
}

} // namespace

DocumentsPanel::DocumentsPanel(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_readers(std::move(readers))
    , m_messages(m_readers.messages)
    , m_model(new DocumentsModel(this))
    , m_cell(new DocumentCell(theme, this))
    , m_table(new QTableView(this))
    , m_scope(new QLabel(this))
    , m_title(new QLabel(this))
    , m_fate(new QLabel(this))
    , m_seen(new QToolButton(this))
    , m_text(new TextViewer(theme, TextViewer::Face::Text, this))
    , m_answerCaption(
          new QLabel(tr("Answer · underlined where a document supports it, wavy where none does"), this))
    , m_answer(new TextViewer(theme, TextViewer::Face::Text, this))
    , m_filterBy(new FilterButtons(theme, this))
    , m_wantedAction(addLabelAction(tr("★ Should be found"), u"*"_s, true))
    , m_unwantedAction(addLabelAction(tr("✕ Should not be found"), u"X"_s, false))
{
    m_model->setWanted(m_readers.wanted);
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_cell);
    m_table->setAccessibleName(tr("Documents"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_cell->rowHeight());
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(44);
    // In line with the text of the cells.
    m_table->horizontalHeader()->setStyleSheet(u"QHeaderView::section { padding: 4px 1px 4px %1px; }"
                                               "QHeaderView::section:first { padding-left: 12px; }"_s.arg(2));

    m_scope->setProperty("tone", u"secondary"_s);
    m_scope->setProperty("type", u"secondary"_s);
    m_scope->setWordWrap(true);
    m_title->setProperty("type", u"strong"_s);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_scope->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setAccessibleName(tr("Text of the selected document"));

    auto *below = new QWidget(this);
    auto *belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->setSpacing(2);
    belowLayout->addLayout(inset(m_title, {12, 10, 12, 0}));
    m_fate->setObjectName(u"fate"_s);
    m_fate->setProperty("tone", u"secondary"_s);
    m_fate->setWordWrap(true);
    m_fate->setTextFormat(Qt::PlainText);
    belowLayout->addLayout(inset(m_fate, {12, 2, 12, 2}));
    belowLayout->addWidget(m_filterBy);
    m_seen->setObjectName(u"seenBy"_s);
    m_seen->setAutoRaise(true);
    m_seen->setPopupMode(QToolButton::InstantPopup);
    m_seen->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_seen->setMenu(new QMenu(m_seen));
    m_seen->hide();
    auto *seenLine = new QHBoxLayout;
    seenLine->setContentsMargins(2, 0, 12, 0); // its text in line with the title
    seenLine->addWidget(m_seen);
    seenLine->addStretch();
    belowLayout->addLayout(seenLine);
    belowLayout->addWidget(m_text, 1);
    m_answerCaption->setProperty("tone", u"secondary"_s);
    m_answerCaption->setProperty("type", u"secondary"_s);
    m_answerCaption->setWordWrap(true);
    m_answer->setFitted(4);
    m_answer->setAccessibleName(tr("Answer, with what the documents support"));
    belowLayout->addLayout(inset(m_answerCaption, {12, 6, 12, 0}));
    belowLayout->addWidget(m_answer);
    m_split = new QSplitter(Qt::Vertical, this);
    m_split->addWidget(m_table);
    m_split->addWidget(below);
    m_split->setStretchFactor(1, 1);
    m_split->setChildrenCollapsible(false);
    m_split->installEventFilter(this);
    connect(m_split, &QSplitter::splitterMoved, this, [this] { m_isSplitDrawn = true; });
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(inset(m_scope, {12, 8, 12, 6}));
    column->addWidget(m_split, 1);
    setContent(content);

    m_table->viewport()->installEventFilter(this);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &DocumentsPanel::openMenu);
    connect(m_filterBy, &FilterButtons::chosen, this,
            [this](bool has) { Q_EMIT searchRequested(term(has)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                showDocument(current.row());
                showLabels();
            });
    connect(&theme, &Theme::changed, this,
            [this] { m_table->verticalHeader()->setDefaultSectionSize(m_cell->rowHeight()); });
}

bool DocumentsPanel::setLogs(const std::shared_ptr<const TelemetryBatch> &logs)
{
    const bool hasLogs = logs && !logs->logs.empty();
    if (!hasLogs && !m_hasLogs)
        return false;
    m_hasLogs = hasLogs;
    m_messages = withLogRecords(m_readers.messages, {logs});
    m_query.reset(); // it was followed without them
    return true;
}

void DocumentsPanel::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    if (m_queryOf.lock() != trace)
        m_query.reset();
    m_queryOf = trace;
    if (trace->size() > noticedSpans && m_trace != trace->id())
        showNote(tr("Following the documents…"), {});
    m_following.start(
        [trace, row, query = m_query, readers = m_readers,
         messages = m_messages](const std::stop_token &stop) {
            const auto follow = [&](SpanRow top) {
                // Nobody waits for what is left of a walk that was given up.
                return std::make_shared<const DocumentJourney>(documentJourney(
                    *trace, top,
                    [&](const Trace &in, SpanRow at) {
                        return stop.stop_requested() || !readers.documents ? std::vector<Document>()
                                                                           : readers.documents(in, at);
                    },
                    messages));
            };
            Found found{row == trace->queryRow() && query ? query : follow(row), query, true};
            if (row == trace->queryRow())
                found.ofQuery = found.journey;
            else if (found.journey->table.rows.empty() && !found.ofQuery)
                found.ofQuery = follow(trace->queryRow());
            if (found.journey->table.rows.empty()) {
                found.own = false;
                found.journey = found.ofQuery;
            }
            return found;
        },
        [this, trace = std::weak_ptr(trace), row](Found found) {
            if (const auto shown = trace.lock()) {
                showFound(*shown, row, std::move(found));
                Q_EMIT journeyShown();
            }
        });
}

void DocumentsPanel::forget()
{
    m_following.cancel();
    m_sightings.cancel();
    m_queryOf.reset();
    m_query.reset();
    m_shown.reset();
    m_trace = {};
}

void DocumentsPanel::showFound(const Trace &trace, SpanRow row, Found found)
{
    if (found.ofQuery)
        m_query = found.ofQuery;
    if (found.journey->table.rows.empty()) {
        m_trace = trace.id();
        showNote(tr("This query has no documents"),
                 tr("Retrieval steps carry them as retrieval.documents.* attributes (OpenInference), "
                    "gen_ai.retrieval.documents, or as result events of a vector database."));
        return;
    }
    const QString step = text(stepLabel(trace[row]));
    const QString count = counted(found.journey->table.rows.size(), tr("1 document"), tr("%1 documents"));
    m_scope->setText(found.own ? tr("%1 of %2 and its steps: rank, and score below it").arg(count, step)
                               : tr("%1 carries no documents itself; these are the query's").arg(step));
    if (found.journey == m_shown) { // from one step of the query to another
        showContent();
        return;
    }
    const std::string before =
        m_table->currentIndex().isValid()
            ? m_model->table().rows[static_cast<std::size_t>(m_table->currentIndex().row())].document.id
            : std::string();
    m_trace = trace.id();
    m_shown = found.journey;
    m_model->setJourney(*found.journey);
    fitColumns();
    fitTable();
    showAnswer();
    const auto &rows = m_model->table().rows;
    const auto same =
        std::ranges::find_if(rows, [&](const DocumentTable::Row &r) { return r.document.id == before; });
    m_table->selectRow(same == rows.end() ? 0 : static_cast<int>(same - rows.begin()));
    showContent();
}

/// The titles have what the ranks leave, and never less than tells titles apart: then the table scrolls.
void DocumentsPanel::fitColumns()
{
    constexpr int leastTitle = 130;
    constexpr int wantedTitle = 180;
    constexpr int leastRank = 48;
    constexpr int usualRank = 78; // "retrieval", "reranking"
    constexpr int mostRank = 120;
    constexpr int padding = 14;
    const int ranks = m_model->columnCount() - 1;
    if (ranks < 1)
        return;
    QHeaderView *const header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    const QFontMetrics metrics(m_cell->headFont());
    const int room = m_table->viewport()->width();
    const int most = std::clamp((room - wantedTitle) / ranks, usualRank, mostRank);
    QStringList heads;
    for (const DocumentTable::Column &column : m_model->table().columns)
        heads += columnHead(text(column.step), metrics, most - padding);
    m_model->setHeads(std::move(heads));
    int taken = 0;
    for (int column = 1; column <= ranks; ++column) {
        int widest = 0;
        for (const QString &word : m_model->headerData(column, Qt::Horizontal).toString().split(u'\n'))
            widest = std::max(widest, metrics.horizontalAdvance(word));
        const int width = std::clamp(widest + padding, leastRank, mostRank);
        m_table->setColumnWidth(column, width);
        taken += width;
    }
    m_table->setColumnWidth(0, std::max(leastTitle, room - taken));
}

/// As tall as its rows, up to a half: few documents leave the room to their texts. A border that was drawn
/// stays.
void DocumentsPanel::fitTable()
{
    if (m_isSplitDrawn || m_split->height() < 2)
        return;
    const int rows = m_table->horizontalHeader()->sizeHint().height() +
                     m_model->rowCount() * m_table->verticalHeader()->defaultSectionSize() +
                     m_table->horizontalScrollBar()->sizeHint().height() + 4;
    const int most = m_split->height() / 2;
    m_split->setSizes({std::min(rows, most), m_split->height() - std::min(rows, most)});
}

bool DocumentsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        watched == m_split ? fitTable() : fitColumns();
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *const mouse = static_cast<const QMouseEvent *>(event);
        const QPoint at = mouse->position().toPoint();
        if (mouse->button() == Qt::LeftButton && isStar(at))
            toggleWanted(m_table->indexAt(at).row(), true);
    }
    return DetailPage::eventFilter(watched, event);
}

/// By its id; a document without one by the beginning of its text.
QString DocumentsPanel::term(bool has) const
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model->rowCount())
        return {};
    const Document &document = m_model->table().rows[static_cast<std::size_t>(row)].document;
    if (!document.id.empty())
        return QString::fromStdString(conditionFor(
            {.scope = SearchField::Scope::Intrinsic, .intrinsic = SearchField::Intrinsic::Document},
            Datum::of(std::string_view(document.id)), has));
    constexpr qsizetype enough = 80;
    const QString beginning = text(document.content).left(enough);
    return beginning.isEmpty()
               ? QString()
               : (has ? QString() : u"!"_s) + QString::fromStdString(phraseFor(beginning.toStdString()));
}

void DocumentsPanel::openMenu(QPoint at)
{
    const QModelIndex under = m_table->indexAt(at);
    if (!under.isValid())
        return;
    m_table->setCurrentIndex(under);
    QMenu menu(this);
    showLabels();
    menu.addActions({m_wantedAction, m_unwantedAction});
    menu.addSeparator();
    m_filterBy->addTo(menu);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

/// "Should be found" and "should not": what quality is measured against. Said once more, it is taken back.
QAction *DocumentsPanel::addLabelAction(const QString &words, const QString &key, bool wanted)
{
    auto *const action = new QAction(words, m_table);
    action->setCheckable(true);
    action->setShortcut(QKeySequence(key));
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setVisible(m_readers.wanted && m_readers.setWanted);
    connect(action, &QAction::triggered, this,
            [this, wanted] { toggleWanted(m_table->currentIndex().row(), wanted); });
    m_table->addAction(action);
    return action;
}

void DocumentsPanel::toggleWanted(int row, bool wanted)
{
    if (row < 0 || row >= m_model->rowCount() || !m_readers.wanted || !m_readers.setWanted)
        return;
    const Document document = m_model->table().rows[static_cast<std::size_t>(row)].document;
    m_readers.setWanted(document,
                        m_readers.wanted(document) == wanted ? std::nullopt : std::optional(wanted));
    showLabels();
}

void DocumentsPanel::showLabels()
{
    m_table->viewport()->update();
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model->rowCount())
        return;
    m_fate->setText(fateText(row));
    const auto said = m_readers.wanted
                          ? m_readers.wanted(m_model->table().rows[static_cast<std::size_t>(row)].document)
                          : std::nullopt;
    m_wantedAction->setChecked(said == true);
    m_unwantedAction->setChecked(said == false);
}

/// The star before a title is there to be clicked.
bool DocumentsPanel::isStar(QPoint at) const
{
    const QModelIndex under = m_table->indexAt(at);
    return under.isValid() && under.column() == 0 &&
           at.x() < m_table->visualRect(under).x() + m_cell->starWidth();
}

void DocumentsPanel::showDocument(int row)
{
    m_filterBy->setEnabled(!term(true).isEmpty());
    if (row < 0 || row >= m_model->rowCount()) {
        m_title->clear();
        m_fate->clear();
        m_sightings.cancel();
        m_seen->hide();
        m_text->clearAll();
        return;
    }
    const Document &document = m_model->table().rows[static_cast<std::size_t>(row)].document;
    const QString title = m_model->index(row, 0).data().toString();
    m_title->setText(m_readers.wanted ? title.mid(2) : title); // its star is the table's
    const QString fate = fateText(row);
    m_fate->setText(fate);
    m_fate->setVisible(!fate.isEmpty());
    askWhoSaw(document);
    underlineAnswer(row);
    m_text->setWhole(document.content.empty()
                         ? tr("The pipeline sent no text for this document, only its id and score.")
                         : text(document.content));
    if (!document.metadata.empty()) {
        m_text->add({});
        m_text->add(text(indentJson(document.metadata)), TextViewer::Style::Note);
        m_text->moveCursor(QTextCursor::Start);
    }
    const DocumentJourney &journey = m_model->journey();
    if (journey.fates[static_cast<std::size_t>(row)].support > 0)
        m_text->setUnderlines(
            underlines(document.content, supportingSentences(document.content, journey.answer)));
}

void DocumentsPanel::showAnswer()
{
    const bool sent = !m_model->journey().answer.empty();
    m_answerCaption->setVisible(sent);
    m_answer->setVisible(sent);
    m_answer->setWhole(text(m_model->journey().answer));
}

/// Sentences of the answer that any document supports, those of this one strongest; what none supports is
/// wavy.
void DocumentsPanel::underlineAnswer(int row)
{
    const DocumentJourney &journey = m_model->journey();
    std::vector<TextViewer::Underline> parts;
    for (const SentenceSupport &sentence : journey.support.sentences) {
        const bool own = sentence.document == static_cast<std::uint32_t>(row);
        const Token color = !sentence.isSupported() ? Token::Error : own ? Token::Ok : Token::Muted;
        for (TextViewer::Underline part : underlines(journey.answer, {sentence.range})) {
            part.color = color;
            part.wavy = !sentence.isSupported();
            parts.push_back(part);
        }
    }
    m_answer->setUnderlines(parts);
}

/// What became of the document, in one sentence.
QString DocumentsPanel::fateText(int row) const
{
    const DocumentJourney &journey = m_model->journey();
    const DocumentFate &fate = journey.fates[static_cast<std::size_t>(row)];
    const bool wanted =
        m_readers.wanted &&
        m_readers.wanted(journey.table.rows[static_cast<std::size_t>(row)].document).value_or(false);
    if (!fate.lostIn.empty() && wanted)
        return tr("✕ Marked as should be found, but lost in %1: it was rank %2, and %3 went on.")
            .arg(text(fate.lostIn))
            .arg(fate.lastRank)
            .arg(counted(fate.kept, tr("1 document"), tr("%1 documents")));
    if (!fate.lostIn.empty())
        return tr("Lost in %1: it was rank %2, and %3 went on.")
            .arg(text(fate.lostIn))
            .arg(fate.lastRank)
            .arg(counted(fate.kept, tr("1 document"), tr("%1 documents")));
    if (!fate.prompt || !fate.prompt->isThere())
        return {};
    const QString prompt = fate.prompt->isCut()
                               ? tr("%1 of it is in the prompt of %2")
                                     .arg(formatPercent(fate.prompt->share), text(journey.promptStep))
                               : tr("In the prompt of %1").arg(text(journey.promptStep));
    return journey.answer.empty() ? prompt % u'.'
           : fate.support > 0
               ? tr("%1; it supports %2 of the answer.").arg(prompt, formatPercent(fate.support))
               : tr("%1; the answer has no sentence from it.").arg(prompt);
}

void DocumentsPanel::askWhoSaw(const Document &document)
{
    const std::uint64_t key = documentKey(document);
    m_seen->hide();
    m_sightings.cancel();
    if (!m_readers.sightings || key == 0)
        return;
    m_sightings.start([ask = m_readers.sightings, key](const std::stop_token &) { return ask(key); },
                      [this](const Result<Sightings> &sightings) {
                          if (sightings && sightings->traces > 0)
                              showSightings(*sightings);
                      });
}

void DocumentsPanel::showSightings(const Sightings &sightings)
{
    const bool more = sightings.traces >= Sightings::countLimit;
    m_seen->setText((more ? tr("Seen by more than %1") : tr("Seen by %1"))
                        .arg(counted(sightings.traces, tr("1 query"), tr("%1 queries"))));
    m_seen->setToolTip(tr("Every query of the history in which this document was found, newest first"));
    QMenu *menu = m_seen->menu();
    menu->clear();
    for (const Sighting &sighting : sightings.newest) {
        QString words = text(sighting.question).simplified();
        if (words.size() > 70)
            words = words.left(69) % u'…';
        words.replace(u'&', u"&&"_s);
        const QString place = sighting.score
                                  ? tr("rank %1, score %2").arg(sighting.rank).arg(*sighting.score, 0, 'g', 3)
                                  : tr("rank %1").arg(sighting.rank);
        QAction *action = menu->addAction(
            u"%1   %2\t%3, %4"_s.arg(formatTime(sighting.begin), words, text(sighting.step), place));
        action->setEnabled(m_readers.openTrace != nullptr && sighting.trace != m_trace);
        connect(action, &QAction::triggered, this, [this, id = sighting.trace] { m_readers.openTrace(id); });
    }
    m_seen->show();
}

} // namespace spanwise

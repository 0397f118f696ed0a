// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/jobs/jobpool.h"
#include "ui/models/format.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/details.h"
#include "ui/trace/documentspanel.h"
#include "ui/trace/logsmodel.h"
#include "ui/trace/markdownview.h"
#include "ui/trace/summarypage.h"
#include "ui/trace/textviewer.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

#include <algorithm>
#include <atomic>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QTableView *tableNamed(const SpanDetails &details, const QString &name)
{
    for (QTableView *table : details.findChildren<QTableView *>()) {
        if (table->accessibleName() == name)
            return table;
    }
    return nullptr;
}

/// Three records of a trace: of its first span, of its second, of none.
std::shared_ptr<const TelemetryBatch> logsOf(const Trace &trace)
{
    auto batch = std::make_shared<TelemetryBatch>();
    batch->resources.emplace_back();
    batch->scopes.push_back(
        {.name = "rag.index", .version = {}, .attributes = {}, .schemaUrl = {}, .droppedAttributes = 0});
    const auto add = [&](std::string_view text, int milliseconds, std::uint8_t severity, SpanId span) {
        LogRecord record;
        record.time = trace.time().begin + std::chrono::milliseconds(milliseconds);
        record.body = Value::ofString(text);
        record.severity = severity;
        record.traceId = trace.id();
        record.spanId = span;
        batch->logs.push_back(record);
    };
    add("question taken", 1, 9, trace[SpanRow{0}].id);
    add("index is stale", 20, 13, trace[SpanRow{1}].id);
    add("gave up", 30, 17, {});
    return batch;
}

/// Records that carry messages, of the last generation: event name and body of each.
std::shared_ptr<const TelemetryBatch>
recordsOfGeneration(const Trace &trace,
                    std::initializer_list<std::pair<std::string_view, std::string_view>> said)
{
    auto batch = std::make_shared<TelemetryBatch>();
    SpanId generation;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (trace.facts(static_cast<SpanRow>(i)).step == StepKind::Generation)
            generation = trace[static_cast<SpanRow>(i)].id;
    }
    for (const auto &[name, body] : said) {
        LogRecord &record = batch->logs.emplace_back();
        record.traceId = trace.id();
        record.spanId = generation;
        record.eventName = name;
        record.body = Value::ofString(body);
    }
    return batch;
}

/// Counts how often a widget is asked to lay itself out.
class LayoutCounter final : public QObject
{
public:
    explicit LayoutCounter(QWidget &watched) { watched.installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::LayoutRequest ? 1 : 0;
        return false;
    }
};

} // namespace

class TstDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsStandSideBySideThroughTheStepsThatRankedThem();
    void aStepWithoutDocumentsShowsThoseOfTheQueryAndSaysSo();
    void theDocumentsOfTheQueryAreFollowedOnceForAllItsSteps();
    void whatTheQueryTookIsReckonedOnceForAllItsSteps();
    void theButtonOfThePricesStandsBesideTheCost();
    void theAnswerStaysSelectedWhileItsStepsAreWalkedThrough();
    void ofThousandsOfCallsAndVerdictsTheFirstAreListedAndTheRestCounted();
    void theConversationIsAskedForOnceForEachTrace();
    void whatWasMeasuredIsAskedForEachStep();
    void aTraceThatIsClosedIsLetGo();
    void emptyTabsSayWhy();
    void anotherSpanLaysNothingOutAnew();
    void exceptionsShowTheirStack();
    void aFittedTextIsBrokenAtItsOwnWidth();
    void aShortAnswerLeavesTheRoomToItsFacts();
    void allTabsAreSeenAtTheWidthOfTheDock();
    void logRecordsStandByTimeAndThoseOfTheStepStandOut();
    void withoutLogRecordsTheTabSaysHowToGetThem();
    void theAnswerOfALogRecordStandsUnderTheDocuments();
    void questionAndAnswerOfLogRecordsStandOnTheirPage();
    void aTraceThatAsksNobodyAnythingSaysSo();

private:
    Theme m_theme;
};

void TstDetails::documentsStandSideBySideThroughTheStepsThatRankedThem()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Documents);
    details.showSpan(trace, trace->queryRow());
    auto *table = tableNamed(details, u"Documents"_s);
    QVERIFY(table);
    QTRY_COMPARE(table->model()->rowCount(), 10);
    QStringList heads;
    for (int column = 0; column < table->model()->columnCount(); ++column)
        heads += table->model()->headerData(column, Qt::Horizontal).toString();
    QCOMPARE(heads, (QStringList{u"Document"_s, u"vector\nsearch"_s, u"bm25\nsearch"_s, u"retrieval"_s,
                                 u"reranking"_s, u"prompt"_s, u"answer"_s}));
    QCOMPARE(table->model()->index(0, 4).data().toString(), u"1"_s);
}

void TstDetails::aStepWithoutDocumentsShowsThoseOfTheQueryAndSaysSo()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Documents);
    details.showSpan(trace, static_cast<SpanRow>(1));
    QTRY_COMPARE(tableNamed(details, u"Documents"_s)->model()->rowCount(), 10);
    const auto labels = details.findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *l) {
        return l->text().startsWith(u"query_analysis carries no documents"_s);
    }));
}

void TstDetails::theDocumentsOfTheQueryAreFollowedOnceForAllItsSteps()
{
    const auto trace = test::ragTrace({});
    const auto asked = std::make_shared<std::atomic<int>>(0);
    SpanReaders readers = standardReaders();
    readers.documents = [asked, root = trace->queryRow()](const Trace &in, SpanRow row) {
        *asked += row == root ? 1 : 0;
        return documentsOf(in, row);
    };
    SpanDetails details(m_theme, readers);
    details.setTab(SpanDetails::Tab::Documents);
    const auto *panel = details.findChild<DocumentsPanel *>();
    QSignalSpy shown(panel, &DocumentsPanel::journeyShown);
    for (const std::uint32_t row : {1U, 2U, 0U, 1U}) { // steps without documents, and the query itself
        details.showSpan(trace, static_cast<SpanRow>(row));
        QTRY_COMPARE(shown.count(), 1);
        shown.clear();
        QCOMPARE(tableNamed(details, u"Documents"_s)->model()->rowCount(), 10);
    }
    QCOMPARE(asked->load(), 1);
}

void TstDetails::whatTheQueryTookIsReckonedOnceForAllItsSteps()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    auto *page = details.findChild<SummaryPage *>();
    QSignalSpy shown(page, &SummaryPage::factsShown);
    details.showSpan(trace, trace->queryRow());
    QTRY_COMPARE(shown.count(), 1);
    const auto facts = [&] {
        QStringList all;
        for (const QLabel *label : page->findChild<QWidget *>(u"queryFacts"_s)->findChildren<QLabel *>())
            all += label->text();
        return all;
    };
    QVERIFY(facts().contains(u"qwen2.5-7b-instruct"_s));
    for (std::uint32_t row = 1; row < trace->size(); ++row)
        details.showSpan(trace, static_cast<SpanRow>(row));
    QTest::qWait(0);
    jobPool().waitForDone();
    QTest::qWait(0);
    QCOMPARE(shown.count(), 1);
    QVERIFY(facts().contains(u"qwen2.5-7b-instruct"_s));
    details.setPrices(u"qwen2.5-7b-instruct 1 2"_s); // another list: reckoned again
    QTRY_COMPARE(shown.count(), 2);
}

void TstDetails::theButtonOfThePricesStandsBesideTheCost()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.resize(460, 800);
    details.show();
    details.showSpan(trace, trace->queryRow());
    auto *const facts = details.findChild<QWidget *>(u"queryFacts"_s);
    QTRY_VERIFY(facts->findChild<QToolButton *>());
    auto *const prices = facts->findChild<QToolButton *>();
    const auto labels = facts->findChildren<QLabel *>();
    const auto cost = std::ranges::find(labels, u"Cost"_s, &QLabel::accessibleName);
    QVERIFY(cost != labels.end());
    QTRY_VERIFY(prices->y() > 0 &&
                std::abs(prices->geometry().center().y() - (*cost)->geometry().center().y()) <= 1);
}

void TstDetails::theAnswerStaysSelectedWhileItsStepsAreWalkedThrough()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.showSpan(trace, trace->queryRow());
    auto *const question = details.findChild<SummaryPage *>()->findChild<TextViewer *>();
    question->selectAll();
    const QString selected = question->textCursor().selectedText();
    QVERIFY(!selected.isEmpty());
    details.showSpan(trace, static_cast<SpanRow>(1));
    QCOMPARE(question->textCursor().selectedText(), selected);
    m_theme.setKind(Theme::Kind::Dark); // colours are those of the theme all the same
    QVERIFY(!question->textCursor().hasSelection());
    QCOMPARE(question->textCursor().charFormat().foreground().color(), m_theme.color(Token::Text));
    m_theme.setKind(Theme::Kind::Light);
}

void TstDetails::ofThousandsOfCallsAndVerdictsTheFirstAreListedAndTheRestCounted()
{
    std::string outline = "query 0 900\n";
    for (int i = 0; i < 2000; ++i)
        outline += "  generation 1 2\n";
    TelemetryBatch batch = test::batchFromOutline(outline);
    const std::vector<Attribute> asked{{"input.value", Value::ofString("Why?")},
                                       {"output.value", Value::ofString("So.")}};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(asked));
    for (std::size_t i = 1; i < batch.spans.size(); ++i) {
        const std::vector<Attribute> call{
            {"openinference.span.kind", Value::ofString("LLM")},
            {"llm.model_name", Value::ofString(batch.arena.copy("model-" + std::to_string(i % 40)))},
            {"llm.token_count.prompt", Value::ofInt(3)},
            {"gen_ai.evaluation.name", Value::ofString("brevity")},
            {"gen_ai.evaluation.score.value", Value::ofDouble(0.5)}};
        batch.spans[i].attributes = batch.arena.copy(std::span<const Attribute>(call));
    }
    auto read = readFacts(batch);
    const auto trace = std::make_shared<const Trace>(std::move(batch), std::move(read));
    SpanDetails details(m_theme, standardReaders());
    auto *page = details.findChild<SummaryPage *>();
    QSignalSpy shown(page, &SummaryPage::factsShown);
    details.showSpan(trace, trace->queryRow());
    QTRY_COMPARE(shown.count(), 1);
    QStringList words;
    QStringList tips;
    for (const QLabel *label : page->findChild<QWidget *>(u"queryFacts"_s)->findChildren<QLabel *>()) {
        words += label->text();
        tips += label->toolTip();
    }
    QVERIFY2(words.size() < 120, qPrintable(QString::number(words.size())));
    QVERIFY(words.contains(formatCount(1960) + u", each with its step"_s));
    QVERIFY(!words.filter(u"model-30, others"_s).isEmpty());
    QVERIFY(!words.filter(formatCount(6000) + u" in"_s).isEmpty()); // all of them are summed
    QVERIFY(!tips.filter(u"and "_s + formatCount(1960) + u" more"_s).isEmpty());
}

void TstDetails::theConversationIsAskedForOnceForEachTrace()
{
    test::RagQuery second;
    second.id = test::traceId(2);
    const auto a = test::ragTrace({});
    const auto b = test::ragTrace(second);
    const auto asked = std::make_shared<std::atomic<int>>(0);
    SpanReaders readers = standardReaders();
    readers.conversation = [asked](const std::string &,
                                   std::stop_token) -> Result<std::vector<TraceSummary>> {
        ++*asked;
        return std::vector<TraceSummary>{};
    };
    SpanDetails details(m_theme, readers);
    QSignalSpy shown(details.findChild<SummaryPage *>(), &SummaryPage::factsShown);
    details.showSpan(a, a->queryRow());
    QTRY_COMPARE(asked->load(), 1);
    for (std::uint32_t row = 1; row < a->size(); ++row)
        details.showSpan(a, static_cast<SpanRow>(row));
    details.showSpan(test::ragTrace({}), a->queryRow()); // a newer snapshot
    details.setPrices(u"x 1 2"_s);
    QTRY_VERIFY(shown.count() >= 2);
    jobPool().waitForDone();
    QCOMPARE(asked->load(), 1);
    details.showSpan(b, b->queryRow());
    QTRY_COMPARE(asked->load(), 2);
}

void TstDetails::whatWasMeasuredIsAskedForEachStep()
{
    const auto trace = test::ragTrace({});
    SpanReaders readers = standardReaders();
    readers.exemplars = [step = (*trace)[SpanRow{1}].id](TraceId) -> Result<std::vector<ExemplarRow>> {
        ExemplarRow ofStep{.metric = "wait_seconds", .value = 0.25, .span = step};
        ExemplarRow ofTrace{.metric = "hits_total", .value = 1};
        return std::vector{ofStep, ofTrace};
    };
    SpanDetails details(m_theme, readers);
    details.setTab(SpanDetails::Tab::Attributes);
    const auto measured = [&] {
        const auto *model = details.findChild<AttributesModel *>();
        QString names;
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex section = model->index(row, AttributesModel::KeyColumn);
            for (int at = 0; section.data().toString() == u"Measured"_s &&
                             at < model->rowCount(section.siblingAtColumn(0));
                 ++at)
                names += model->index(at, AttributesModel::KeyColumn, section.siblingAtColumn(0))
                             .data()
                             .toString();
        }
        return names;
    };
    details.showSpan(trace, SpanRow{1});
    QTRY_COMPARE(measured(), u"wait_seconds"_s);
    details.showSpan(trace, trace->queryRow()); // what names no step
    QTRY_COMPARE(measured(), u"hits_total"_s);
    details.showSpan(trace, SpanRow{2});
    jobPool().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(measured(), QString());
}

void TstDetails::aTraceThatIsClosedIsLetGo()
{
    auto trace = test::ragTrace({});
    const std::weak_ptr<const Trace> watched = trace;
    SpanDetails details(m_theme, standardReaders());
    QSignalSpy told(details.findChild<SummaryPage *>(), &SummaryPage::factsShown);
    QSignalSpy followed(details.findChild<DocumentsPanel *>(), &DocumentsPanel::journeyShown);
    for (int tab = 0; tab <= static_cast<int>(SpanDetails::Tab::Raw); ++tab) {
        details.setTab(static_cast<SpanDetails::Tab>(tab));
        details.showSpan(trace, trace->queryRow());
    }
    QTRY_VERIFY(told.count() > 0 && followed.count() > 0);
    details.clear();
    trace.reset();
    QTRY_VERIFY(watched.expired());
}

void TstDetails::emptyTabsSayWhy()
{
    const auto trace = std::make_shared<const Trace>(test::traceFromOutline("job 0 10\n"));
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Documents);
    details.showSpan(trace, trace->queryRow());
    const auto labels = details.findChildren<QLabel *>();
    QTRY_VERIFY(std::ranges::any_of(
        labels, [](const QLabel *l) { return l->text().contains(u"retrieval.documents"_s); }));
}

void TstDetails::anotherSpanLaysNothingOutAnew()
{
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Attributes);
    details.resize(460, 600);
    details.show();
    const auto trace = test::ragTrace({});
    details.showSpan(trace, static_cast<SpanRow>(10));
    QVERIFY(QTest::qWaitForWindowExposed(&details));
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    const LayoutCounter layouts(details);
    details.showSpan(trace, static_cast<SpanRow>(8));
    for (int i = 0; i < 10; ++i) // a request goes up one widget at a time
        QCoreApplication::processEvents();
    QCOMPARE(layouts.count, 0);
}

void TstDetails::aFittedTextIsBrokenAtItsOwnWidth()
{
    const auto trace =
        test::ragTrace({.answer = "Superseded documents are kept for ninety days after the newer "
                                  "revision has been published. Auditors may ask for the text of "
                                  "them for up to seven years, from cold storage. Nothing of this "
                                  "applies to documents under a legal hold, which stay until the "
                                  "hold is lifted. The policy is reviewed twice a year by the "
                                  "records board. Their embeddings are removed from the index."});
    SpanDetails details(m_theme, standardReaders());
    details.resize(432, 560);
    details.show();
    QVERIFY(QTest::qWaitForWindowExposed(&details));
    auto *const panel = details.findChild<DocumentsPanel *>();
    QSignalSpy shown(panel, &DocumentsPanel::journeyShown);
    details.showSpan(trace, trace->queryRow());
    details.setTab(SpanDetails::Tab::Documents);
    QVERIFY(!shown.isEmpty() || shown.wait(10'000));
    for (const int width : {432, 700, 380, 520}) {
        details.resize(width, 560);
        QTRY_COMPARE(details.width(), width);
        for (const TextViewer *const viewer : panel->findChildren<TextViewer *>()) {
            viewer->viewport()->repaint();
            const QTextLayout &layout = *viewer->document()->begin().layout();
            QVERIFY(layout.lineCount() > 0);
            for (int i = 0; i < layout.lineCount(); ++i) {
                const QTextLine line = layout.lineAt(i);
                QVERIFY2(line.x() + line.naturalTextWidth() <= viewer->viewport()->width(),
                         qPrintable(viewer->accessibleName()));
            }
        }
    }
}

void TstDetails::aShortAnswerLeavesTheRoomToItsFacts()
{
    const auto trace = test::ragTrace({.answer = "Two moons."});
    SpanDetails details(m_theme, standardReaders());
    details.resize(432, 700);
    details.show();
    QVERIFY(QTest::qWaitForWindowExposed(&details));
    auto *const page = details.findChild<SummaryPage *>();
    QSignalSpy told(page, &SummaryPage::factsShown);
    details.showSpan(trace, trace->queryRow());
    QVERIFY(!told.isEmpty() || told.wait(10'000));
    const auto *const facts = page->findChild<QWidget *>(u"queryFacts"_s);
    QTRY_VERIFY(facts->geometry().top() < 300);
    const auto longTrace = test::ragTrace({.id = test::traceId(2), .answer = std::string(20'000, 'x')});
    details.showSpan(longTrace, longTrace->queryRow());
    QTRY_VERIFY(facts->geometry().bottom() > 600 && facts->geometry().bottom() <= 700);
}

void TstDetails::allTabsAreSeenAtTheWidthOfTheDock()
{
    m_theme.apply();
    for (const int windowWidth : {1280, 1920}) {
        QWidget window;
        window.resize(windowWidth, 800);
        auto *details = new SpanDetails(m_theme, standardReaders(), &window);
        details->showSpan(test::ragTrace({}), static_cast<SpanRow>(0));
        details->resize(details->sizeHint());
        window.show();
        const auto *bar = details->findChild<QTabBar *>();
        details->showLogs(logsOf(*test::ragTrace({})));
        QCOMPARE(bar->count(), 7);
        QVERIFY2(bar->tabRect(6).right() <= bar->width(),
                 qPrintable(QString::number(bar->sizeHint().width())));
        QVERIFY2(details->width() >= bar->sizeHint().width(),
                 qPrintable(QString::number(bar->sizeHint().width())));
    }
}

void TstDetails::exceptionsShowTheirStack()
{
    test::RagQuery query;
    query.failing = true;
    const auto trace = test::ragTrace(query);
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Events);
    details.showSpan(trace, static_cast<SpanRow>(5));
    const auto viewers = details.findChildren<TextViewer *>();
    QVERIFY(std::ranges::any_of(
        viewers, [](const TextViewer *v) { return v->wholeText().contains(u"rag/index.py"_s); }));
}

void TstDetails::logRecordsStandByTimeAndThoseOfTheStepStandOut()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Logs);
    details.showSpan(trace, static_cast<SpanRow>(1));
    details.showLogs(logsOf(*trace));
    const auto *tabs = details.findChild<QTabBar *>();
    QCOMPARE(tabs->tabText(static_cast<int>(SpanDetails::Tab::Logs)), u"Logs (3)"_s);
    QTableView *table = tableNamed(details, u"Log records of this trace"_s);
    QVERIFY(table);
    const QAbstractItemModel *model = table->model();
    const QAbstractItemModelTester tester(const_cast<QAbstractItemModel *>(model));
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(model->index(1, LogsModel::TimeColumn).data().toString(), u"+20\u202Fms"_s);
    QCOMPARE(model->index(1, LogsModel::SeverityColumn).data().toString(), u"WARN"_s);
    QCOMPARE(model->index(1, LogsModel::MessageColumn).data().toString(), u"index is stale"_s);
    QVERIFY(!model->index(0, 0).data(LogsModel::OfSelectedSpanRole).toBool());
    QVERIFY(model->index(1, 0).data(LogsModel::OfSelectedSpanRole).toBool());
    QCOMPARE(table->currentIndex().row(), 1); // the first of the step
    QCOMPARE(model->index(2, 0).data(LogsModel::MarkRole).toInt(), static_cast<int>(Mark::Error));
    details.showSpan(trace, static_cast<SpanRow>(0));
    QCOMPARE(table->currentIndex().row(), 0);
    details.show();
    QVERIFY(QTest::qWaitForWindowActive(&details));
    table->setFocus();
    QTest::keySequence(table, QKeySequence::Copy);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"question taken"_s));
    const auto viewers = details.findChildren<TextViewer *>();
    QVERIFY(std::ranges::any_of(viewers,
                                [](const TextViewer *v) { return v->wholeText().contains(u"rag.index"_s); }));
}

void TstDetails::withoutLogRecordsTheTabSaysHowToGetThem()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Logs);
    details.showSpan(trace, static_cast<SpanRow>(1));
    const auto labels = details.findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels,
                                [](const QLabel *l) { return l->text().contains(u"OTEL_LOGS_EXPORTER"_s); }));
    details.showLogs(logsOf(*trace));
    QCOMPARE(tableNamed(details, u"Log records of this trace"_s)->model()->rowCount(), 3);
    details.showLogs(std::make_shared<const TelemetryBatch>());
    QCOMPARE(details.findChild<QTabBar *>()->tabText(static_cast<int>(SpanDetails::Tab::Logs)), u"Logs"_s);
}

void TstDetails::theAnswerOfALogRecordStandsUnderTheDocuments()
{
    test::RagQuery query;
    query.answer.clear();
    const auto trace = test::ragTrace(query);
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Documents);
    details.showSpan(trace, trace->queryRow());
    QTRY_COMPARE(tableNamed(details, u"Documents"_s)->model()->rowCount(), 10);
    const auto said = [&] {
        const auto viewers = details.findChild<DocumentsPanel *>()->findChildren<TextViewer *>();
        return std::ranges::any_of(
            viewers, [](const TextViewer *v) { return v->wholeText() == u"Said in a record."_s; });
    };
    QVERIFY(!said());
    details.showLogs(recordsOfGeneration(*trace, {{"gen_ai.choice", "Said in a record."}}));
    QTRY_VERIFY(said());
}

void TstDetails::questionAndAnswerOfLogRecordsStandOnTheirPage()
{
    test::RagQuery query;
    query.question.clear();
    query.answer.clear();
    const auto trace = test::ragTrace(query);
    SpanDetails details(m_theme, standardReaders());
    auto *const page = details.findChild<SummaryPage *>();
    QSignalSpy told(page, &SummaryPage::factsShown);
    details.showSpan(trace, trace->queryRow());
    auto *const question = page->findChild<TextViewer *>();
    auto *const answer = page->findChild<MarkdownView *>();
    QTRY_COMPARE(question->wholeText(), u"(no question was sent)"_s);
    QCOMPARE(answer->source(), u"(no answer was sent)"_s);
    details.showLogs(recordsOfGeneration(
        *trace, {{"gen_ai.user.message", "Asked in a record?"}, {"gen_ai.choice", "Said in a record."}}));
    QTRY_COMPARE(question->wholeText(), u"Asked in a record?"_s);
    QCOMPARE(answer->source(), u"Said in a record."_s);
    // They are the query's: its other steps show them, too.
    details.showSpan(trace, static_cast<SpanRow>(1));
    QCOMPARE(question->wholeText(), u"Asked in a record?"_s);
    QVERIFY(question->isVisibleTo(page));
}

void TstDetails::aTraceThatAsksNobodyAnythingSaysSo()
{
    const auto trace = std::make_shared<const Trace>(test::traceFromOutline("job 0 10\n"));
    SpanDetails details(m_theme, standardReaders());
    details.showSpan(trace, trace->queryRow());
    const auto *const page = details.findChild<SummaryPage *>();
    QTRY_VERIFY(std::ranges::any_of(page->findChildren<QLabel *>(), [&](const QLabel *label) {
        return label->isVisibleTo(page) && label->text() == u"No question and no answer"_s;
    }));
    QVERIFY(!page->findChild<TextViewer *>()->isVisibleTo(page));
}

static const test::Registered<TstDetails> registered;

} // namespace spanwise

#include "tst_details.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/jobs/jobpool.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/queriespage.h"
#include "ui/trace/traceview.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace spanwise {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The page over the store that the program has.
class TstRealStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void pagesFollowTheOrderOfTheStore();
    void aTraceThatArrivesInTwoPartsGrowsInItsRowAndOnTheScreen();
    void feedbackThatCameLaterAsATraceOfItsOwnIsShownWithTheWayThere();

private:
    void append(TelemetryBatch batch)
    {
        AdmittedBatch admitted{std::move(batch), {}};
        admitted.facts = readFacts(admitted.batch);
        const AdmittedBatch *const group[]{&admitted};
        QVERIFY(m_store->append(group));
        m_live->update({});
    }
    /// A span of a trace of its own that links to a span of another.
    TelemetryBatch feedback(std::uint32_t number, TraceId judged, SpanId target,
                            std::vector<Attribute> attributes)
    {
        test::RagQuery own = query(number);
        own.begin += 1h;
        test::RagBuilder builder(own);
        attributes.push_back(builder.text("openinference.span.kind", "EVALUATOR"));
        Span &span = builder.span("human_feedback", {}, 0, 1, attributes);
        Link link;
        link.traceId = judged;
        link.spanId = target;
        span.links = builder.batch().arena.copy(std::span<const Link>(&link, 1));
        return builder.take();
    }
    static test::RagQuery query(std::uint32_t number)
    {
        test::RagQuery query;
        query.id = test::traceId(number);
        query.begin = Timestamp(1'700'000'000s + std::chrono::seconds(number / 4)); // four at a time: ties
        query.question = "question " + std::to_string(number);
        return query;
    }

    QTemporaryDir m_directory;
    std::shared_ptr<SqliteStore> m_store;
    std::unique_ptr<Live> m_live;
    Theme m_theme;
};

void TstRealStore::init()
{
    const QString file = m_directory.filePath(QString::fromLatin1(QTest::currentTestFunction()));
    auto opened = SqliteStore::open(file.toStdString(),
                                    {.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); }});
    QVERIFY(opened);
    m_store = std::move(*opened);
    m_live = std::make_unique<Live>();
}

void TstRealStore::cleanup()
{
    jobPool().waitForDone();
    m_store.reset();
}

void TstRealStore::pagesFollowTheOrderOfTheStore()
{
    for (std::uint32_t i = 1; i <= 450; ++i)
        append(test::ragBatch(query(i)));
    TraceListModel model(m_store, *m_live);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(model.rowCount(), 450); // the tester fetches
    for (int row = 1; row < model.rowCount(); ++row)
        QVERIFY(RowKey(model.summaryAt(row - 1)).isBefore(RowKey(model.summaryAt(row))));
    model.setFollowing(true);
    append(test::ragBatch(query(451)));
    QTRY_COMPARE(model.rowCount(), 451);
    QCOMPARE(model.rowOf(test::traceId(451)), 0);
}

void TstRealStore::aTraceThatArrivesInTwoPartsGrowsInItsRowAndOnTheScreen()
{
    TelemetryBatch first = test::ragBatch(query(1));
    first.spans.resize(4);
    append(std::move(first));
    QueriesPage page(m_store, *m_live, m_theme, standardReaders());
    page.resize(1000, 600);
    page.show();
    page.setActive(true);
    auto &model = *page.findChild<TraceListModel *>();
    QTRY_COMPARE(model.rowCount(), 1);
    page.openTrace(test::traceId(1));
    auto &view = *page.findChild<TraceView *>();
    QTRY_VERIFY(view.trace());
    QCOMPARE(view.trace()->size(), 4U);
    view.selectSpan(static_cast<SpanRow>(2));

    TelemetryBatch rest = test::ragBatch(query(1));
    rest.spans.erase(rest.spans.begin(), rest.spans.begin() + 4);
    append(std::move(rest));
    QTRY_COMPARE(view.trace()->size(), 12U);
    QTRY_COMPARE(model.summaryAt(0).spanCount, 12U);
    QCOMPARE((*view.trace())[*view.selectedSpan()].name, std::string_view("routing"));
}

void TstRealStore::feedbackThatCameLaterAsATraceOfItsOwnIsShownWithTheWayThere()
{
    const TelemetryBatch judged = test::ragBatch(query(1));
    const SpanId completion = judged.spans[10].id;
    append(test::ragBatch(query(1)));
    const std::vector<Attribute> poor{
        {"annotations.0.annotation.name", Value::ofString("helpful")},
        {"annotations.0.annotation.score", Value::ofDouble(0.25)},
        {"annotations.0.annotation.label", Value::ofString("poor")},
        {"annotations.0.annotation.explanation", Value::ofString("It answers another question.")}};
    append(feedback(2, test::traceId(1), completion, poor));
    append(feedback(3, test::traceId(9), completion, poor)); // of another query
    append(feedback(4, test::traceId(1), completion, {}));   // says nothing

    QueriesPage page(m_store, *m_live, m_theme, standardReaders());
    page.show();
    page.setActive(true);
    page.openTrace(test::traceId(1));
    auto &view = *page.findChild<TraceView *>();
    QTRY_VERIFY(view.trace());
    const auto *const facts = page.detailsWidget()->findChild<QWidget *>(u"queryFacts"_s);
    const auto said = [&] {
        QStringList all;
        for (const QLabel *const label : facts->findChildren<QLabel *>()) {
            if (label->accessibleName() == u"helpful"_s)
                all += label->text() + u" ("_s + label->toolTip() + u')';
        }
        return all;
    };
    QTRY_COMPARE(said().size(), 1);
    QVERIFY2(
        said().front().startsWith(u"0.25, poor, said by human_feedback, in another trace, of completion"_s),
        qPrintable(said().front()));
    QVERIFY(said().front().contains(u"another question"_s));
    QToolButton *open = nullptr;
    for (QToolButton *const button : facts->findChildren<QToolButton *>())
        open = button->text() == u"Open"_s ? button : open;
    QVERIFY(open);
    open->click();
    QTRY_COMPARE(view.trace() ? view.trace()->id() : TraceId(), test::traceId(2));
}

static const test::Registered<TstRealStore> registered;

} // namespace spanwise

#include "tst_realstore.moc"

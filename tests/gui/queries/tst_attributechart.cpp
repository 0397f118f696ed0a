// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/queries/attributechart.h"
#include "ui/queries/queriespage.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/attributespanel.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t queries = 12;

} // namespace

/// "Chart this": a number of one step over the stored queries.
class TstAttributeChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyStoredQueryHasItsDot();
    void aClickOnADotOpensItsQuery();
    void theKeysWalkOverTheDots();
    void anAttributeThatNoQueryHasSaysSo();
    void chartThisOpensItFromTheDetails();

private:
    static SearchField tokens()
    {
        return {.scope = SearchField::Scope::Span, .key = "llm.token_count.prompt"};
    }
    std::string stepWithTokens() const
    {
        const auto trace = test::ragTrace({});
        for (std::uint32_t row = 0; row < trace->size(); ++row) {
            if (find((*trace)[static_cast<SpanRow>(row)].attributes, "llm.token_count.prompt") != nullptr)
                return std::string((*trace)[static_cast<SpanRow>(row)].name);
        }
        return {};
    }

    std::shared_ptr<test::FakeStore> m_store;
    Theme m_theme;
};

void TstAttributeChart::init()
{
    m_store = std::make_shared<test::FakeStore>();
    for (std::uint32_t number = 1; number <= queries; ++number) {
        test::RagQuery query;
        query.id = test::traceId(number);
        query.begin = Timestamp(1'700'000'000s + std::chrono::minutes(number));
        m_store->put(test::ragTrace(query));
    }
}

void TstAttributeChart::everyStoredQueryHasItsDot()
{
    AttributeChart chart(m_theme, m_store, tokens(), QString::fromStdString(stepWithTokens()));
    chart.setAttribute(Qt::WA_DeleteOnClose, false);
    chart.show();
    QTRY_VERIFY(!chart.isReading());
    const auto &values = chart.findChild<ValuePlot *>()->values();
    QCOMPARE(values.size() % queries, std::size_t(0));
    QVERIFY2(values.size() >= queries,
             qPrintable(chart.query() + chart.findChild<QLabel *>(u"summary"_s)->text()));
    QVERIFY(std::ranges::is_sorted(values, {}, &DatedValue::time));
    QVERIFY(values.front().value > 0);
    QVERIFY(chart.findChild<QLabel *>(u"summary"_s)->text().contains(u"in 12 queries"_s));
}

void TstAttributeChart::aClickOnADotOpensItsQuery()
{
    AttributeChart chart(m_theme, m_store, tokens(), QString::fromStdString(stepWithTokens()));
    chart.setAttribute(Qt::WA_DeleteOnClose, false);
    chart.show();
    QTRY_VERIFY(!chart.isReading());
    auto &plot = *chart.findChild<ValuePlot *>();
    QSignalSpy asked(&chart, &AttributeChart::traceRequested);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.positionOf(0).toPoint());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.front().front().value<TraceId>(), plot.values().front().trace);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, QPoint(2, 2));
    QCOMPARE(asked.size(), 1);
}

void TstAttributeChart::theKeysWalkOverTheDots()
{
    ValuePlot plot(m_theme);
    plot.resize(500, 300);
    plot.setValues({{Timestamp(1s), 5, test::traceId(1)},
                    {Timestamp(2s), -5, test::traceId(2)},
                    {Timestamp(3s), 0, test::traceId(3)}});
    QSignalSpy asked(&plot, &ValuePlot::traceRequested);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(asked.size(), 0);
    QTest::keyClick(&plot, Qt::Key_Left); // the newest
    QTest::keyClick(&plot, Qt::Key_Left);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(asked.takeFirst().front().value<TraceId>(), test::traceId(2));
    QVERIFY(plot.positionOf(1).y() > plot.positionOf(2).y());
    QVERIFY(plot.positionOf(2).y() > plot.positionOf(0).y());
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(asked.takeFirst().front().value<TraceId>(), test::traceId(3));
}

void TstAttributeChart::anAttributeThatNoQueryHasSaysSo()
{
    AttributeChart chart(m_theme, m_store, {.scope = SearchField::Scope::Span, .key = "no \"such\" thing"},
                         u"a \"step\""_s);
    chart.setAttribute(Qt::WA_DeleteOnClose, false);
    chart.show();
    QTRY_VERIFY(!chart.isReading());
    QVERIFY(chart.findChild<QLabel *>(u"summary"_s)->text().startsWith(u"No stored query"_s));
    chart.grab(); // an empty plot paints
}

void TstAttributeChart::chartThisOpensItFromTheDetails()
{
    Live live;
    QueriesPage page(m_store, live, m_theme, standardReaders());
    page.resize(1200, 600);
    page.show();
    page.setActive(true);
    page.openTrace(test::traceId(3));
    auto &view = *page.findChild<TraceView *>();
    QTRY_VERIFY(view.trace());
    for (std::uint32_t row = 0; row < view.trace()->size(); ++row) {
        if ((*view.trace())[static_cast<SpanRow>(row)].name == stepWithTokens())
            view.selectSpan(static_cast<SpanRow>(row));
    }
    auto *const details = qobject_cast<SpanDetails *>(page.detailsWidget());
    details->setTab(SpanDetails::Tab::Attributes);
    details->show();
    auto *const tree = details->findChild<AttributesPanel *>()->findChild<QTreeView *>();
    auto &model = *details->findChild<AttributesModel *>();
    tree->setCurrentIndex(model.find(u"a:llm.token_count.prompt"_s, false));
    details->activateWindow();
    tree->setFocus();
    QTRY_VERIFY(tree->hasFocus());
    QTest::keyClick(tree, Qt::Key_G, Qt::ControlModifier | Qt::AltModifier);
    const QPointer<AttributeChart> chart = page.findChild<AttributeChart *>();
    QVERIFY(chart);
    QTRY_VERIFY(!chart->isReading());
    auto &plot = *chart->findChild<ValuePlot *>();
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.positionOf(plot.values().size() - 1).toPoint());
    QTRY_COMPARE(page.openedTrace(), test::traceId(queries));
    chart->close();
    QTRY_VERIFY(!chart);
}

static const test::Registered<TstAttributeChart> registered;

} // namespace spanwise

#include "tst_attributechart.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakestore.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;
using Model = TraceListModel;

TraceSummary row(std::uint32_t number, std::uint32_t steps = 3)
{
    TraceSummary summary;
    summary.id = test::traceId(number);
    summary.time.begin = Timestamp(1'000'000s + std::chrono::seconds(number));
    summary.time.end = summary.time.begin + 250ms;
    summary.question = "question " + std::to_string(number);
    summary.service = number % 2 == 0 ? "even" : "odd";
    summary.spanCount = steps + 1;
    summary.stepCount = steps;
    summary.hasRoot = true;
    return summary;
}

} // namespace

class TstTraceListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theNewestComeFirst();
    void olderRowsComeInPagesUntilThereAreNoMore();
    void followingInsertsNewRowsAtTheTopAndResetsNothing();
    void aTraceThatGrowsIsUpdatedInItsRow();
    void notFollowingHoldsTheListStill();
    void rowsOnTheScreenAreUpdatedEvenWhenTheyAreOld();
    void aTraceWhoseBeginningMovesIsListedOnce();
    void moreThanCanBeCaughtUpStartsOver();
    void aFilterNarrowsAndCounts();
    void anAnswerForAnOlderFilterIsDiscarded();
    void anErrorIsSaidAndReloadingRecovers();
    void anEmptyHistoryIsAStateOfItsOwn();
    void rowsAreFoundByTraceId();
    void sortRolesAreRawValues();

private:
    void follow()
    {
        m_model->setFollowing(true);
        QTRY_COMPARE(m_model->state(), Model::State::Ready);
    }
    bool isReady() const { return m_model->state() == Model::State::Ready; }

    std::shared_ptr<test::FakeStore> m_store;
    std::unique_ptr<Live> m_live;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TstTraceListModel::init()
{
    m_store = std::make_shared<test::FakeStore>();
    m_live = std::make_unique<Live>();
    for (std::uint32_t i = 1; i <= 500; ++i)
        m_store->put(row(i));
    m_model = std::make_unique<Model>(m_store, *m_live);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    // The tester fetches on its own; all tests start from the whole list.
    QTRY_VERIFY(isReady());
    while (m_model->canFetchMore({})) {
        m_model->fetchMore({});
        QTest::qWait(1);
    }
}

void TstTraceListModel::cleanup()
{
    m_store->release();
    m_tester.reset();
    m_model.reset();
}

void TstTraceListModel::theNewestComeFirst()
{
    QCOMPARE(m_model->index(0, Model::QuestionColumn).data().toString(), u"question 500"_s);
    QCOMPARE(m_model->matchCount(), std::optional<std::uint64_t>(500));
}

void TstTraceListModel::olderRowsComeInPagesUntilThereAreNoMore()
{
    Model model(m_store, *m_live);
    QTRY_COMPARE(model.rowCount(), 200);
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QTRY_COMPARE(model.rowCount(), 400);
    model.fetchMore({});
    QTRY_COMPARE(model.rowCount(), 500);
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.index(499, Model::QuestionColumn).data().toString(), u"question 1"_s);
}

void TstTraceListModel::followingInsertsNewRowsAtTheTopAndResetsNothing()
{
    follow();
    const QPersistentModelIndex selected = m_model->index(5, 0);
    const QString question = selected.data().toString();
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_store->put(row(501));
    m_store->put(row(502));
    m_live->update({});
    QTRY_COMPARE(m_model->rowCount(), 502);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.front().at(2).toInt(), 1); // one run: rows 0 to 1
    QCOMPARE(reset.size(), 0);
    QCOMPARE(selected.row(), 7);
    QCOMPARE(selected.data().toString(), question);
}

void TstTraceListModel::aTraceThatGrowsIsUpdatedInItsRow()
{
    follow();
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_store->put(row(498, 9));
    m_live->update({});
    QTRY_COMPARE(m_model->index(2, Model::StepsColumn).data().toString(), u"9"_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.front().at(0).toModelIndex().row(), 2);
    QCOMPARE(changed.front().at(1).toModelIndex().row(), 2);
}

void TstTraceListModel::notFollowingHoldsTheListStill()
{
    m_model->setFollowing(false);
    Model follower(m_store, *m_live);
    QTRY_COMPARE(follower.state(), Model::State::Ready);
    follower.setFollowing(true);
    m_store->put(row(600));
    m_live->update({});
    QTRY_COMPARE(follower.index(0, 0).data().toString(), u"question 600"_s);
    QCOMPARE(m_model->index(0, 0).data().toString(), u"question 500"_s);
    m_model->setFollowing(true); // and catches up when it follows again
    QTRY_COMPARE(m_model->index(0, 0).data().toString(), u"question 600"_s);
}

void TstTraceListModel::rowsOnTheScreenAreUpdatedEvenWhenTheyAreOld()
{
    m_model->setVisibleRows(350, 20);
    follow();
    m_store->put(row(140, 12)); // row 360
    m_live->update({});
    QTRY_COMPARE(m_model->index(360, Model::StepsColumn).data().toString(), u"12"_s);
}

void TstTraceListModel::aTraceWhoseBeginningMovesIsListedOnce()
{
    follow();
    TraceSummary moved = row(499);
    moved.time.begin -= 10s; // a span that began earlier arrived late
    m_store->put(moved);
    m_live->update({});
    QTRY_VERIFY(m_model->rowOf(moved.id) > 1);
    int seen = 0;
    for (int i = 0; i < m_model->rowCount(); ++i)
        seen += m_model->summaryAt(i).id == moved.id ? 1 : 0;
    QCOMPARE(seen, 1);
    QCOMPARE(m_model->rowCount(), 500);
}

void TstTraceListModel::moreThanCanBeCaughtUpStartsOver()
{
    follow();
    for (std::uint32_t i = 501; i <= 3500; ++i)
        m_store->put(row(i));
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_live->update({});
    QTRY_COMPARE(m_model->index(0, 0).data().toString(), u"question 3500"_s);
    QCOMPARE(reset.size(), 1);
}

void TstTraceListModel::aFilterNarrowsAndCounts()
{
    TraceFilter filter;
    filter.service = "odd";
    m_model->setFilter(filter);
    QTRY_COMPARE(m_model->matchCount(), std::optional<std::uint64_t>(250));
    QCOMPARE(m_model->index(0, Model::ServiceColumn).data().toString(), u"odd"_s);
}

void TstTraceListModel::anAnswerForAnOlderFilterIsDiscarded()
{
    m_store->hold();
    TraceFilter odd;
    odd.service = "odd";
    m_model->setFilter(odd);
    TraceFilter even;
    even.service = "even";
    m_model->setFilter(even);
    m_store->release();
    QTRY_VERIFY(isReady());
    for (int i = 0; i < m_model->rowCount(); ++i)
        QCOMPARE(m_model->summaryAt(i).service, std::string("even"));
}

void TstTraceListModel::anErrorIsSaidAndReloadingRecovers()
{
    m_store->fail(Error{Error::Code::Io, "the disk is gone"});
    m_model->reload();
    QTRY_COMPARE(m_model->state(), Model::State::Failed);
    QCOMPARE(m_model->errorText(), u"the disk is gone"_s);
    m_store->fail({});
    m_model->reload();
    QTRY_VERIFY(isReady());
    QVERIFY(m_model->errorText().isEmpty());
}

void TstTraceListModel::anEmptyHistoryIsAStateOfItsOwn()
{
    const auto empty = std::make_shared<test::FakeStore>();
    Model model(empty, *m_live);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(model.state(), Model::State::Empty);
    model.setFollowing(true);
    empty->put(row(1));
    m_live->update({});
    QTRY_COMPARE(model.rowCount(), 1);
    QCOMPARE(model.state(), Model::State::Ready);
}

void TstTraceListModel::rowsAreFoundByTraceId()
{
    QCOMPARE(m_model->rowOf(test::traceId(490)), 10);
    QCOMPARE(m_model->rowOf(test::traceId(9999)), -1);
}

void TstTraceListModel::sortRolesAreRawValues()
{
    QCOMPARE(m_model->index(0, Model::DurationColumn).data(Model::SortRole).toLongLong(), 250'000'000LL);
    QCOMPARE(m_model->index(0, Model::StepsColumn).data(Model::SortRole).toInt(), 3);
    QCOMPARE(m_model->index(0, 0).data(Model::SummaryRole).value<TraceSummary>(), row(500));
}

static const test::Registered<TstTraceListModel> registered;

} // namespace spanwise

#include "tst_tracelistmodel.moc"

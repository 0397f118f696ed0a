// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/survey/setsurvey.h"
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

/// A store from which a trace disappears between list and load.
class ForgetfulStore final : public FakeStore
{
public:
    Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token stop) const override
    {
        if (id == traceId(3) && m_looked++ > 0)
            return Error{Error::Code::NotFound, "it is gone"};
        return FakeStore::load(id, stop);
    }

private:
    mutable int m_looked = 0; // the search loads it first
};

class TstSetSurvey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachSetHasWhatItsSearchFinds();
    void theRestGoesWithoutTheFirstSet();
    void windowsAreOfTheBeginHalfOpen();
    void theNewestAreTakenAndMoreIsTold();
    void aWrongSearchNamesItsSet_data();
    void aWrongSearchNamesItsSet();
    void progressReachesBothSets();
    void stoppingMidwayEndsAsCancelled();
    void aFailingStoreIsPassedOn();
    void whatRetentionTookMeanwhileIsCounted();

private:
    static void put(FakeStore &store, std::uint32_t number, bool failing = false)
    {
        RagQuery query;
        query.id = traceId(number);
        query.begin += std::chrono::minutes(number);
        query.failing = failing;
        store.put(ragTrace(query));
    }
    static void fill(FakeStore &store)
    {
        for (std::uint32_t i = 1; i <= 10; ++i)
            put(store, i, i % 5 == 0);
    }
};

void TstSetSurvey::eachSetHasWhatItsSearchFinds()
{
    FakeStore store;
    fill(store);
    const auto survey = surveySets(store, {.left = {.search = "{ failed }"}, .right = {}});
    QVERIFY(survey);
    QCOMPARE(survey->comparison.left, std::uint64_t(2));
    QCOMPARE(survey->comparison.right, std::uint64_t(10));
    QVERIFY(survey->leftComplete && survey->rightComplete);
}

void TstSetSurvey::theRestGoesWithoutTheFirstSet()
{
    FakeStore store;
    fill(store);
    const auto survey =
        surveySets(store, {.left = {.search = "{ failed }"}, .right = {}, .rightIsRest = true});
    QVERIFY(survey);
    QCOMPARE(survey->comparison.left, std::uint64_t(2));
    QCOMPARE(survey->comparison.right, std::uint64_t(8));
}

void TstSetSurvey::windowsAreOfTheBeginHalfOpen()
{
    FakeStore store;
    fill(store);
    const Timestamp cut = RagQuery{}.begin + std::chrono::minutes(4);
    const auto survey =
        surveySets(store, {.left = {.search = {}, .window = TimeWindow{Timestamp(), cut}},
                           .right = {.search = {}, .window = TimeWindow{cut, Timestamp::max()}}});
    QVERIFY(survey);
    QCOMPARE(survey->comparison.left, std::uint64_t(3));
    QCOMPARE(survey->comparison.right, std::uint64_t(7));
}

void TstSetSurvey::theNewestAreTakenAndMoreIsTold()
{
    FakeStore store;
    fill(store);
    const auto survey = surveySets(store, {.left = {}, .right = {.search = "{ failed }"}, .limit = 4});
    QVERIFY(survey);
    QCOMPARE(survey->comparison.left, std::uint64_t(4));
    QVERIFY(!survey->leftComplete);
    QVERIFY(survey->rightComplete);
}

void TstSetSurvey::aWrongSearchNamesItsSet_data()
{
    QTest::addColumn<bool>("isLeft");
    QTest::newRow("first") << true;
    QTest::newRow("second") << false;
}

void TstSetSurvey::aWrongSearchNamesItsSet()
{
    QFETCH(bool, isLeft);
    FakeStore store;
    fill(store);
    SetsWish wish;
    (isLeft ? wish.left : wish.right).search = "{ duration > }";
    const auto survey = surveySets(store, wish);
    QVERIFY(!survey);
    QCOMPARE(survey.error().code, Error::Code::InvalidInput);
    QVERIFY(survey.error().message.starts_with(isLeft ? "First set: " : "Second set: "));
}

void TstSetSurvey::progressReachesBothSets()
{
    FakeStore store;
    fill(store);
    SetsProgress last;
    const auto survey =
        surveySets(store, {.left = {.search = "{ failed }"}, .right = {}}, [&](const SetsProgress &progress) {
            QVERIFY(progress.left >= last.left && progress.right >= last.right);
            last = progress;
        });
    QVERIFY(survey);
    QCOMPARE(last.left, std::uint64_t(2));
    QCOMPARE(last.right, std::uint64_t(10));
}

void TstSetSurvey::stoppingMidwayEndsAsCancelled()
{
    FakeStore store;
    fill(store);
    std::stop_source stop;
    const auto survey = surveySets(
        store, {}, [&](const SetsProgress &) { stop.request_stop(); }, stop.get_token());
    QVERIFY(!survey);
    QCOMPARE(survey.error().code, Error::Code::Cancelled);
}

void TstSetSurvey::aFailingStoreIsPassedOn()
{
    FakeStore store;
    store.fail(Error{Error::Code::Io, "the disk is gone"});
    const auto survey = surveySets(store, {});
    QVERIFY(!survey);
    QCOMPARE(survey.error().message, std::string("the disk is gone"));
}

void TstSetSurvey::whatRetentionTookMeanwhileIsCounted()
{
    ForgetfulStore store;
    fill(store);
    const auto survey = surveySets(
        store, {.left = {.search = "{ name = \"query_processing\" }"}, .right = {.search = "{ failed }"}});
    QVERIFY2(survey, survey ? "" : survey.error().message.c_str());
    QCOMPARE(survey->comparison.left, std::uint64_t(9));
    QCOMPARE(survey->gone, std::uint64_t(1));
}

static const Registered<TstSetSurvey> registered;

#include "tst_setsurvey.moc"

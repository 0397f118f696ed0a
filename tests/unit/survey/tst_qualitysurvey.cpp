// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/documentflow.h"
#include "core/genai/documentkey.h"
#include "core/genai/questionkey.h"
#include "core/survey/qualitysurvey.h"
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

constexpr const char *sky = "why is the sky blue";

/// Labels in memory.
class FakeLabels final : public LabelReader
{
public:
    Result<TraceLabels> labelsOf(TraceId trace, std::uint64_t question) const override
    {
        TraceLabels labels;
        for (const QueryLabel &label : queries)
            if (label.trace == trace)
                labels.query = label;
        for (const DocumentLabel &label : documents)
            if (label.trace == trace || (question != 0 && label.question == question))
                labels.documents.push_back(label);
        return labels;
    }
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t) const override
    {
        if (error)
            return *error;
        return queries;
    }
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t) const override { return documents; }

    std::vector<QueryLabel> queries;
    std::vector<DocumentLabel> documents;
    std::optional<Error> error;
};

} // namespace

class TstQualitySurvey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyQueryOfALabelledQuestionIsMeasured();
    void aVerdictAloneIsCountedAndNotMeasured();
    void daysAreThoseOfTheReader();
    void whatIsGoneIsLeftOut();
    void beyondTheLimitIsTold();
    void errorsArePassedOn();
    void stoppingEndsAsCancelled();

private:
    static void put(FakeStore &store, std::uint32_t number, const std::string &question,
                    std::chrono::hours at = {})
    {
        RagQuery query;
        query.id = traceId(number);
        query.begin += at + std::chrono::seconds(number);
        query.question = question;
        store.put(ragTrace(query));
    }
    /// The document of this place in the answer (all have the same) should be found.
    static DocumentLabel wanted(std::uint32_t trace, std::size_t place, const char *question)
    {
        DocumentLabel label;
        label.trace = traceId(trace);
        label.document = documentKey(finalDocuments(documentFlowOf(*ragTrace({}))).at(place));
        label.question = questionKey(question);
        return label;
    }
    static QueryLabel verdict(std::uint32_t trace, Verdict verdict)
    {
        QueryLabel label;
        label.trace = traceId(trace);
        label.verdict = verdict;
        return label;
    }
};

void TstQualitySurvey::everyQueryOfALabelledQuestionIsMeasured()
{
    FakeStore store;
    put(store, 1, sky);
    put(store, 2, "what is a fjord");
    put(store, 3, sky);
    FakeLabels labels;
    labels.documents = {wanted(1, 1, sky)};
    const auto survey = surveyQuality(store, labels, {});
    QVERIFY(survey);
    QCOMPARE(survey->queries.size(), std::size_t(2));
    QCOMPARE(survey->queries[0].trace.id, traceId(3)); // newest first
    QVERIFY(survey->queries[0].quality && survey->queries[1].quality);
    QCOMPARE(survey->means.queries, std::uint64_t(2));
    QCOMPARE(survey->means.reciprocalRank, 0.5);
    QVERIFY(survey->complete);
    const auto shallow = surveyQuality(store, labels, {.k = 1});
    QCOMPARE(shallow->means.hitRate, 0.0);
}

void TstQualitySurvey::aVerdictAloneIsCountedAndNotMeasured()
{
    FakeStore store;
    put(store, 1, sky);
    put(store, 2, sky);
    FakeLabels labels;
    labels.queries = {verdict(1, Verdict::Bad), verdict(2, Verdict::Good)};
    const auto survey = surveyQuality(store, labels, {});
    QVERIFY(survey);
    QCOMPARE(survey->good, std::uint64_t(1));
    QCOMPARE(survey->bad, std::uint64_t(1));
    QVERIFY(!survey->queries[0].quality);
    QCOMPARE(survey->means.queries, std::uint64_t(0));
}

void TstQualitySurvey::daysAreThoseOfTheReader()
{
    FakeStore store; // 2025-10-09 08:53:20 UTC and ten hours later
    put(store, 1, sky);
    put(store, 2, sky, std::chrono::hours(10));
    FakeLabels labels;
    labels.documents = {wanted(1, 0, sky)};
    const auto inLondon = surveyQuality(store, labels, {});
    QCOMPARE(inLondon->days.size(), std::size_t(1));
    const auto inTokyo = surveyQuality(store, labels, {.offset = std::chrono::hours(9)});
    QCOMPARE(inTokyo->days.size(), std::size_t(2));
}

void TstQualitySurvey::whatIsGoneIsLeftOut()
{
    FakeStore store;
    put(store, 1, sky);
    FakeLabels labels;
    labels.queries = {verdict(1, Verdict::Good), verdict(9, Verdict::Good)};
    labels.documents = {wanted(8, 0, "what is a fjord")};
    const auto survey = surveyQuality(store, labels, {});
    QVERIFY2(survey, survey ? "" : survey.error().message.c_str());
    QCOMPARE(survey->queries.size(), std::size_t(1));
}

void TstQualitySurvey::beyondTheLimitIsTold()
{
    FakeStore store;
    for (std::uint32_t i = 1; i <= 5; ++i)
        put(store, i, sky);
    FakeLabels labels;
    labels.documents = {wanted(1, 0, sky)};
    const auto survey = surveyQuality(store, labels, {.limit = 3});
    QVERIFY(survey);
    QCOMPARE(survey->queries.size(), std::size_t(3));
    QVERIFY(!survey->complete);
}

void TstQualitySurvey::errorsArePassedOn()
{
    FakeStore store;
    FakeLabels labels;
    labels.error = Error{Error::Code::Io, "the disk is gone"};
    const auto survey = surveyQuality(store, labels, {});
    QVERIFY(!survey);
    QCOMPARE(survey.error().message, std::string("the disk is gone"));
}

void TstQualitySurvey::stoppingEndsAsCancelled()
{
    FakeStore store;
    put(store, 1, sky);
    FakeLabels labels;
    labels.queries = {verdict(1, Verdict::Good)};
    std::stop_source stop;
    stop.request_stop();
    const auto survey = surveyQuality(store, labels, {}, stop.get_token());
    QVERIFY(!survey);
    QCOMPARE(survey.error().code, Error::Code::Cancelled);
}

static const Registered<TstQualitySurvey> registered;

#include "tst_qualitysurvey.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documentkey.h"
#include "core/genai/questionkey.h"
#include "tests/gui/compare/comparestore.h"
#include "tests/support/suite.h"
#include "ui/compare/labelledmodel.h"
#include "ui/compare/qualityview.h"
#include "ui/jobs/jobpool.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

namespace {

class UnreadableLabels final : public LabelReader
{
public:
    Result<TraceLabels> labelsOf(TraceId, std::uint64_t) const override { return error(); }
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t) const override { return error(); }
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t) const override { return error(); }

private:
    static Error error() { return {Error::Code::Io, "the disk is gone"}; }
};

} // namespace

class TstQualityView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { jobPool().waitForDone(); }
    void withoutLabelsItSaysHowToGiveThem();
    void labelsMeasureEveryQueryOfTheQuestion();
    void anotherDepthMeasuresAnew();
    void enterOpensTheQuery();
    void unreadableLabelsAreSaid();

private:
    /// Two queries of one question, one of them good; the second document of the answer is wanted.
    static void label(CompareStore &history)
    {
        history.add(1, "why is the sky blue");
        history.add(2, "why is the sky blue");
        QueryLabel good;
        good.trace = traceId(1);
        good.verdict = Verdict::Good;
        QVERIFY(history.store()->label(good));
        const auto trace = history.store()->load(traceId(1));
        QVERIFY(trace);
        const DocumentFlow flow = documentFlowOf(**trace);
        const std::vector<Document> &answer = finalDocuments(flow);
        DocumentLabel wanted;
        wanted.trace = traceId(1);
        wanted.document = documentKey(answer.at(1));
        wanted.question = questionKey("why is the sky blue");
        QVERIFY(history.store()->label(wanted));
    }
    static QTableView &queries(const QualityView &view)
    {
        return *called<QTableView>(view, u"Labelled queries"_s);
    }

    Theme m_theme;
};

void TstQualityView::withoutLabelsItSaysHowToGiveThem()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    QualityView view(m_theme, history.store(), history.store());
    view.setVisible(true);
    view.refresh();
    QTRY_VERIFY(says(view, u"No query is labelled yet"_s));
}

void TstQualityView::labelsMeasureEveryQueryOfTheQuestion()
{
    CompareStore history;
    label(history);
    QualityView view(m_theme, history.store(), history.store());
    view.resize(1100, 700);
    view.setVisible(true);
    QVERIFY(says(view, u"Reading the labels…"_s));
    view.refresh();
    QTRY_COMPARE(view.queries().rowCount(), 2);
    const QAbstractItemModelTester tester(queries(view).model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(says(view, u"2 labelled queries"_s));
    QVERIFY(says(view, u"1 good"_s));
    QVERIFY(says(view, u"MRR 0.50"_s)); // it is second in both
    QCOMPARE(called<QTableView>(view, u"Quality by day"_s)->model()->rowCount(), 1);
}

void TstQualityView::anotherDepthMeasuresAnew()
{
    CompareStore history;
    label(history);
    QualityView view(m_theme, history.store(), history.store());
    view.resize(1100, 700);
    view.setVisible(true);
    QSignalSpy shown(&view, &QualityView::shown);
    view.refresh();
    QTRY_VERIFY(says(view, u"hit@5 1.00"_s) || says(view, u"hit@10 1.00"_s));
    auto *const depth = view.findChild<QSpinBox *>();
    depth->setValue(2); // superseded before it is answered
    depth->setValue(1);
    QTRY_VERIFY(says(view, u"hit@1 0.00"_s));
    jobPool().waitForDone();
    QCoreApplication::processEvents();
    QVERIFY(says(view, u"hit@1 0.00"_s));
}

void TstQualityView::enterOpensTheQuery()
{
    CompareStore history;
    label(history);
    QualityView view(m_theme, history.store(), history.store());
    view.setVisible(true);
    view.refresh();
    QTRY_COMPARE(view.queries().rowCount(), 2);
    QSignalSpy opened(&view, &QualityView::traceRequested);
    queries(view).setCurrentIndex(queries(view).model()->index(0, 0));
    QTest::keyClick(&queries(view), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.at(0).at(0).value<TraceId>(), traceId(2)); // the newest is first
}

void TstQualityView::unreadableLabelsAreSaid()
{
    CompareStore history;
    QualityView view(m_theme, history.store(), std::make_shared<UnreadableLabels>());
    view.setVisible(true);
    view.refresh();
    QTRY_VERIFY(says(view, u"The labels cannot be read"_s));
    QVERIFY(says(view, u"the disk is gone"_s));
}

static const Registered<TstQualityView> registered;

#include "tst_qualityview.moc"

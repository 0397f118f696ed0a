// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ragtrace.h"
#include "tests/support/showntrace.h"
#include "tests/support/suite.h"
#include "ui/jobs/jobpool.h"
#include "ui/trace/canvas.h"
#include "ui/trace/tracesearch.h"
#include "ui/trace/traceview.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

namespace spanwise {

using namespace Qt::StringLiterals;

class TstTraceFinding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheLastOfManyKeystrokesIsAnswered();
    void aSearchThatWasCancelledAnswersNothing();

private:
    Theme m_theme;
};

void TstTraceFinding::onlyTheLastOfManyKeystrokesIsAnswered()
{
    const auto trace = test::largeTrace(30'000);
    TraceView view(m_theme, standardReaders());
    view.resize(900, 500);
    view.show();
    test::showUntilShown(view, trace);
    view.openSearch();
    QSignalSpy searched(&view, &TraceView::searched);
    auto *const field = view.findChild<QLineEdit *>();
    // Each of these looks at every span; the keys come faster than the answers.
    for (const QString &words : {u"{ name =~ \"(r|e|t)+.*l\" }"_s, u"{ } | by(span:id)"_s,
                                 u"{ } >> { name != \"x\" }"_s, u"tool_call"_s})
        field->setText(words);
    QTRY_COMPARE(searched.count(), 1);
    jobPool().waitForDone();
    QTest::qWait(0);
    QCOMPARE(searched.count(), 1);
    const auto found = findSpans(trace, SpanSearch::parse("tool_call"), std::nullopt, {});
    QVERIFY(!found.rows.empty());
    Q_EMIT view.canvas().matchRequested(1);
    QCOMPARE(view.selectedSpan(), std::optional(found.rows.front()));
}

void TstTraceFinding::aSearchThatWasCancelledAnswersNothing()
{
    const auto trace = test::largeTrace(10'000);
    std::stop_source stop;
    stop.request_stop();
    for (const char *const words : {"tool_call", "{ name = \"tool_call\" }", "{ } | by(name)", "{ } > { }"}) {
        QVERIFY(!findSpans(trace, SpanSearch::parse(words), std::nullopt, {}).rows.empty());
        QVERIFY(findSpans(trace, SpanSearch::parse(words), std::nullopt, stop.get_token()).rows.empty());
    }
}

static const test::Registered<TstTraceFinding> registered;

} // namespace spanwise

#include "tst_tracefinding.moc"

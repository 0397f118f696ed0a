// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/compare/comparestore.h"
#include "tests/support/suite.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/labelledmodel.h"
#include "ui/compare/pairview.h"
#include "ui/compare/qualityview.h"
#include "ui/compare/setsview.h"
#include "ui/jobs/jobpool.h"

#include <QAction>
#include <QSignalSpy>
#include <QTabWidget>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

class TstComparePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { jobPool().waitForDone(); }
    void anOpenTraceIsComparedWithWhatIsLikely();
    void everyActionHasItsPlace();
    void aPageThatGoesAwayWhileItReadsIsNoTrouble();

private:
    Theme m_theme;
};

void TstComparePage::anOpenTraceIsComparedWithWhatIsLikely()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    history.add(2, "why is the sky blue");
    ComparePage page(m_theme, history.store(), history.store());
    page.resize(1100, 700);
    page.show();
    page.showQuality();
    page.compare(traceId(1));
    QTRY_VERIFY(page.pair().diff());
    QCOMPARE(page.findChild<QTabWidget *>()->currentWidget(), static_cast<QWidget *>(&page.pair()));
    QSignalSpy opened(&page, &ComparePage::spanRequested);
    Q_EMIT page.pair().spanRequested(traceId(1), spanId(3));
    QCOMPARE(opened.size(), 1);
}

void TstComparePage::everyActionHasItsPlace()
{
    CompareStore history;
    history.add(1, "why is the sky blue", 1, true);
    history.add(2, "why is the sky blue");
    ComparePage page(m_theme, history.store(), history.store());
    page.resize(1100, 700);
    page.show();
    page.setActive(true);
    const auto run = [&](const QString &words) {
        for (QAction *const action : page.pageActions())
            if (action->text() == words)
                return action->trigger();
        QFAIL(qPrintable(words));
    };
    QSignalSpy finished(&page.sets(), &SetsView::finished);
    run(u"Compare failed queries with the rest"_s);
    QVERIFY(page.sets().isRunning());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(page.sets().wish().left.search, std::string("{ failed }"));
    run(u"Quality of labelled queries"_s);
    QTRY_VERIFY(says(page.quality(), u"No query is labelled yet"_s));
    run(u"Compare two traces"_s);
    QVERIFY(page.pair().isVisible());
    run(u"Copy the comparison as Markdown"_s); // there is none: nothing happens
}

void TstComparePage::aPageThatGoesAwayWhileItReadsIsNoTrouble()
{
    CompareStore history;
    for (std::uint32_t i = 1; i <= 20; ++i)
        history.add(i, "why is the sky blue");
    {
        ComparePage page(m_theme, history.store(), history.store());
        page.compare(traceId(1));
        page.sets().run();
        page.quality().refresh();
    }
    jobPool().waitForDone();
    QCoreApplication::processEvents();
}

static const Registered<TstComparePage> registered;

#include "tst_comparepage.moc"

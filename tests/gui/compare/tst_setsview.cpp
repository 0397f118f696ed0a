// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchquery.h"
#include "tests/gui/compare/comparestore.h"
#include "tests/support/fakestore.h"
#include "tests/support/suite.h"
#include "ui/compare/liftmodel.h"
#include "ui/compare/setmodel.h"
#include "ui/compare/setsview.h"
#include "ui/jobs/jobpool.h"
#include "ui/queries/searchedit.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

class TstSetsView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { jobPool().waitForDone(); }
    void failedQueriesAgainstTheRest();
    void aLiftOpensTheQueriesThatHaveIt();
    void whatGoesWithALiftIsUnfolded();
    void whatTheUserWritesIsNoPresetAnyMore();
    void theSlowestTenthIsFoundOut();
    void cancelEndsAtOnceAndSaysSo();
    void aWrongSearchSaysWhichSet();
    void anEmptySetSaysWhich();
    void aStoreThatFailsIsSaid();
    void oneBuildIsNoComparison();

private:
    static QTableView &steps(const SetsView &view)
    {
        return *called<QTableView>(view, u"Steps of both sets"_s);
    }
    static QTreeView &lifts(const SetsView &view)
    {
        return *called<QTreeView>(view, u"What is different about the sets"_s);
    }
    static QPushButton &button(const SetsView &view)
    {
        for (QPushButton *const button : view.findChildren<QPushButton *>())
            if (button->property("primary").toBool() &&
                (button->text() == u"Compare"_s || button->text() == u"Cancel"_s))
                return *button;
        qFatal("no button");
    }
    static void show(SetsView &view)
    {
        view.resize(1100, 700);
        view.setVisible(true);
    }
    static void run(SetsView &view)
    {
        QSignalSpy finished(&view, &SetsView::finished);
        view.run();
        QTRY_COMPARE(finished.size(), 1);
    }
    static void fill(CompareStore &history)
    {
        for (std::uint32_t i = 1; i <= 24; ++i)
            history.add(i, "question " + std::to_string(i), i % 4 == 0 ? 3 : 1, i % 4 == 0);
    }

    Theme m_theme;
};

void TstSetsView::failedQueriesAgainstTheRest()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    QVERIFY(says(view, u"Two sets of queries against each other"_s));
    view.usePreset(SetsView::Preset::Failed);
    QSignalSpy finished(&view, &SetsView::finished);
    view.run();
    QVERIFY(view.isRunning());
    QCOMPARE(button(view).text(), u"Cancel"_s);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(button(view).text(), u"Compare"_s);
    QVERIFY(says(view, u"A: 6 queries, B: 18 queries"_s));
    const QAbstractItemModelTester tester(steps(view).model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester liftTester(lifts(view).model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(steps(view).model()->index(0, SetModel::Name).data().toString(), u"the whole query"_s);
    QVERIFY(lifts(view).model()->rowCount() > 0);
    QVERIFY(lifts(view).model()->index(0, LiftModel::Left).data().toString().contains(u"of 6)"_s));
    QVERIFY(lifts(view).model()->index(0, LiftModel::Difference).data().toString().contains(u"to"_s));
}

void TstSetsView::whatTheUserWritesIsNoPresetAnyMore()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    auto &preset = *view.findChild<QComboBox *>();
    view.usePreset(SetsView::Preset::Slow); // looks up how long the slow ones take
    auto &left = *view.findChild<SearchEdit *>();
    left.clear();
    QTest::keyClicks(&left, u"moons"_s);
    QCOMPARE(preset.currentIndex(), static_cast<int>(SetsView::Preset::Searches));
    jobPool().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(left.text(), u"moons"_s);
    view.usePreset(SetsView::Preset::Failed);
    QCOMPARE(left.text(), u"{ failed }"_s);
    QCOMPARE(preset.currentIndex(), static_cast<int>(SetsView::Preset::Failed));
}

void TstSetsView::aLiftOpensTheQueriesThatHaveIt()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    view.setSearches(u"{ failed }"_s, {}, true);
    run(view);
    QSignalSpy opened(&view, &SetsView::searchRequested);
    lifts(view).setFocus();
    for (int row = 0; row < lifts(view).model()->rowCount(); ++row) {
        lifts(view).setCurrentIndex(lifts(view).model()->index(row, 0));
        QTest::keyClick(&lifts(view), Qt::Key_Return);
        const QString search = opened.at(row).at(0).toString();
        QVERIFY2(SearchQuery::parse(search.toStdString()).query, qPrintable(search));
    }
    QTest::keyClick(&lifts(view), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"\t"_s));
}

void TstSetsView::whatGoesWithALiftIsUnfolded()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    view.setSearches(u"{ failed }"_s, {}, true);
    run(view);
    QTreeView &tree = lifts(view);
    const auto rows =
        tree.model()->match(tree.model()->index(0, 0), Qt::DisplayRole, u"(and"_s, 1, Qt::MatchContains);
    QCOMPARE(rows.size(), 1);
    tree.setFocus();
    tree.setCurrentIndex(rows.front());
    QTest::keyClick(&tree, Qt::Key_Right);
    QVERIFY(tree.isExpanded(rows.front()));
    QTest::keyClick(&tree, Qt::Key_Down);
    QCOMPARE(tree.currentIndex().parent(), rows.front());
    QCOMPARE(tree.currentIndex().siblingAtColumn(LiftModel::Left).data(),
             rows.front().siblingAtColumn(LiftModel::Left).data());
    QSignalSpy opened(&view, &SetsView::searchRequested);
    QTest::keyClick(&tree, Qt::Key_Return);
    const QString search = opened.at(0).at(0).toString();
    QVERIFY2(SearchQuery::parse(search.toStdString()).query, qPrintable(search));
}

void TstSetsView::theSlowestTenthIsFoundOut()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    QTRY_VERIFY(called<QLineEdit>(view, u"Search for set A"_s)->text().startsWith(u"{ traceDuration > "_s));
    QVERIFY(view.wish().rightIsRest);
}

void TstSetsView::cancelEndsAtOnceAndSaysSo()
{
    const auto store = std::make_shared<FakeStore>();
    store->put(ragTrace({}));
    SetsView view(m_theme, store);
    show(view);
    jobPool().waitForDone();
    store->hold();
    view.setSearches(u"{ failed }"_s, {}, true);
    QSignalSpy finished(&view, &SetsView::finished);
    const int before = store->listCalls();
    QTest::mouseClick(&button(view), Qt::LeftButton);
    QTRY_VERIFY(store->listCalls() > before);
    QTest::mouseClick(&button(view), Qt::LeftButton);
    QCOMPARE(finished.size(), 1);
    QVERIFY(!view.isRunning());
    QVERIFY(says(view, u"Cancelled"_s));
    store->release();
    jobPool().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(finished.size(), 1); // the late answer is nobody's
}

void TstSetsView::aWrongSearchSaysWhichSet()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    view.setSearches({}, u"{ duration > }"_s, false);
    view.run();
    QTRY_VERIFY(!view.isRunning());
    QVERIFY(says(view, u"These sets cannot be compared"_s));
    QVERIFY(says(view, u"Second set: "_s));
}

void TstSetsView::anEmptySetSaysWhich()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    view.setSearches(u"{ name = \"nobody\" }"_s, {}, false);
    view.run();
    QTRY_VERIFY(!view.isRunning());
    QVERIFY(says(view, u"Set A is empty"_s));
}

void TstSetsView::aStoreThatFailsIsSaid()
{
    const auto store = std::make_shared<FakeStore>();
    store->fail(Error{Error::Code::Io, "the disk is gone"});
    SetsView view(m_theme, store);
    show(view);
    view.setSearches(u"{ failed }"_s, {}, true);
    view.run();
    QTRY_VERIFY(!view.isRunning());
    QVERIFY(says(view, u"the disk is gone"_s));
}

void TstSetsView::oneBuildIsNoComparison()
{
    CompareStore history;
    fill(history);
    SetsView view(m_theme, history.store());
    show(view);
    view.usePreset(SetsView::Preset::Builds);
    QTRY_VERIFY(says(view, u"answered by one build"_s));
}

static const Registered<TstSetsView> registered;

#include "tst_setsview.moc"

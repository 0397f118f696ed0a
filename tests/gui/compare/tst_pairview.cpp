// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/compare/comparestore.h"
#include "tests/support/fakestore.h"
#include "tests/support/suite.h"
#include "ui/compare/attributediffmodel.h"
#include "ui/compare/pairmodel.h"
#include "ui/compare/pairview.h"
#include "ui/jobs/jobpool.h"
#include "ui/page/answerdiff.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

class TstPairView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { jobPool().waitForDone(); }
    void twoTracesAreSetSideBySide();
    void withoutBTheNewestOfTheSameQuestionIsTaken();
    void anotherChoiceMidwayWins();
    void whatIsGoneIsSaid();
    void anUnreadableHistoryIsSaid();
    void anEmptyHistorySaysHowToFillIt();
    void onlyWhatDiffersIsShownOnWish();
    void swappedSidesStayTheSameTwo();
    void enterOpensTheSpanInBAndElseInA();
    void theRowAndTheWholeAreCopied();
    void equalAttributesStandBesideThoseThatDiffer();
    void whatIsMissingIsOffered();

private:
    static QTableView &steps(const PairView &view)
    {
        return *called<QTableView>(view, u"Steps of both traces"_s);
    }
    static void show(PairView &view)
    {
        view.resize(1100, 700);
        view.setVisible(true);
    }

    /// An answer, and a failed one to the same question.
    static void fill(CompareStore &history)
    {
        history.add(1, "why is the sky blue");
        history.add(2, "why is the sky blue", 2, true);
    }
    static void compareThem(PairView &view)
    {
        show(view);
        view.compare(traceId(1), traceId(2));
        QTRY_VERIFY(view.diff());
    }

    Theme m_theme;
};

void TstPairView::twoTracesAreSetSideBySide()
{
    CompareStore history;
    fill(history);
    PairView view(m_theme, history.store());
    show(view);
    view.compare(traceId(1), traceId(2));
    QVERIFY(says(view, u"Comparing…"_s)); // nothing is read in this thread
    QTRY_VERIFY(view.diff());
    QCOMPARE(view.diff()->left->id(), traceId(1));
    QCOMPARE(view.diff()->right->id(), traceId(2));
    const QAbstractItemModelTester tester(steps(view).model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(steps(view).model()->rowCount(), 12);
    QCOMPARE(steps(view).model()->index(0, PairModel::Name).data().toString(), u"query_processing"_s);
    QVERIFY(steps(view).model()->index(0, PairModel::Difference).data().toString().startsWith(u"+3.41"_s));
    QCOMPARE(steps(view).model()->index(0, PairModel::Status).data().toString(), u"B fails"_s);
    QVERIFY(says(view, u"▲ worse"_s));
    const auto *const answer = called<AnswerDiff>(view, u"Answers, with what changed"_s);
    QVERIFY(answer->toPlainText().contains(u"Something"_s)); // of both, word by word
    QVERIFY(answer->toPlainText().contains(u"unchanged"_s));
}

void TstPairView::withoutBTheNewestOfTheSameQuestionIsTaken()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    history.add(2, "Why is  the sky blue");
    history.add(3, "what is a fjord");
    PairView view(m_theme, history.store());
    show(view);
    view.compare(traceId(1), std::nullopt);
    QTRY_VERIFY(view.diff());
    QCOMPARE(view.right(), std::optional(traceId(2)));
}

void TstPairView::anotherChoiceMidwayWins()
{
    const auto store = std::make_shared<FakeStore>();
    for (std::uint32_t i = 1; i <= 3; ++i) {
        RagQuery query;
        query.id = traceId(i);
        store->put(ragTrace(query));
    }
    PairView view(m_theme, store);
    show(view);
    QSignalSpy shown(&view, &PairView::shown);
    store->hold();
    view.compare(traceId(1), traceId(2));
    QTRY_VERIFY(store->loadCalls() > 0); // it waits in the store
    view.compare(traceId(1), traceId(3));
    store->release();
    QTRY_VERIFY(view.diff());
    jobPool().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(view.diff()->right->id(), traceId(3));
    QCOMPARE(shown.size(), 1);
}

void TstPairView::whatIsGoneIsSaid()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    PairView view(m_theme, history.store());
    show(view);
    view.compare(traceId(1), traceId(99));
    QTRY_VERIFY(says(view, u"These cannot be compared"_s));
    QVERIFY(says(view, QString::fromStdString(traceId(99).toHex())));
    QVERIFY(!view.diff());
    QVERIFY(!view.findChild<QToolButton *>(u"copyMarkdown"_s)->isEnabled());
}

void TstPairView::anUnreadableHistoryIsSaid()
{
    const auto store = std::make_shared<FakeStore>();
    store->fail(Error{Error::Code::Io, "the disk is gone"});
    PairView view(m_theme, store);
    show(view);
    view.refresh();
    QTRY_VERIFY(says(view, u"the disk is gone"_s));
}

void TstPairView::anEmptyHistorySaysHowToFillIt()
{
    CompareStore history;
    PairView view(m_theme, history.store());
    show(view);
    QVERIFY(says(view, u"Two traces side by side"_s));
    view.refresh();
    QTRY_VERIFY(says(view, u"No query has arrived yet"_s));
    QVERIFY(says(view, u"demo"_s));
}

void TstPairView::onlyWhatDiffersIsShownOnWish()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    history.add(2, "why is the sky blue");
    PairView view(m_theme, history.store());
    compareThem(view);
    auto *const rows = view.findChild<QComboBox *>(u"rows"_s);
    rows->setCurrentIndex(2);
    QCOMPARE(steps(view).model()->rowCount(), 0); // they are the same but for their ids
    rows->setCurrentIndex(0);
    QCOMPARE(steps(view).model()->rowCount(), 12);
}

void TstPairView::swappedSidesStayTheSameTwo()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    history.add(2, "what is a fjord", 3);
    PairView view(m_theme, history.store());
    compareThem(view);
    QTest::mouseClick(view.findChild<QToolButton *>(u"swap"_s), Qt::LeftButton);
    QTRY_COMPARE(view.diff()->left->id(), traceId(2));
    QCOMPARE(view.left(), std::optional(traceId(2)));
    QCOMPARE(view.right(), std::optional(traceId(1)));
}

void TstPairView::enterOpensTheSpanInBAndElseInA()
{
    CompareStore history;
    history.add(1, "why is the sky blue");
    RagQuery without;
    without.id = traceId(2);
    without.withVerification = false;
    history.add(without);
    PairView view(m_theme, history.store());
    compareThem(view);
    QSignalSpy opened(&view, &PairView::spanRequested);
    steps(view).setFocus();
    QTest::keyClick(&steps(view), Qt::Key_Down);
    QTest::keyClick(&steps(view), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.at(0).at(0).value<TraceId>(), traceId(2));
    QCOMPARE(opened.at(0).at(1).value<SpanId>(), spanId(2));
    QTest::keyClick(&steps(view), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(steps(view).currentIndex().siblingAtColumn(PairModel::Difference).data().toString(),
             u"only A"_s);
    QTest::keyClick(&steps(view), Qt::Key_Return);
    QCOMPARE(opened.at(1).at(0).value<TraceId>(), traceId(1));
    QCOMPARE(opened.at(1).at(1).value<SpanId>(), spanId(12));
}

void TstPairView::theRowAndTheWholeAreCopied()
{
    CompareStore history;
    fill(history);
    PairView view(m_theme, history.store());
    compareThem(view);
    QTest::keyClick(&steps(view), Qt::Key_C, Qt::ControlModifier);
    const QString row = QGuiApplication::clipboard()->text();
    QVERIFY2(row.startsWith(u"query_processing\t"_s) && row.contains(u"B fails"_s), qPrintable(row));
    QTest::mouseClick(view.findChild<QToolButton *>(u"copyMarkdown"_s), Qt::LeftButton);
    const QString whole = QGuiApplication::clipboard()->text();
    QVERIFY(whole.contains(QString::fromStdString(traceId(1).toHex())) &&
            whole.contains(QString::fromStdString(traceId(2).toHex())));
    QVERIFY2(whole.contains(u"Verdict: different: status, answer"_s), qPrintable(whole));
}

void TstPairView::equalAttributesStandBesideThoseThatDiffer()
{
    CompareStore history;
    fill(history);
    PairView view(m_theme, history.store());
    compareThem(view);
    view.findChild<QTabWidget *>()->setCurrentIndex(3);
    const auto *const table = called<QTableView>(view, u"Attributes of both"_s);
    const int differing = table->model()->rowCount();
    QVERIFY(differing > 0);
    view.findChild<QCheckBox *>(u"equalAttributes"_s)->setChecked(true);
    QVERIFY(table->model()->rowCount() > differing);
    int bold = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const auto cell = [&](int column) { return table->model()->index(row, column); };
        const bool isBold = cell(AttributeDiffModel::Key).data(Qt::FontRole).value<QFont>().bold();
        bold += isBold ? 1 : 0;
        QCOMPARE(isBold, cell(AttributeDiffModel::Left).data() != cell(AttributeDiffModel::Right).data());
    }
    QCOMPARE(bold, differing);
    QVERIFY(says(view, u"%1 of %2 attributes differ"_s.arg(differing).arg(table->model()->rowCount())));
}

void TstPairView::whatIsMissingIsOffered()
{
    CompareStore history;
    PairView empty(m_theme, history.store());
    show(empty);
    empty.refresh();
    QTRY_VERIFY(says(empty, u"No query has arrived yet"_s));
    QSignalSpy connects(&empty, &PairView::connectRequested);
    const auto press = [](const PairView &view, const QString &words) {
        for (QPushButton *const button : view.findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == words)
                button->click();
    };
    press(empty, u"Connect a pipeline"_s);
    QCOMPARE(connects.size(), 1);

    fill(history);
    PairView view(m_theme, history.store());
    show(view);
    view.refresh();
    const auto *const left = called<QComboBox>(view, u"Trace A"_s);
    QTRY_VERIFY(left->count() > 1);
    press(view, u"Choose A"_s);
    QVERIFY(left->view()->isVisible());
}

static const Registered<TstPairView> registered;

#include "tst_pairview.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/filterbar.h"
#include "ui/queries/listnote.h"
#include "ui/queries/newrowsbutton.h"
#include "ui/queries/queriespage.h"
#include "ui/queries/tracetable.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const Trace> query(std::uint32_t number, double scale = 1)
{
    test::RagQuery query;
    query.id = test::traceId(number);
    query.begin = Timestamp(1'700'000'000s + std::chrono::seconds(number));
    query.question = "question " + std::to_string(number);
    query.scale = scale;
    query.service = number % 2 == 0 ? "even" : "odd";
    return test::ragTrace(query);
}

} // namespace

class TstQueriesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void enterOpensTheTraceAndEscapeLeadsBackToTheList();
    void theListBecomesNarrowBesideATrace();
    void aTraceThatIsNotHereIsSaidAndShownWhenItArrives();
    void aTraceThatCannotBeReadSaysWhy();
    void anOpenTraceGrowsWithoutLosingThePlace();
    void newQueriesDoNotMoveWhatIsBeingRead();
    void atTheTopNewQueriesAreSeen();
    void underThePointerRowsStandStill();
    void underTheKeysRowsStandStill();
    void theFilterNarrowsAndItsChipRemovesIt();
    void aBadDurationIsMarkedAndFiltersNothing();
    void slashGoesToTheSearchField();
    void copyPutsQuestionAndIdOnTheClipboard();
    void nothingFoundOffersToClearTheFilters();
    void anEmptyHistorySaysHowToFillIt();
    void replayNamesTheOpenTrace();
    void detailsFollowTheSelectedStep();
    void thePageMayOutliveItsDetails();
    void aTraceOpenedBeforeItIsListedIsSelectedThen();
    void openingTheOpenTraceAgainSelectsItsRow();
    void anArrivingTraceIsNotCalledAfterAStep();
    void aTraceThatWasAskedForHasTheKeysOnceItIsThere();
    void theKeysOfTheWaterfallAreListed();

private:
    TraceView &view() const { return *m_page->findChild<TraceView *>(); }
    TraceTable &table() const { return *m_page->findChild<TraceTable *>(); }
    FilterBar &bar() const { return *m_page->findChild<FilterBar *>(); }
    TraceListModel &model() const { return *m_page->findChild<TraceListModel *>(); }
    void open(std::uint32_t number)
    {
        m_page->openTrace(test::traceId(number));
        QTRY_VERIFY(view().trace() && view().trace()->id() == test::traceId(number));
    }

    std::shared_ptr<test::FakeStore> m_store;
    Theme m_theme;
    std::unique_ptr<Live> m_live;
    std::unique_ptr<QueriesPage> m_page;
};

void TstQueriesPage::init()
{
    m_page.reset();
    m_store = std::make_shared<test::FakeStore>();
    for (std::uint32_t i = 1; i <= 60; ++i)
        m_store->put(query(i));
    m_live = std::make_unique<Live>();
    m_page = std::make_unique<QueriesPage>(m_store, *m_live, m_theme, standardReaders());
    m_page->resize(1100, 600);
    m_page->show();
    m_page->setActive(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_COMPARE(model().rowCount(), 60);
}

void TstQueriesPage::enterOpensTheTraceAndEscapeLeadsBackToTheList()
{
    QSignalSpy opened(m_page.get(), &QueriesPage::traceOpened);
    table().setFocus();
    table().setCurrentIndex(model().index(3, 0));
    QTest::keyClick(&table(), Qt::Key_Return);
    QTRY_VERIFY(view().trace());
    QCOMPARE(view().trace()->id(), test::traceId(57));
    QCOMPARE(opened.size(), 1);
    QTest::keyClick(&view().canvas(), Qt::Key_Escape);
    QVERIFY(!view().isVisible());
    QVERIFY(!m_page->openedTrace());
    QCOMPARE(table().currentTrace(), std::optional(test::traceId(57)));
}

void TstQueriesPage::aTraceThatWasAskedForHasTheKeysOnceItIsThere()
{
    table().setFocus();
    m_page->readTrace(test::traceId(7));
    QTRY_VERIFY(view().trace() && view().trace()->id() == test::traceId(7));
    QTRY_VERIFY(view().canvas().hasFocus());
    QTest::keyClick(&view().canvas(), Qt::Key_Down);
    QVERIFY(view().selectedSpan().has_value());
}

void TstQueriesPage::theKeysOfTheWaterfallAreListed()
{
    const QList<KeyHint> hints = m_page->keyHints();
    QVERIFY(std::ranges::any_of(hints, [](const KeyHint &hint) { return hint.keys == u"W"_s; }));
    for (const KeyHint &hint : hints)
        QVERIFY2(!hint.keys.isEmpty() && !hint.does.isEmpty(), qPrintable(hint.keys));
}

void TstQueriesPage::theListBecomesNarrowBesideATrace()
{
    QVERIFY(!table().isColumnHidden(TraceListModel::DurationColumn));
    open(60);
    QVERIFY(table().isCompact());
    QVERIFY(table().isColumnHidden(TraceListModel::DurationColumn));
    QVERIFY(table().width() < 400);
}

void TstQueriesPage::aTraceThatIsNotHereIsSaidAndShownWhenItArrives()
{
    m_page->openTrace(test::traceId(900));
    const auto says = [this] {
        const auto labels = view().findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [](const QLabel *l) { return l->text() == u"This trace is not in the history"_s; });
    };
    QTRY_VERIFY(says());
    m_store->put(query(900));
    m_live->update({});
    QTRY_VERIFY(view().trace());
    QCOMPARE(view().trace()->id(), test::traceId(900));
}

void TstQueriesPage::aTraceThatCannotBeReadSaysWhy()
{
    m_store->fail(Error{Error::Code::Corrupt, "chunk 7 is damaged"});
    m_page->openTrace(test::traceId(5));
    const auto says = [this] {
        const auto labels = view().findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [](const QLabel *l) { return l->text().contains(u"chunk 7 is damaged"_s); });
    };
    QTRY_VERIFY(says());
}

void TstQueriesPage::anOpenTraceGrowsWithoutLosingThePlace()
{
    m_store->put(
        std::make_shared<const Trace>(test::traceFromOutline("query 0 100\n  a 0 50\n", test::traceId(70))));
    open(70);
    view().selectSpan(static_cast<SpanRow>(1));
    m_store->put(std::make_shared<const Trace>(
        test::traceFromOutline("query 0 200\n  a 0 50\n  b 60 200\n", test::traceId(70))));
    m_live->update({});
    QTRY_COMPARE(view().trace()->size(), 3U);
    QCOMPARE((*view().trace())[*view().selectedSpan()].name, std::string_view("a"));
}

void TstQueriesPage::newQueriesDoNotMoveWhatIsBeingRead()
{
    table().setCurrentIndex(model().index(40, 0));
    table().verticalScrollBar()->setValue(500);
    const auto shown = [this] { return model().summaryAt(table().rowAt(5)).id; };
    const TraceId first = shown();
    m_store->put(query(100));
    m_store->put(query(101));
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 62);
    QCOMPARE(shown(), first);
    QCOMPARE(table().currentTrace(), std::optional(test::traceId(20)));
}

void TstQueriesPage::atTheTopNewQueriesAreSeen()
{
    m_store->put(query(100));
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 61);
    QCOMPARE(table().rowAt(2), 0);
    QCOMPARE(model().summaryAt(0).id, test::traceId(100));
}

void TstQueriesPage::underThePointerRowsStandStill()
{
    auto *const button = table().findChild<NewRowsButton *>();
    QTest::mouseMove(table().viewport(), QPoint(40, 100));
    QTRY_VERIFY(table().viewport()->underMouse());
    const auto pointedAt = [this] { return model().summaryAt(table().rowAt(100)).id; };
    const TraceId read = pointedAt();
    m_store->put(query(100));
    m_store->put(query(101));
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 62);
    QCOMPARE(pointedAt(), read);
    QVERIFY(button->isVisible());
    QVERIFY(button->text().contains(u"2 new queries"_s));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(model().summaryAt(table().rowAt(2)).id, test::traceId(101));
    QVERIFY(!button->isVisible());

    QTest::mouseMove(table().viewport(), QPoint(40, 100));
    m_store->put(query(102));
    m_live->update({});
    QTRY_COMPARE(button->count(), 1);
    QTest::mouseMove(&bar(), QPoint(5, 5)); // left alone, it shows the newest again
    QTRY_COMPARE(model().summaryAt(table().rowAt(2)).id, test::traceId(102));
    QVERIFY(!button->isVisible());
}

void TstQueriesPage::underTheKeysRowsStandStill()
{
    table().setFocus();
    table().setCurrentIndex(model().index(3, 0));
    QTRY_VERIFY(table().hasFocus());
    const int place = table().rowViewportPosition(3);
    m_store->put(query(100));
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 61);
    QCOMPARE(table().rowViewportPosition(4), place);
    QTest::keyClick(&table(), Qt::Key_Home);
    QCOMPARE(model().summaryAt(table().rowAt(2)).id, test::traceId(100));
    QVERIFY(!table().findChild<NewRowsButton *>()->isVisible());
}

void TstQueriesPage::theFilterNarrowsAndItsChipRemovesIt()
{
    TraceFilter filter;
    filter.service = "odd";
    m_page->setFilter(filter);
    QTRY_COMPARE(model().rowCount(), 30);
    QPushButton *chip = nullptr;
    for (QPushButton *button : bar().findChildren<QPushButton *>()) {
        if (button->text().startsWith(u"service odd"_s))
            chip = button;
    }
    QVERIFY(chip);
    chip->click();
    QTRY_COMPARE(model().rowCount(), 60);
    QCOMPARE(m_page->filter(), TraceFilter());
}

void TstQueriesPage::aBadDurationIsMarkedAndFiltersNothing()
{
    QLineEdit *shortest = nullptr;
    for (QLineEdit *field : bar().findChildren<QLineEdit *>()) {
        if (field->accessibleName() == u"Shortest duration"_s)
            shortest = field;
    }
    QVERIFY(shortest);
    shortest->setText(u"soon"_s);
    QTest::keyClick(shortest, Qt::Key_Return);
    QVERIFY(shortest->property("invalid").toBool());
    QCOMPARE(m_page->filter(), TraceFilter());
    shortest->setText(u"400ms"_s);
    QTest::keyClick(shortest, Qt::Key_Return);
    QVERIFY(!shortest->property("invalid").toBool());
    QCOMPARE(m_page->filter().minDuration, std::optional<Duration>(400ms));
}

void TstQueriesPage::slashGoesToTheSearchField()
{
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Slash);
    QVERIFY(bar().textField().hasFocus());
}

void TstQueriesPage::copyPutsQuestionAndIdOnTheClipboard()
{
    table().setFocus();
    table().setCurrentIndex(model().index(0, 0));
    QTest::keyClick(&table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"question 60\n"_s + QString::fromStdString(test::traceId(60).toHex()));
}

void TstQueriesPage::nothingFoundOffersToClearTheFilters()
{
    TraceFilter filter;
    filter.text = "no such words";
    m_page->setFilter(filter);
    auto *note = m_page->findChild<ListNote *>();
    QTRY_VERIFY(note->isVisible());
    note->findChild<QPushButton *>()->click();
    QTRY_COMPARE(model().rowCount(), 60);
    QTRY_VERIFY(!note->isVisible());
}

void TstQueriesPage::anEmptyHistorySaysHowToFillIt()
{
    QueriesPage page(std::make_shared<test::FakeStore>(), *m_live, m_theme, standardReaders());
    page.show();
    const auto says = [&] {
        const auto labels = page.findChild<ListNote *>()->findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [](const QLabel *l) { return l->text().contains(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s); });
    };
    QTRY_VERIFY(says());

    const QSignalSpy connecting(&page, &QueriesPage::connectRequested);
    auto *button = page.findChild<ListNote *>()->findChild<QPushButton *>();
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(connecting.size(), 1);
}

void TstQueriesPage::replayNamesTheOpenTrace()
{
    open(42);
    QSignalSpy replay(m_page.get(), &QueriesPage::replayRequested);
    QTest::keyClick(&view().canvas(), Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(replay.size(), 1);
    QCOMPARE(replay.front().front().value<TraceId>(), test::traceId(42));
}

void TstQueriesPage::detailsFollowTheSelectedStep()
{
    open(42);
    auto *details = static_cast<SpanDetails *>(m_page->detailsWidget());
    details->setTab(SpanDetails::Tab::Raw);
    view().selectSpan(static_cast<SpanRow>(3));
    QVERIFY(details->findChild<QTabWidget *>()->isVisibleTo(details));
    m_page->closeTrace();
    QVERIFY(!details->findChild<QTabWidget *>()->isVisibleTo(details));
}

void TstQueriesPage::aTraceOpenedBeforeItIsListedIsSelectedThen()
{
    m_page->openTrace(test::traceId(200));
    QVERIFY(!table().currentTrace());
    m_store->put(query(200));
    m_live->update({});
    QTRY_COMPARE(table().currentTrace(), std::optional(test::traceId(200)));
}

void TstQueriesPage::openingTheOpenTraceAgainSelectsItsRow()
{
    open(30);
    table().setCurrentIndex(model().index(2, 0));
    m_page->openTrace(test::traceId(30));
    QCOMPARE(table().currentTrace(), std::optional(test::traceId(30)));
}

void TstQueriesPage::anArrivingTraceIsNotCalledAfterAStep()
{
    TraceSummary row;
    row.id = test::traceId(300);
    row.time = {Timestamp(1'800'000'000s), Timestamp(1'800'000'001s)};
    row.service = "rag-service";
    row.rootName = "cache_lookup";
    m_store->put(row);
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 61);
    QCOMPARE(model().index(0, TraceListModel::QuestionColumn).data().toString(), u"… rag-service"_s);
    QCOMPARE(model().index(0, TraceListModel::StatusColumn).data().toString(), u"Arriving"_s);
    row.hasRoot = true;
    row.question = "Where is it?";
    m_store->put(row);
    m_live->update({});
    QTRY_COMPARE(model().index(0, TraceListModel::QuestionColumn).data().toString(), u"Where is it?"_s);
}

void TstQueriesPage::thePageMayOutliveItsDetails()
{
    delete m_page->detailsWidget(); // as when a dock that owns it is closed for good
    open(42);
    view().selectSpan(static_cast<SpanRow>(2));
    QVERIFY(!m_page->detailsWidget());
}

static const test::Registered<TstQueriesPage> registered;

} // namespace spanwise

#include "tst_queriespage.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/cellterm.h"
#include "ui/queries/chipbutton.h"
#include "ui/queries/filterbar.h"
#include "ui/queries/listnote.h"
#include "ui/queries/queriespage.h"
#include "ui/queries/searchedit.h"
#include "ui/queries/tracetable.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/attributespanel.h"
#include "ui/trace/details.h"
#include "ui/trace/filterbuttons.h"
#include "ui/trace/traceview.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spanwise {

using namespace std::chrono_literals;

/// Searching in the window, from the line to the list.
class TstQueriesSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void conditionsNarrowTheList();
    void aMistakeIsUnderlinedWhereItIsAndChangesNothing();
    void everyPartIsAChipThatCanBeRemovedOrEdited();
    void namesAndValuesAreCompletedFromTheHistory();
    void searchesAreRememberedAndSaved();
    void whatArrivesIsEvaluatedToo();
    void aSearchCanBeStopped();
    void theSpanThatWasFoundIsSelected();
    void filterByThisAndNotThisAddTerms();
    void cellsBecomeTerms();
    void nothingFoundSaysSo();

private:
    TraceListModel &model() const { return *m_page->findChild<TraceListModel *>(); }
    FilterBar &bar() const { return *m_page->findChild<FilterBar *>(); }
    SearchEdit &line() const { return *m_page->findChild<SearchEdit *>(); }
    void search(const QString &text)
    {
        line().setFocus();
        line().setText(text);
        QTest::keyClick(&line(), Qt::Key_Return);
    }
    QList<ChipButton *> chips() const { return bar().findChildren<ChipButton *>(); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *one : m_page->findChildren<QPushButton *>()) {
            if (one->text() == text && one->isVisible())
                return one;
        }
        return nullptr;
    }
    std::shared_ptr<const Trace> query(std::uint32_t number) const
    {
        test::RagQuery query;
        query.id = test::traceId(number);
        query.begin = Timestamp(1'700'000'000s + std::chrono::seconds(number));
        query.question = "question " + std::to_string(number);
        query.service = number % 2 == 0 ? "even" : "odd";
        return test::ragTrace(query);
    }

    std::shared_ptr<test::FakeStore> m_store;
    Theme m_theme;
    std::unique_ptr<Live> m_live;
    std::unique_ptr<QueriesPage> m_page;
};

void TstQueriesSearch::init()
{
    m_page.reset();
    m_store = std::make_shared<test::FakeStore>();
    for (std::uint32_t i = 1; i <= 40; ++i)
        m_store->put(query(i));
    m_live = std::make_unique<Live>();
    m_page = std::make_unique<QueriesPage>(m_store, *m_live, m_theme, standardReaders());
    m_page->resize(1100, 600);
    m_page->show();
    m_page->setActive(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_COMPARE(model().rowCount(), 40);
}

void TstQueriesSearch::conditionsNarrowTheList()
{
    search(u"{ resource.service.name = \"odd\" }"_s);
    QTRY_COMPARE(model().rowCount(), 20);
    QTRY_VERIFY(!model().searchState()->running);
    QVERIFY(model().searchState()->complete);
    search(u"\"question 7\""_s);
    QTRY_COMPARE(model().rowCount(), 1);
    search(u"question { step = retrieval } | count() > 0"_s);
    QTRY_COMPARE(model().rowCount(), 40);
}

void TstQueriesSearch::aMistakeIsUnderlinedWhereItIsAndChangesNothing()
{
    search(u"{ duratoin > 2s }"_s);
    QCOMPARE(line().property("problemAt").toInt(), 2);
    const auto labels = bar().findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *l) {
        return l->isVisible() && l->text().contains(u"did you mean 'duration'"_s);
    }));
    QCOMPARE(model().rowCount(), 40);
    QCOMPARE(m_page->filter(), TraceFilter());
    QCOMPARE(line().text(), u"{ duratoin > 2s }"_s);
    search(u"{ duration > 0s }"_s);
    QCOMPARE(line().property("problemAt").toInt(), -1);
    QVERIFY(!m_page->filter().text.empty());
}

void TstQueriesSearch::everyPartIsAChipThatCanBeRemovedOrEdited()
{
    search(u"question { duration > 0s } | count() > 0"_s);
    QTRY_COMPARE(chips().size(), 3);
    chips()[1]->click(); // on its words
    QCOMPARE(line().selectedText(), u"{ duration > 0s }"_s);
    QTest::keyClick(chips()[1], Qt::Key_Delete);
    QCOMPARE(line().text(), u"question | count() > 0"_s);
    QTRY_COMPARE(chips().size(), 2);
    ChipButton *chip = chips().first();
    QTest::mouseClick(chip, Qt::LeftButton, {}, QPoint(chip->width() - 6, chip->height() / 2));
    QCOMPARE(line().text(), u"{} | count() > 0"_s);
}

void TstQueriesSearch::namesAndValuesAreCompletedFromTheHistory()
{
    line().setFocus();
    auto *completer = line().findChild<QCompleter *>();
    line().clear();
    // The vocabulary is read in the background once the line has the focus.
    const auto offered = [&](const QString &typed) {
        line().clear();
        QTest::keyClicks(&line(), typed);
        return completer->popup()->isVisible() ? completer->completionModel()->index(0, 0).data().toString()
                                               : QString();
    };
    QTRY_COMPARE(offered(u"{ resource.service.name = "_s), u"\"even\""_s);
    QTest::keyClick(&line(), Qt::Key_Tab);
    QCOMPARE(line().text(), u"{ resource.service.name = \"even\""_s);
    QCOMPARE(offered(u"{ stat"_s), u"status"_s);
    QTest::keyClick(completer->popup(), Qt::Key_Down);
    QTest::keyClick(completer->popup(), Qt::Key_Return);
    QCOMPARE(line().text(), u"{ status"_s);
    QVERIFY(!completer->popup()->isVisible());
}

void TstQueriesSearch::searchesAreRememberedAndSaved()
{
    search(u"{ status = error }"_s);
    m_page->findChild<TraceTable *>()->setFocus();
    search(u"question"_s);
    m_page->findChild<TraceTable *>()->setFocus();
    QCOMPARE(bar().memory().history(), (QStringList{u"question"_s, u"{ status = error }"_s}));
    bar().memory().save(u"mine"_s, u"{ status = error }"_s);
    QTemporaryDir directory;
    QSettings settings(directory.filePath(u"x.ini"_s), QSettings::IniFormat);
    m_page->remember(settings);
    QueriesPage other(m_store, *m_live, m_theme, standardReaders());
    other.recall(settings);
    const SearchMemory &memory = other.findChild<FilterBar *>()->memory();
    QCOMPARE(memory.history().first(), u"question"_s);
    QCOMPARE(memory.saved().size(), 1);
    QCOMPARE(memory.saved().first().text, u"{ status = error }"_s);
    bar().memory().remove(u"mine"_s);
    QVERIFY(bar().memory().saved().isEmpty());
}

void TstQueriesSearch::whatArrivesIsEvaluatedToo()
{
    search(u"{ resource.service.name = \"odd\" }"_s);
    QTRY_COMPARE(model().rowCount(), 20);
    QTRY_VERIFY(!model().searchState()->running);
    m_store->put(query(41));
    m_store->put(query(42));
    m_live->update({});
    QTRY_COMPARE(model().rowCount(), 21);
    QCOMPARE(model().summaryAt(0).id, test::traceId(41));
}

void TstQueriesSearch::aSearchCanBeStopped()
{
    m_store->hold();
    search(u"{ duration > 0s }"_s);
    QTRY_VERIFY(button(u"Stop"_s));
    button(u"Stop"_s)->click();
    QVERIFY(model().searchState()->stopped);
    QVERIFY(!model().searchState()->running);
    QVERIFY(!button(u"Stop"_s));
    m_store->release();
    QTRY_VERIFY(button(u"Search again"_s));
    button(u"Search again"_s)->click();
    QTRY_COMPARE(model().rowCount(), 40);
}

void TstQueriesSearch::theSpanThatWasFoundIsSelected()
{
    search(u"{ step = generation }"_s);
    QTRY_VERIFY(model().foundSpan(test::traceId(7))); // all rows match, so that their number says nothing
    m_page->openTrace(test::traceId(7));
    auto &view = *m_page->findChild<TraceView *>();
    QTRY_VERIFY(view.trace());
    QTRY_VERIFY(view.selectedSpan());
    QTRY_COMPARE(view.trace()->facts(*view.selectedSpan()).step, StepKind::Generation);
}

void TstQueriesSearch::filterByThisAndNotThisAddTerms()
{
    m_page->openTrace(test::traceId(7));
    auto &view = *m_page->findChild<TraceView *>();
    QTRY_VERIFY(view.trace());
    view.selectSpan(view.trace()->queryRow());
    auto *details = static_cast<SpanDetails *>(m_page->detailsWidget());
    QSignalSpy asked(details, &SpanDetails::searchRequested);
    details->setTab(SpanDetails::Tab::Attributes);
    details->show();
    auto *const table = details->findChild<AttributesPanel *>()->findChild<QTreeView *>();
    auto &attributes = *details->findChild<AttributesModel *>();
    const auto row = [&](const QString &identity) { return attributes.find(identity, false); };
    QVERIFY(row(u"r:service.name"_s).isValid());
    table->setCurrentIndex(row(u"r:service.name"_s));
    FilterButtons *buttons = nullptr;
    for (FilterButtons *one : details->findChildren<FilterButtons *>()) {
        if (one->isVisible())
            buttons = one;
    }
    QVERIFY(buttons);
    buttons->findChildren<QPushButton *>().first()->click();
    QCOMPARE(asked.takeFirst().first().toString(), u"{ resource.service.name = \"odd\" }"_s);
    QTRY_COMPARE(model().rowCount(), 20);
    table->setCurrentIndex(row(u"s:kind"_s));
    buttons->findChildren<QPushButton *>().last()->click();
    QVERIFY(asked.takeFirst().first().toString().startsWith(u"!{ kind = "_s));
    QVERIFY(line().text().contains(u"} !{ kind"_s));
    table->setCurrentIndex(row(u"s:begin"_s));
    QVERIFY(!buttons->isEnabled());
}

void TstQueriesSearch::cellsBecomeTerms()
{
    const TraceSummary row = model().summaryAt(0);
    for (int column = 0; column < TraceListModel::ColumnCount; ++column) {
        for (const bool has : {true, false}) {
            const QString term = cellTerm(row, static_cast<TraceListModel::Column>(column), has);
            if (term.isEmpty())
                continue;
            const SearchParse parse = SearchQuery::parse(term.toStdString());
            QVERIFY2(parse.query, qPrintable(term));
            search(term);
            QTRY_VERIFY(!model().searchState()->running);
            QVERIFY2((model().rowOf(row.id) >= 0) == has, qPrintable(term));
        }
    }
}

void TstQueriesSearch::nothingFoundSaysSo()
{
    search(u"nowhere"_s);
    auto *note = m_page->findChild<ListNote *>();
    QTRY_VERIFY(note->isVisible());
    QTRY_VERIFY(note->findChildren<QLabel *>().first()->text().contains(u"Nothing in the history"_s));
}

static const test::Registered<TstQueriesSearch> registered;

} // namespace spanwise

#include "tst_searchline.moc"

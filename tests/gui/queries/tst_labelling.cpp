// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/questionkey.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/jobs/jobpool.h"
#include "ui/models/live.h"
#include "ui/models/tracelistmodel.h"
#include "ui/page/notice.h"
#include "ui/queries/labelmarks.h"
#include "ui/queries/queriespage.h"
#include "ui/queries/tracetable.h"
#include "ui/trace/details.h"
#include "ui/trace/documentspanel.h"
#include "ui/trace/labelbutton.h"
#include "ui/trace/traceview.h"

#include <QComboBox>
#include <QInputDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t traces = 3;

/// Labels of the store, refused on demand.
class RefusingLabels final : public LabelStore
{
public:
    explicit RefusingLabels(std::shared_ptr<LabelStore> store)
        : m_store(std::move(store))
    {
    }

    Result<TraceLabels> labelsOf(TraceId trace, std::uint64_t question) const override
    {
        return m_store->labelsOf(trace, question);
    }
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t limit) const override
    {
        return m_store->queryLabels(limit);
    }
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t limit) const override
    {
        return m_store->documentLabels(limit);
    }
    Status label(const QueryLabel &label) override { return refuse ? Status(full()) : m_store->label(label); }
    Status label(const DocumentLabel &label) override
    {
        return refuse ? Status(full()) : m_store->label(label);
    }
    Status unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time) override
    {
        return m_store->unlabel(trace, question, document, time);
    }
    Result<LabelCounts> restore(const TraceLabels &labels) override { return m_store->restore(labels); }

    std::atomic<bool> refuse = false;

private:
    static Error full() { return {Error::Code::Io, "The disk is full."}; }

    std::shared_ptr<LabelStore> m_store;
};

} // namespace

/// Good, bad, a note, a document's star and undo, clicked on the page over the store that the program has.
class TstLabelling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void goodAndBadAreClickedAndTakenBack();
    void aNoteIsWrittenAndClearedAndComesBack();
    void aDocumentsStarIsClickedAndTakenBack();
    void keysLabelADocument();
    void aLabelThatIsNotKeptLeavesTheTraceOnTheScreen();
    void theListMarksAndFiltersLabelledQueries();
    void twoSelectedQueriesAreCompared();

private:
    TraceView &view() const { return *m_page->findChild<TraceView *>(); }
    TraceTable &table() const { return *m_page->findChild<TraceTable *>(); }
    LabelMarks &marks() const { return *m_page->findChild<LabelMarks *>(); }
    TraceListModel &model() const { return *m_page->findChild<TraceListModel *>(); }
    void choose(const QString &words) const
    {
        for (QAction *const action : m_page->findChild<LabelButton *>()->menu()->actions()) {
            if (action->text().startsWith(words)) {
                QVERIFY(action->isEnabled());
                action->trigger();
                return;
            }
        }
        QFAIL(qPrintable(u"no action: "_s + words));
    }
    std::optional<QueryLabel> stored(std::uint32_t number = traces) const
    {
        return m_store->labelsOf(test::traceId(number), 0)->query;
    }
    QTableView &documents() const
    {
        return *m_details->findChild<DocumentsPanel *>()->findChild<QTableView *>();
    }
    void openDocuments() const
    {
        m_details->resize(500, 500);
        m_details->show();
        m_details->setTab(SpanDetails::Tab::Documents);
        QTRY_VERIFY(documents().model()->rowCount() > 1);
        QTRY_VERIFY(documents().viewport()->height() > 60);
    }
    QString title(int row) const { return documents().model()->index(row, 0).data().toString(); }

    QTemporaryDir m_directory;
    std::shared_ptr<SqliteStore> m_store;
    std::shared_ptr<RefusingLabels> m_labels;
    std::unique_ptr<Live> m_live;
    Theme m_theme;
    std::unique_ptr<QueriesPage> m_page;
    SpanDetails *m_details = nullptr;
};

void TstLabelling::init()
{
    const QString file = m_directory.filePath(QString::fromLatin1(QTest::currentTestFunction()));
    auto opened = SqliteStore::open(file.toStdString(),
                                    {.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); }});
    QVERIFY(opened);
    m_store = std::move(*opened);
    for (std::uint32_t number = 1; number <= traces; ++number) {
        test::RagQuery query;
        query.id = test::traceId(number);
        query.begin = Timestamp(1'700'000'000s + std::chrono::seconds(number));
        query.question = "question " + std::to_string(number);
        AdmittedBatch admitted{test::ragBatch(query), {}};
        admitted.facts = readFacts(admitted.batch);
        const AdmittedBatch *const group[]{&admitted};
        QVERIFY(m_store->append(group));
    }
    m_labels = std::make_shared<RefusingLabels>(m_store);
    m_live = std::make_unique<Live>();
    m_page = std::make_unique<QueriesPage>(m_store, *m_live, m_theme, standardReaders());
    m_page->setLabels(m_labels);
    m_details = qobject_cast<SpanDetails *>(m_page->detailsWidget());
    m_page->resize(1300, 600);
    m_page->show();
    m_page->setActive(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_COMPARE(model().rowCount(), int(traces));
    m_page->openTrace(test::traceId(traces));
    QTRY_VERIFY(view().trace());
}

void TstLabelling::cleanup()
{
    m_page.reset();
    jobPool().waitForDone();
    m_labels.reset();
    m_store.reset();
}

void TstLabelling::goodAndBadAreClickedAndTakenBack()
{
    const auto *const button = m_page->findChild<LabelButton *>();
    choose(u"Good"_s);
    QVERIFY(button->text().contains(u"Good"_s)); // at once
    QTRY_VERIFY(stored() && stored()->verdict == Verdict::Good);
    choose(u"Bad"_s);
    QTRY_VERIFY(stored() && stored()->verdict == Verdict::Bad);
    QVERIFY(button->text().contains(u"Bad"_s));
    choose(u"Undo"_s);
    QTRY_VERIFY(stored() && stored()->verdict == Verdict::Good);
    QTRY_VERIFY(button->text().contains(u"Good"_s));
    choose(u"Undo"_s);
    QTRY_VERIFY(!stored());
    QTRY_COMPARE(button->text(), u"Label"_s);
}

void TstLabelling::aNoteIsWrittenAndClearedAndComesBack()
{
    QTimer::singleShot(0, [] {
        auto *const dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(u" leaves out the price\n"_s);
        dialog->accept();
    });
    choose(u"Note"_s);
    QTRY_VERIFY(stored());
    QCOMPARE(stored()->note, std::string("leaves out the price"));
    QVERIFY(!stored()->verdict);
    QCOMPARE(m_page->findChild<LabelButton *>()->text(), u"Noted"_s);
    choose(u"Clear"_s);
    QTRY_VERIFY(!stored());
    choose(u"Undo"_s);
    QTRY_VERIFY(stored());
    QCOMPARE(stored()->note, std::string("leaves out the price"));
}

void TstLabelling::aDocumentsStarIsClickedAndTakenBack()
{
    openDocuments();
    const std::uint64_t question = questionKey("question " + std::to_string(traces));
    const auto said = [&] { return m_store->labelsOf(test::traceId(traces), question)->documents; };
    const QPoint star = documents().visualRect(documents().model()->index(1, 0)).topLeft() + QPoint(16, 12);
    QVERIFY(title(1).startsWith(u'☆'));
    QTest::mouseClick(documents().viewport(), Qt::LeftButton, {}, star);
    QVERIFY(title(1).startsWith(u'★')); // at once
    QTRY_COMPARE(said().size(), std::size_t(1));
    QVERIFY(said().front().wanted);
    QCOMPARE(documents().currentIndex().row(), 1);
    QTest::mouseClick(documents().viewport(), Qt::LeftButton, {}, star);
    QTRY_VERIFY(said().empty());
    QVERIFY(title(1).startsWith(u'☆'));
    QTest::mouseClick(documents().viewport(), Qt::LeftButton, {},
                      star + QPoint(60, 0)); // the title selects, and no more
    QVERIFY(title(1).startsWith(u'☆'));
    QTest::mouseClick(documents().viewport(), Qt::LeftButton, {}, star);
    QTRY_COMPARE(said().size(), std::size_t(1));
    choose(u"Undo"_s);
    QTRY_VERIFY(said().empty());
    QTRY_VERIFY(title(1).startsWith(u'☆'));
}

void TstLabelling::keysLabelADocument()
{
    openDocuments();
    documents().setFocus();
    documents().selectRow(0);
    QTest::keyClick(&documents(), Qt::Key_X);
    QVERIFY(title(0).startsWith(u'✕'));
    QTest::keyClick(&documents(), '*');
    QVERIFY(title(0).startsWith(u'★'));
    QTRY_COMPARE(m_store->documentLabels(9)->size(), std::size_t(1));
    QTRY_VERIFY(m_store->documentLabels(9)->front().wanted);
}

void TstLabelling::aLabelThatIsNotKeptLeavesTheTraceOnTheScreen()
{
    auto &notice = *m_page->findChild<Notice *>();
    QVERIFY(!notice.isVisible());
    m_labels->refuse = true;
    choose(u"Good"_s);
    QTRY_VERIFY(notice.isVisible());
    QVERIFY(notice.text().contains(u"The disk is full."_s));
    QVERIFY(view().trace());
    QTRY_COMPARE(m_page->findChild<LabelButton *>()->text(), u"Label"_s); // it says what is kept
    QVERIFY(!stored());
}

void TstLabelling::theListMarksAndFiltersLabelledQueries()
{
    choose(u"Bad"_s);
    QTRY_VERIFY(marks().labelOf(test::traceId(traces)));
    QCOMPARE(marks().labelOf(test::traceId(traces))->verdict, std::optional(Verdict::Bad));
    QVERIFY(!marks().labelOf(test::traceId(1)));
    m_page->closeTrace();
    const QPixmap with = table().grab();
    auto &choice = *m_page->findChild<QComboBox *>(u"labelled"_s);
    QVERIFY(choice.isVisible());
    choice.setCurrentIndex(choice.findText(u"Bad"_s));
    Q_EMIT choice.activated(choice.currentIndex());
    QTRY_COMPARE(model().rowCount(), 1);
    QCOMPARE(model().summaryAt(0).id, test::traceId(traces));
    TraceFilter filter;
    filter.labelled = Labelling::None;
    m_page->setFilter(filter);
    QTRY_COMPARE(model().rowCount(), 2);
    QCOMPARE(choice.currentText(), u"Unlabelled"_s);
    m_page->setFilter({});
    QTRY_COMPARE(model().rowCount(), 3);
    QVERIFY(m_store->label(QueryLabel{test::traceId(traces), std::nullopt, {}, {}}));
    marks().read();
    QTRY_VERIFY(!marks().labelOf(test::traceId(traces)));
    QVERIFY(table().grab().toImage() != with.toImage()); // the mark is painted
}

void TstLabelling::twoSelectedQueriesAreCompared()
{
    m_page->closeTrace();
    QSignalSpy compared(m_page.get(), &QueriesPage::compareRequested);
    QSignalSpy opened(m_page.get(), &QueriesPage::traceOpened);
    table().setFocus();
    table().selectRow(0);
    const QPoint third = table().visualRect(model().index(2, 0)).center();
    QTest::mouseClick(table().viewport(), Qt::LeftButton, Qt::ControlModifier, third);
    QCOMPARE(opened.size(), 0); // who selects two does not want to leave
    QCOMPARE(table().selectedTraces().size(), std::size_t(2));
    QTest::keyClick(&table(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(compared.size(), 1);
    QCOMPARE(compared.front().at(0).value<TraceId>(), test::traceId(3)); // the newer is set beside the older
    QCOMPARE(compared.front().at(1).value<std::optional<TraceId>>(), std::optional(test::traceId(1)));
}

static const test::Registered<TstLabelling> registered;

} // namespace spanwise

#include "tst_labelling.moc"

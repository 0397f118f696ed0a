// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/trace/canvaslayout.h"
#include "ui/trace/columnhead.h"
#include "ui/trace/header.h"
#include "ui/trace/nameroom.h"

#include <QFont>
#include <QLabel>
#include <QTest>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;

namespace spanwise {

class TstCanvasLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shortNamesLeaveTheRoomToTheBars();
    void longNamesHaveTheRoomThatTheyNeed();
    void columnsGiveWayBeforeNamesAreCut();
    void theBorderStaysWhereItWasDrawn();
    void levelsStandCloserWhereThereIsLittleRoom();
    void aTraceThatGrowsTakesNoRoomBack();
    void theHeadOfATraceSaysWhenThereIsMore();
    void theQuestionGivesWayToALabelThatComes();
    void aHeadIsPartedWhereBothLinesAreShortest_data();
    void aHeadIsPartedWhereBothLinesAreShortest();

private:
    NameRoom roomFor(const std::string &outline) const
    {
        return {test::traceFromOutline(outline), m_metrics};
    }
    CanvasLayout shared(const NameRoom &names, int width, CanvasColumns columns = {}) const
    {
        CanvasLayout layout;
        layout.size = {width, 400};
        layout.columns = columns;
        layout.share(names);
        return layout;
    }
    int widthOf(const char *name) const { return m_metrics.horizontalAdvance(QString::fromLatin1(name)); }

    const QFontMetrics m_metrics{QFont()};
};

void TstCanvasLayout::shortNamesLeaveTheRoomToTheBars()
{
    const NameRoom names = roomFor("query 0 100\n  rank 0 50\n");
    QCOMPARE(shared(names, 1200).nameWidth, shared(names, 1800).nameWidth);
    QVERIFY(shared(names, 1200).nameWidth < 300);
}

void TstCanvasLayout::longNamesHaveTheRoomThatTheyNeed()
{
    const CanvasLayout layout = shared(roomFor("query 0 100\n  knowledge_base_retrieval 0 50\n"), 1200);
    QVERIFY(layout.nameRight() - layout.nameX(1) >= widthOf("knowledge_base_retrieval"));
    QVERIFY(!layout.lengthGaveWay());
}

void TstCanvasLayout::columnsGiveWayBeforeNamesAreCut()
{
    const NameRoom names = roomFor("query 0 100\n  knowledge_base_retrieval 0 50\n");
    const int tree = 15 + 46 + widthOf("knowledge_base_retrieval");
    CanvasColumns columns;
    columns.shown = {true, true, true, false, false};
    const CanvasLayout roomy = shared(names, (tree + 10 + columns.wholeWidth()) * 2, columns);
    QCOMPARE(roomy.standing.shown, columns.shown);
    const CanvasLayout narrow = shared(names, (tree + 10 + 72) * 100 / 56 + 4, columns);
    QCOMPARE(narrow.standing.visible(), std::vector{CanvasColumn::Length}); // the last to go
    const CanvasLayout least = shared(names, (tree + 10) * 100 / 56 + 4, columns);
    QVERIFY(least.standing.visible().empty());
    QVERIFY(least.lengthGaveWay());
    QVERIFY(least.nameRight() - least.nameX(1) >= widthOf("knowledge_base_retrieval"));
    QCOMPARE(least.columns, columns); // what was chosen is remembered
}

void TstCanvasLayout::theBorderStaysWhereItWasDrawn()
{
    CanvasColumns columns;
    columns.divider = 333;
    const NameRoom names = roomFor("query 0 100\n  knowledge_base_retrieval 0 50\n");
    for (const int width : {500, 900, 1500})
        QCOMPARE(shared(names, width, columns).nameWidth, 333);
    QVERIFY(shared(names, 300, columns).timeWidth() >= 100); // bars keep some room
}

void TstCanvasLayout::levelsStandCloserWhereThereIsLittleRoom()
{
    std::string outline;
    for (int depth = 0; depth < 9; ++depth)
        outline += std::string(static_cast<std::size_t>(depth) * 2, ' ') + "retriever_of_the_level 0 100\n";
    const CanvasLayout layout = shared(roomFor(outline), 500);
    for (std::uint32_t depth = 1; depth < 9; ++depth)
        QVERIFY(layout.indent(depth) > layout.indent(depth - 1)); // every level is told from the one above
    QVERIFY(layout.nameRight() - layout.nameX(8) >= widthOf("retriever_of"));
}

void TstCanvasLayout::aTraceThatGrowsTakesNoRoomBack()
{
    NameRoom names = roomFor("query 0 100\n  knowledge_base_retrieval 0 50\n");
    const int before = shared(names, 1200).nameWidth;
    names.include(roomFor("query 0 100\n  rank 0 50\n    model 0 10\n"));
    QVERIFY(shared(names, 1200).nameWidth >= before);
}

void TstCanvasLayout::theHeadOfATraceSaysWhenThereIsMore()
{
    Theme theme;
    TraceHeader header(theme);
    const auto trace =
        test::ragTrace({.service = "question-answering-production-eu-west-1", .failing = true});
    header.show(*trace, TraceHeader::factsOf(*trace));
    header.showFindings(3, true);
    static_cast<QWidget &>(header).show();
    const auto *const facts = header.findChild<QLabel *>(u"facts"_s);
    for (int width = 1400; width >= 420; width -= 20) {
        header.resize(width, 80);
        const QString shown = QTextDocumentFragment::fromHtml(facts->text()).toPlainText();
        const QByteArray said = (QString::number(width) + u": "_s + shown).toUtf8();
        QVERIFY2(facts->sizeHint().width() <= facts->width(), said.constData());
        QVERIFY2(shown.endsWith(u"eu-west-1"_s) || shown.endsWith(u'…'), said.constData());
        QVERIFY(facts->toolTip().contains(u"eu-west-1"_s));
    }
}

void TstCanvasLayout::theQuestionGivesWayToALabelThatComes()
{
    Theme theme;
    TraceHeader header(theme);
    auto *const tool = new QLabel(u"Label"_s, &header);
    header.addTool(tool);
    const auto trace = test::ragTrace({.question = "How fast is it, and what does it cost in my pipeline of "
                                                   "eleven steps, with and without its cache, on two "
                                                   "machines and on eleven, today and a year from now?"});
    header.show(*trace, TraceHeader::factsOf(*trace));
    static_cast<QWidget &>(header).show();
    header.setFixedSize(1000, 80); // as the pane that it stands in
    const auto *const question = header.findChild<QLabel *>(u"question"_s);
    const auto fits = [&] { return question->sizeHint().width() <= question->width(); };
    QTRY_VERIFY(question->text().endsWith(u'…') && fits());
    const int before = question->width();
    tool->setText(u"● A bad answer with a note"_s);
    QTRY_VERIFY(question->width() < before);
    QVERIFY(question->text().endsWith(u'…'));
    QVERIFY(fits());
}

void TstCanvasLayout::aHeadIsPartedWhereBothLinesAreShortest_data()
{
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("head");
    QTest::newRow("a gap") << u"vector_search"_s << u"vector\nsearch"_s;
    QTest::newRow("a hump") << u"BM25Retriever"_s << u"BM25\nRetriever"_s;
    QTest::newRow("one word") << u"ranker"_s << u"ranker"_s;
    QTest::newRow("the middle one of two gaps") << u"search_in_policies"_s << u"search_in\npolicies"_s;
}

void TstCanvasLayout::aHeadIsPartedWhereBothLinesAreShortest()
{
    QFETCH(const QString, step);
    QFETCH(const QString, head);
    QCOMPARE(columnHead(step, m_metrics, 500), head);
    const QStringList lines = columnHead(step, m_metrics, 30).split(u'\n');
    for (const QString &line : lines)
        QVERIFY(m_metrics.horizontalAdvance(line) <= 30);
}

static const test::Registered<TstCanvasLayout> registered;

} // namespace spanwise

#include "tst_canvaslayout.moc"

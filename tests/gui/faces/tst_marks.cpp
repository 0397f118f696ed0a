// SPDX-License-Identifier: GPL-3.0-or-later
// What a search finds, what rules colour and which stretch of time counts is the same in every face.
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/flameface.h"
#include "ui/faces/graphcanvas.h"
#include "ui/faces/graphface.h"
#include "ui/faces/sequenceface.h"
#include "ui/faces/sequencemodel.h"
#include "ui/faces/stepsface.h"
#include "ui/faces/stepsmodel.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spanwise {
namespace {

/// A shown trace with one face in front that has what it was asked for.
struct Fixture
{
    explicit Fixture(TraceFaces::Kind kind)
        : trace(test::sharedTrace(test::faceOutline))
        , view(theme, standardReaders())
    {
        view.resize(900, 600);
        view.show();
        view.showTrace(trace);
        view.faces().setKind(kind);
        QSignalSpy filled(view.faces().face(), &Face::filled);
        (void)filled.wait(5000);
    }

    void find(const QString &words)
    {
        QSignalSpy searched(&view, &TraceView::searched);
        view.openSearch();
        for (QLineEdit *const field : view.findChildren<QLineEdit *>()) {
            if (field->accessibleName() == u"Search this trace"_s)
                field->setText(words);
        }
        (void)searched.wait(5000);
    }

    void colour(const QString &condition)
    {
        ColorRules rules;
        rules.rules.append({.condition = condition, .color = 2, .enabled = true});
        QSignalSpy marked(&view.canvas(), &Canvas::marksChanged);
        view.setColorRules(rules);
        (void)marked.wait(5000);
    }

    FlameCanvas &flame() { return static_cast<FlameFace *>(view.faces().face())->canvas(); }
    GraphCanvas &graph() { return static_cast<GraphFace *>(view.faces().face())->canvas(); }
    QAbstractItemModel &steps() { return *static_cast<StepsFace *>(view.faces().face())->table().model(); }
    QAbstractItemModel &sequence()
    {
        return *static_cast<SequenceFace *>(view.faces().face())->table().model();
    }

    Theme theme;
    std::shared_ptr<const Trace> trace;
    TraceView view;
};

/// The names of the rows that do not stand back.
QStringList shownRows(const QAbstractItemModel &model, int column, int dimmedRole)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!model.index(row, column).data(dimmedRole).toBool())
            names << model.index(row, column).data().toString();
    }
    names.sort();
    return names;
}

} // namespace

class TstMarks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatASearchDoesNotFindStandsBackInTheFlameGraph();
    void aMergedFrameStandsForAllOfItsSpans();
    void whatASearchDoesNotFindStandsBackInTheSteps();
    void whatASearchDoesNotFindStandsBackInTheGraph();
    void whatASearchDoesNotFindStandsBackInTheSequence();
    void aFaceThatComesToTheFrontLaterKnowsTheSearch();
    void anEndedSearchLetsEverythingStepForward();
    void aRuleColoursEveryFace();
    void dimmedAndColouredFramesArePaintedSo();
    void theKeysOfTheSearchWorkInEveryFace_data();
    void theKeysOfTheSearchWorkInEveryFace();
};

void TstMarks::whatASearchDoesNotFindStandsBackInTheFlameGraph()
{
    Fixture f(TraceFaces::Kind::Flame);
    f.find(u"words"_s);
    QStringList found;
    for (const FlameCanvas::Bar &bar : f.flame().bars()) {
        const std::uint32_t frame = f.flame().flame()->lanes().frame({bar.lane, bar.bar.first});
        if (!f.flame().isDimmed(bar))
            found << QString::fromUtf8(std::string((*f.trace)[static_cast<SpanRow>(frame)].name).c_str());
    }
    QCOMPARE(found.size(), 1);
    QVERIFY(found.front().startsWith(u"words"_s));
}

void TstMarks::aMergedFrameStandsForAllOfItsSpans()
{
    Fixture f(TraceFaces::Kind::Flame);
    QSignalSpy filled(f.view.faces().face(), &Face::filled);
    static_cast<FlameFace *>(f.view.faces().face())->setShape(FlameSnapshot::Shape::Merged);
    QVERIFY(filled.wait(5000));
    f.find(u"{ duration = 190ms }"_s); // the shorter of both calls of the model
    const std::uint32_t frame = *f.flame().flame()->frameOf(test::rowOf(*f.trace, "model"));
    QVERIFY(!f.flame().marks().isDimmed(frame));
    QVERIFY(f.flame().marks().isDimmed(*f.flame().flame()->frameOf(test::rowOf(*f.trace, "words"))));
}

void TstMarks::whatASearchDoesNotFindStandsBackInTheSteps()
{
    Fixture f(TraceFaces::Kind::Steps);
    f.find(u"words"_s);
    QCOMPARE(shownRows(f.steps(), StepsModel::StepColumn, StepsModel::DimmedRole), QStringList{u"words"_s});
    f.steps().sort(StepsModel::StepColumn, Qt::DescendingOrder); // marks go by step, not by row
    QCOMPARE(shownRows(f.steps(), StepsModel::StepColumn, StepsModel::DimmedRole), QStringList{u"words"_s});
}

void TstMarks::whatASearchDoesNotFindStandsBackInTheGraph()
{
    Fixture f(TraceFaces::Kind::Graph);
    f.find(u"words"_s);
    QStringList found;
    for (std::uint32_t node = 0; node < f.graph().graph()->graph.nodes.size(); ++node) {
        if (!f.graph().marks().isDimmed(node))
            found << f.graph().nodeName(node);
    }
    QCOMPARE(found, QStringList{u"words"_s});
}

void TstMarks::whatASearchDoesNotFindStandsBackInTheSequence()
{
    Fixture f(TraceFaces::Kind::Sequence);
    f.find(u"model"_s);
    QCOMPARE(shownRows(f.sequence(), SequenceModel::StepColumn, SequenceModel::DimmedRole),
             (QStringList{u"model"_s, u"model"_s}));
}

void TstMarks::aFaceThatComesToTheFrontLaterKnowsTheSearch()
{
    Fixture f(TraceFaces::Kind::Graph);
    f.find(u"words"_s);
    f.view.faces().setKind(TraceFaces::Kind::Steps);
    QSignalSpy filled(f.view.faces().face(), &Face::filled);
    QVERIFY(filled.wait(5000));
    QCOMPARE(shownRows(f.steps(), StepsModel::StepColumn, StepsModel::DimmedRole), QStringList{u"words"_s});
}

void TstMarks::anEndedSearchLetsEverythingStepForward()
{
    Fixture f(TraceFaces::Kind::Steps);
    f.find(u"words"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(shownRows(f.steps(), StepsModel::StepColumn, StepsModel::DimmedRole).size(),
             f.steps().rowCount());
    QVERIFY(f.view.faces().face()->isAncestorOf(QApplication::focusWidget()));
}

void TstMarks::aRuleColoursEveryFace()
{
    const auto wanted = [](const Fixture &f) { return ruleColors(f.theme).at(2).color; };
    Fixture steps(TraceFaces::Kind::Steps);
    steps.colour(u"{ name = \"words\" }"_s);
    for (int row = 0; row < steps.steps().rowCount(); ++row) {
        const QModelIndex index = steps.steps().index(row, StepsModel::StepColumn);
        QCOMPARE(index.data(StepsModel::ColorRole).value<QColor>() == wanted(steps),
                 index.data() == u"words"_s);
    }
    Fixture sequence(TraceFaces::Kind::Sequence);
    sequence.colour(u"{ name = \"words\" }"_s);
    for (int row = 0; row < sequence.sequence().rowCount(); ++row) {
        const QModelIndex index = sequence.sequence().index(row, SequenceModel::StepColumn);
        QCOMPARE(index.data(SequenceModel::ColorRole).value<QColor>() == wanted(sequence),
                 index.data() == u"words"_s);
    }
    Fixture graph(TraceFaces::Kind::Graph);
    graph.colour(u"{ name = \"words\" }"_s);
    for (std::uint32_t node = 0; node < graph.graph().graph()->graph.nodes.size(); ++node)
        QCOMPARE(graph.graph().marks().color(node) == wanted(graph),
                 graph.graph().nodeName(node) == u"words"_s);
    Fixture flame(TraceFaces::Kind::Flame);
    flame.colour(u"{ name = \"words\" }"_s);
    QCOMPARE(flame.flame().marks().color(static_cast<std::uint32_t>(test::rowOf(*flame.trace, "words"))),
             wanted(flame));
}

void TstMarks::dimmedAndColouredFramesArePaintedSo()
{
    Fixture f(TraceFaces::Kind::Flame);
    const auto colourOf = [&](std::string_view name) {
        const auto frame = static_cast<std::uint32_t>(test::rowOf(*f.trace, name));
        const auto bars = f.flame().bars();
        const auto bar = std::ranges::find_if(bars, [&](const FlameCanvas::Bar &one) {
            return f.flame().flame()->lanes().frame({one.lane, one.bar.first}) == frame;
        });
        const QPoint place = f.flame().rectOf(*bar).topRight() + QPoint(-6, 1); // beside its label
        return f.flame().viewport()->grab().toImage().pixelColor(place);
    };
    const QColor before = colourOf("generate");
    f.find(u"words"_s);
    const QColor dimmed = colourOf("generate");
    QVERIFY(dimmed != before);
    const QColor ground = f.theme.color(Token::Window);
    QVERIFY(std::abs(dimmed.green() - ground.green()) < std::abs(before.green() - ground.green()));
    const QColor found = colourOf("words");
    f.colour(u"{ name = \"words\" }"_s);
    QVERIFY(colourOf("words") != found);
    QCOMPARE(colourOf("generate"), dimmed);
}

void TstMarks::theKeysOfTheSearchWorkInEveryFace_data()
{
    QTest::addColumn<TraceFaces::Kind>("kind");
    QTest::newRow("flame graph") << TraceFaces::Kind::Flame;
    QTest::newRow("steps") << TraceFaces::Kind::Steps;
    QTest::newRow("graph") << TraceFaces::Kind::Graph;
    QTest::newRow("sequence") << TraceFaces::Kind::Sequence;
}

void TstMarks::theKeysOfTheSearchWorkInEveryFace()
{
    QFETCH(TraceFaces::Kind, kind);
    Fixture f(kind);
    f.view.activateWindow();
    f.find(u"model"_s);
    f.view.faces().focusShown();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_N);
    QCOMPARE(f.view.selectedSpan(), static_cast<SpanRow>(5));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_N);
    QCOMPARE(f.view.selectedSpan(), static_cast<SpanRow>(6));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(f.view.selectedSpan(), static_cast<SpanRow>(5));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Slash);
    QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()) != nullptr);
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstMarks> registered;

#include "tst_marks.moc"

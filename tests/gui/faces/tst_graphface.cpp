// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/graphcanvas.h"
#include "ui/faces/graphface.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

class TstGraphFace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyNodeIsHitWhereItIsPainted();
    void arrowsFollowTheCalls();
    void keysZoomAndFit();
    void ctrlCCopiesTheStepAndItsCalls();
    void hundredsOfStepsStayReadableAndAreScrolled();
    void moreStepsThanCanBeReadAreFoldedWithACount();

private:
    void fill(std::shared_ptr<const Trace> trace);

    Theme m_theme;
    std::shared_ptr<const Trace> m_trace;
    std::unique_ptr<GraphFace> m_face;
};

void TstGraphFace::init()
{
    m_face = std::make_unique<GraphFace>(m_theme);
    m_face->resize(900, 500);
    m_face->show();
    m_trace = test::sharedTrace(test::faceOutline);
    fill(m_trace);
}

void TstGraphFace::fill(std::shared_ptr<const Trace> trace)
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->showTrace(std::move(trace));
    QVERIFY(filled.wait(10'000));
}

void TstGraphFace::everyNodeIsHitWhereItIsPainted()
{
    GraphCanvas &canvas = m_face->canvas();
    QSignalSpy selected(m_face.get(), &Face::spanSelected);
    const auto count = static_cast<std::uint32_t>(canvas.graph()->graph.nodes.size());
    QCOMPARE(count, 6U);
    for (std::uint32_t node = 0; node < count; ++node) {
        QCOMPARE(canvas.nodeAt(canvas.rectOf(node).center()), node);
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.rectOf(node).center().toPoint());
        QCOMPARE(canvas.selected(), node);
    }
    QCOMPARE(selected.count(), 6);
}

void TstGraphFace::arrowsFollowTheCalls()
{
    GraphCanvas &canvas = m_face->canvas();
    m_face->selectSpan(test::rowOf(*m_trace, "query"));
    QTest::keyClick(&canvas, Qt::Key_Right);
    QVERIFY(canvas.graph()->layout.nodes[*canvas.selected()].layer == 1);
    QTest::keyClick(&canvas, Qt::Key_Right);
    QVERIFY(canvas.graph()->layout.nodes[*canvas.selected()].layer == 2);
    QTest::keyClick(&canvas, Qt::Key_Left);
    QTest::keyClick(&canvas, Qt::Key_Left);
    QCOMPARE(canvas.nodeName(*canvas.selected()), u"query"_s);
}

void TstGraphFace::keysZoomAndFit()
{
    GraphCanvas &canvas = m_face->canvas();
    const double before = canvas.zoom();
    QTest::keyClick(&canvas, Qt::Key_Plus);
    QVERIFY(canvas.zoom() > before);
    QTest::keyClick(&canvas, Qt::Key_0);
    QCOMPARE(canvas.zoom(), before);
}

void TstGraphFace::ctrlCCopiesTheStepAndItsCalls()
{
    m_face->selectSpan(test::rowOf(*m_trace, "model"));
    QTest::keyClick(&m_face->canvas(), Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY(text.startsWith(u"model\t2 spans"_s));
    QVERIFY(text.contains(u"generate → model\t2 calls"_s));
}

void TstGraphFace::hundredsOfStepsStayReadableAndAreScrolled()
{
    std::string text = "query 0 100000\n";
    for (int i = 0; i < 300; ++i)
        text += "  step" + std::to_string(i) + ' ' + std::to_string(i * 10) + ' ' +
                std::to_string(i * 10 + 9) + '\n';
    fill(test::sharedTrace(text));
    GraphCanvas &canvas = m_face->canvas();
    QCOMPARE(canvas.graph()->graph.nodes.size(), std::size_t{301});
    QVERIFY(canvas.zoom() >= GraphCanvas::leastFittedZoom);
    QVERIFY(QRectF(canvas.rect()).contains(canvas.rectOf(0))); // where the query begins
    const auto bars = canvas.findChildren<QScrollBar *>();
    const auto down =
        std::ranges::find_if(bars, [](QScrollBar *bar) { return bar->orientation() == Qt::Vertical; });
    QVERIFY((*down)->isVisible());
    (*down)->setValue((*down)->minimum());
    double top = 1e9;
    for (std::uint32_t node = 0; node < 301; ++node)
        top = std::min(top, canvas.rectOf(node).top());
    QVERIFY(top >= 0); // nothing lies above what the bar reaches
    (*down)->setValue((*down)->maximum());
    double bottom = 0;
    for (std::uint32_t node = 0; node < 301; ++node)
        bottom = std::max(bottom, canvas.rectOf(node).bottom());
    QVERIFY(bottom <= canvas.height());
}

void TstGraphFace::moreStepsThanCanBeReadAreFoldedWithACount()
{
    std::string text = "query 0 100000\n";
    for (int i = 0; i < 1000; ++i)
        text += "  step" + std::to_string(i) + ' ' + std::to_string(i * 10) + ' ' +
                std::to_string(i * 10 + 9) + '\n';
    fill(test::sharedTrace(text));
    const auto &nodes = m_face->canvas().graph()->graph.nodes;
    QCOMPARE(nodes.size(), GraphSnapshot::nodeLimit);
    QCOMPARE(m_face->canvas().nodeName(static_cast<std::uint32_t>(nodes.size() - 1)), u"602 other steps"_s);
    std::uint64_t spans = 0;
    for (const StepGraph::Node &node : nodes)
        spans += node.row.count;
    QCOMPARE(spans, std::uint64_t{1001}); // none vanishes
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstGraphFace> registered;

#include "tst_graphface.moc"

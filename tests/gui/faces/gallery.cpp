// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the faces of a trace, light and dark, in two sizes: faces_gallery DIR [light|dark|contrast] [WIDTH]
#include "tests/support/gallery.h"
#include "tests/gui/faces/samples.h"
#include "tests/support/ragtrace.h"
#include "tests/support/showntrace.h"
#include "ui/faces/flameface.h"
#include "ui/faces/graphface.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace std::chrono_literals;

namespace {

/// An agent that calls tools again and again, itself, and back: cycles and self calls.
std::shared_ptr<const Trace> agentTrace()
{
    std::string text = "agent 0 2000\n";
    int at = 10;
    for (int turn = 0; turn < 6; ++turn) {
        const auto line = [&](int depth, const std::string &name, int from, int to) {
            text += std::string(static_cast<std::size_t>(depth) * 2, ' ') + name + ' ' +
                    std::to_string(from) + ' ' + std::to_string(to) + '\n';
        };
        line(1, "plan", at, at + 40);
        line(1, "tool_call", at + 45, at + 280);
        line(2, "search_documents", at + 50, at + 180);
        line(3, "embed", at + 52, at + 80);
        line(3, "vector_index", at + 82, at + 175);
        line(2, "agent", at + 185, at + 275);
        line(3, "tool_call", at + 190, at + 270);
        line(4, "tool_call", at + 200, at + 260);
        line(1, "generate_answer", at + 285, at + 310);
        at += 320;
    }
    return test::sharedTrace(text, test::traceId(5));
}

class FacesGallery
{
public:
    explicit FacesGallery(const test::Gallery &gallery)
        : m_gallery(gallery)
    {
    }

    void render(QSize size)
    {
        TraceView view(m_gallery.theme(), standardReaders());
        view.resize(size);
        view.show();
        test::RagQuery query;
        query.failing = true;
        const auto rag = test::ragTrace(query);
        view.showTrace(rag);
        view.selectSpan(static_cast<SpanRow>(5));
        m_gallery.save(view, u"waterfall"_s);
        show(view, TraceFaces::Kind::Flame, u"flame"_s);
        auto *flame = static_cast<FlameFace *>(view.faces().face());
        flame->setColour(FlameSnapshot::Colour::SelfTime);
        m_gallery.save(view, u"flame-self"_s);
        flame->setShape(FlameSnapshot::Shape::Merged);
        flame->setColour(FlameSnapshot::Colour::Step);
        m_gallery.save(view, u"flame-merged"_s);
        show(view, TraceFaces::Kind::Steps, u"steps"_s);
        view.faces().setRange(TimeWindow{rag->time().begin + 100ms, rag->time().begin + 1700ms});
        m_gallery.save(view, u"steps-range"_s);
        view.faces().setRange(std::nullopt);
        show(view, TraceFaces::Kind::Graph, u"graph"_s);
        view.openSearch();
        view.findChild<QLineEdit *>()->setText(u"search"_s);
        show(view, TraceFaces::Kind::Graph, u"graph-search"_s);
        show(view, TraceFaces::Kind::Flame, u"flame-search"_s);
        show(view, TraceFaces::Kind::Steps, u"steps-search"_s);
        view.showLogs(logs(*rag));
        show(view, TraceFaces::Kind::Sequence, u"sequence"_s);
        view.showTrace(agentTrace());
        show(view, TraceFaces::Kind::Graph, u"graph-agent"_s);
        show(view, TraceFaces::Kind::Flame, u"flame-agent"_s);
        test::showUntilShown(view, test::largeTrace(100'000));
        show(view, TraceFaces::Kind::Flame, u"flame-large"_s);
        show(view, TraceFaces::Kind::Steps, u"steps-large"_s);
        show(view, TraceFaces::Kind::Sequence, u"sequence-large"_s);
    }

private:
    static std::shared_ptr<const TelemetryBatch> logs(const Trace &trace)
    {
        const auto begin = trace.time().begin.time_since_epoch() / 1ms;
        std::string lines;
        const auto add = [&](int severity, int ms, int span, const std::string &words) {
            lines += std::to_string(severity) + ' ' + std::to_string(begin + ms) + ' ' +
                     std::to_string(span) + ' ' + words + '\n';
        };
        add(9, 5, 2, "question has 7 words, language en");
        add(5, 180, 5, "index shard 3 of 4 opened");
        add(13, 900, 6, "bm25 index is slow: 700 ms so far");
        add(17, 1487, 6, "bm25 index did not answer within 800 ms");
        add(9, 1590, 9, "5 documents, 1 412 tokens in the prompt");
        return test::logsFor(trace, lines);
    }

    void show(TraceView &view, TraceFaces::Kind kind, const QString &name)
    {
        view.faces().setKind(kind);
        m_gallery.save(view, name);
    }

    const test::Gallery &m_gallery;
};

} // namespace

int main(int argc, char **argv)
{
    return test::runGallery(
        argc, argv, {{820, 640}, {1400, 900}},
        [](const test::Gallery &gallery, QSize size) { FacesGallery(gallery).render(size); });
}

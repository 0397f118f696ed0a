// SPDX-License-Identifier: GPL-3.0-or-later
// What the GUI thread pays for values of megabytes: a span with an attribute of 10 MB is selected, its value
// opened whole.
#include "tests/bench/clock.h"
#include "tests/bench/rows.h"
#include "tests/support/outline.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/attributespanel.h"
#include "ui/trace/details.h"
#include "ui/trace/textviewer.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTreeView>

#include <algorithm>
#include <chrono>
#include <functional>

namespace spanwise::bench {
namespace {

constexpr std::size_t valueBytes = 10'000'000;
constexpr int runs = 10;

std::string prose()
{
    std::string text;
    while (text.size() < valueBytes)
        text += "a prompt of many words without a single end of a line ";
    return text;
}

std::string json()
{
    std::string text = "[";
    while (text.size() < valueBytes)
        text += std::string(text.size() > 1 ? "," : "") +
                R"({"role":"user","content":"what is said here","tokens":12})";
    return text + ']';
}

/// Two spans, the first with the value.
std::shared_ptr<const Trace> traceWith(const std::string &value)
{
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n  generation 100 800\n");
    const std::vector<Attribute> attributes{{"big", Value::ofString(batch.arena.copy(value))},
                                            {"small", Value::ofInt(1)}};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    std::vector<SpanFacts> facts(batch.spans.size());
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

void measure(const std::string &what, const std::string &value)
{
    const auto trace = traceWith(value);
    Theme theme;
    SpanDetails details(theme, standardReaders());
    details.resize(460, 900);
    details.setTab(SpanDetails::Tab::Attributes);
    details.show();
    const auto &viewer = *details.findChild<AttributesPanel *>()->findChild<TextViewer *>();
    double select = 0;
    double whole = 0;
    double frame = 0;
    for (int i = 0; i < runs; ++i) {
        details.showSpan(trace, static_cast<SpanRow>(1));
        QApplication::processEvents();
        QElapsedTimer all;
        all.start();
        select = std::max(select, msOf([&] {
                              details.showSpan(trace, static_cast<SpanRow>(0));
                              details.grab();
                          }));
        // Until all of it is there; the longest time that the window does not answer.
        while (viewer.isFilling() ||
               static_cast<std::size_t>(viewer.document()->characterCount()) < valueBytes)
            frame = std::max(frame, msOf([] { QApplication::processEvents(); }));
        whole = std::max(whole, static_cast<double>(all.elapsed()));
        if (viewer.wholeText().size() < qsizetype(valueBytes))
            std::printf("WRONG: the value is not whole\n");
    }
    row("select a span with " + what + " of 10 MB, to paint", select, "ms", Bar::AtMost, 16);
    row("longest stop while " + what + " of 10 MB fills the viewer", frame, "ms", Bar::AtMost, 50);
    row("all of " + what + " of 10 MB in the viewer", whole, "ms", Bar::AtMost, 5000);
    auto &model = *details.findChild<AttributesModel *>();
    std::size_t found = 0;
    const double searched =
        msOf([&] { found = model.search(QStringLiteral("absent words"), 10'000).size(); });
    if (found != 0)
        std::printf("WRONG: %zu matches\n", found);
    row("search " + what + " of 10 MB", searched, "ms", Bar::AtMost, 100);
    if (value.front() == '[') {
        const double opened = msOf([&] { model.fetchMore(model.find(QStringLiteral("a:big"), false)); });
        row("unfold " + what + " of 10 MB", opened, "ms", Bar::AtMost, 100);
    }
}

} // namespace
} // namespace spanwise::bench

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    spanwise::bench::measure("a text", spanwise::bench::prose());
    spanwise::bench::measure("a JSON text", spanwise::bench::json());
    return 0;
}

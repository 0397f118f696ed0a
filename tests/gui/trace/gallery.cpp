// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the page of queries in its states, light and dark, in two sizes: gallery DIR [light|dark|contrast]
// [WIDTH]
#include "tests/support/gallery.h"
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "ui/models/live.h"
#include "ui/queries/queriespage.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

#include <QSplitter>

#include <tuple>

using namespace Qt::StringLiterals;
using namespace spanwise;

namespace {

void fill(test::FakeStore &store)
{
    const std::vector<std::pair<std::string, double>> questions{
        {"How does the writer group commits?", 0.66},
        {"Which port does gRPC listen on?", 0.18},
        {"What happens when the disk is full?", 0.33},
        {"Why is a replay marked as noise?", 1.0},
        {"How do I silence an alert until Monday morning without losing its history?", 0.14},
        {"Can two Spanwises share one PostgreSQL history?", 0.27},
        {"文档在哪一步丢失了？检索、重排还是提示词阶段？", 0.38},
        {"Does retention delete pinned traces?", 0.16},
        {"How is p95 kept right after merging?", 0.25},
        {"Where is the token stored?", 0.21},
        {"What does orphan mean in a trace?", 0.19},
        {"Export a search as Jaeger JSON", 0.17},
        {"How large may a prompt be?", 0.3},
        {"Which queries saw this document?", 0.27}};
    for (std::uint32_t i = 0; i < 260; ++i) {
        const auto &[question, scale] = questions[i % questions.size()];
        test::RagQuery query;
        query.id = test::traceId(0x4a1b0000U + i);
        query.begin = Timestamp(std::chrono::seconds(1'760'005'231 - i * 7));
        query.question = question;
        query.scale = scale * (1 + (i / 14 % 5) * 0.07);
        query.failing = i % 14 == 7;
        query.hallucination = i % 14 == 3 ? 0.64 : 0.05;
        query.service = i % 5 == 4 ? "support-bot" : "spanwise-demo";
        store.put(test::ragTrace(query));
    }
    store.put(test::largeTrace(20'000));
    test::RagQuery lonely;
    lonely.id = test::traceId(0x99);
    auto broken = test::batchFromOutline("orphan 0 900\n  child 10 300\n  late -40 200\n", lonely.id);
    broken.spans[0].parent = test::spanId(4444);
    store.put(std::make_shared<const Trace>(std::move(broken), std::vector<SpanFacts>(3)));
}

class QueriesGallery
{
public:
    explicit QueriesGallery(const test::Gallery &gallery)
        : m_gallery(gallery)
    {
        fill(*m_store);
    }

    void render(QSize size)
    {
        auto page = std::make_unique<QueriesPage>(m_store, m_live, m_gallery.theme(), standardReaders());
        QSplitter frame(Qt::Horizontal);
        frame.setHandleWidth(1);
        QueriesPage *const shown = page.get();
        frame.addWidget(page.release());
        frame.addWidget(shown->detailsWidget());
        frame.setSizes({size.width() - 430, 430});
        frame.resize(size);
        frame.show();
        auto *details = static_cast<SpanDetails *>(shown->detailsWidget());
        auto *view = shown->findChild<TraceView *>();
        details->hide();
        shown->setActive(true);
        test::Gallery::settle();
        m_gallery.save(frame, u"1-list"_s);
        details->show();
        open(*shown, *view, test::traceId(0x4a1b0003U));
        details->setTab(SpanDetails::Tab::Documents);
        m_gallery.save(frame, u"2-documents"_s);
        details->setTab(SpanDetails::Tab::Answer);
        m_gallery.save(frame, u"3-answer"_s);
        view->selectSpan(static_cast<SpanRow>(10));
        details->setTab(SpanDetails::Tab::Messages);
        m_gallery.save(frame, u"4-messages"_s);
        details->setTab(SpanDetails::Tab::Attributes);
        m_gallery.save(frame, u"5-attributes"_s);
        open(*shown, *view, test::traceId(0x4a1b0007U));
        view->selectSpan(static_cast<SpanRow>(5));
        details->setTab(SpanDetails::Tab::Events);
        m_gallery.save(frame, u"6-error"_s);
        details->setTab(SpanDetails::Tab::Raw);
        TraceFilter filter;
        filter.service = "spanwise-demo";
        filter.minDuration = std::chrono::milliseconds(400);
        shown->setFilter(filter);
        open(*shown, *view, test::traceId(77));
        m_gallery.save(frame, u"7-large-raw"_s);
        open(*shown, *view, test::traceId(0x99));
        m_gallery.save(frame, u"8-broken"_s);
        open(*shown, *view, test::traceId(0xabcd));
        filter.text = "nothing has these words";
        shown->setFilter(filter);
        test::Gallery::settle();
        m_gallery.save(frame, u"9-missing"_s);
    }

private:
    void open(QueriesPage &page, TraceView &view, TraceId id)
    {
        page.openTrace(id);
        std::ignore = QTest::qWaitFor([&] { return view.trace() && view.trace()->id() == id; }, 1500);
        view.canvas().setFocus();
        test::Gallery::settle();
    }

    const test::Gallery &m_gallery;
    std::shared_ptr<test::FakeStore> m_store = std::make_shared<test::FakeStore>();
    Live m_live;
};

} // namespace

int main(int argc, char **argv)
{
    return test::runGallery(
        argc, argv, {{1280, 800}, {1920, 1080}},
        [](const test::Gallery &gallery, QSize size) { QueriesGallery(gallery).render(size); });
}

// SPDX-License-Identifier: GPL-3.0-or-later
// From a span sent over HTTP to its row painted on the screen, at a steady rate. Prints percentiles in
// milliseconds.
//   bench_live [SPANS_PER_SECOND] [SECONDS]
#include "ui/models/live.h"
#include "app/spanwise/workbench.h"
#include "core/codec/otlp_protobuf.h"
#include "core/intake/livefeed.h"
#include "tests/support/outline.h"
#include "tests/support/post.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/queriespage.h"
#include "ui/theme/theme.h"
#include "ui/trace/readers.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>
#include <unordered_map>

using namespace spanwise;
using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t spansPerTrace = 25;

/// One query of some spans that begins now.
QByteArray queryBytes(std::uint32_t number)
{
    std::string outline = "query_processing 0 90\n";
    for (std::uint32_t i = 1; i < spansPerTrace; ++i)
        outline +=
            "  step" + std::to_string(i) + " " + std::to_string(i) + " " + std::to_string(i + 5) + "\n";
    TelemetryBatch batch = test::batchFromOutline(outline, test::traceId(number));
    const std::string question = "Question number " + std::to_string(number) + "?";
    const Attribute input{"input.value", Value::ofString(batch.arena.copy(question))};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(&input, 1));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    for (Span &span : batch.spans)
        span.time = {span.time.begin + now, span.time.end + now};
    return QByteArray::fromStdString(encodeOtlpProtobuf(batch));
}

/// When each query was sent, and how long it took to be painted.
class Stopwatch
{
public:
    void sent(std::uint32_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_sent[test::traceId(number)] = Clock::now();
    }
    void painted(TraceId id)
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_sent.find(id); it != m_sent.end()) {
            m_took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - it->second).count());
            m_sent.erase(it);
        }
    }
    void report()
    {
        const std::lock_guard lock(m_mutex);
        std::ranges::sort(m_took);
        if (m_took.empty()) {
            std::printf("nothing was painted\n");
            return;
        }
        const auto at = [&](double q) {
            return m_took[static_cast<std::size_t>(q * static_cast<double>(m_took.size() - 1))];
        };
        std::printf("span sent to row painted, ms: p50 %.0f  p95 %.0f  p99 %.0f  max %.0f  (%zu queries, %zu "
                    "never in view)\n",
                    at(0.5), at(0.95), at(0.99), m_took.back(), m_took.size(), m_sent.size());
    }

private:
    std::mutex m_mutex;
    std::unordered_map<TraceId, Clock::time_point> m_sent;
    std::vector<double> m_took;
};

/// After each paint of the list, tells which rows were in view.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QAbstractItemView *view, Stopwatch &watch)
        : m_view(view)
        , m_watch(watch)
    {
        view->viewport()->installEventFilter(this);
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QMetaObject::invokeMethod(
                this, [this] { look(); }, Qt::QueuedConnection);
        return false;
    }

private:
    void look()
    {
        const auto *const model = m_view->model();
        for (int row = 0; row < std::min(model->rowCount(), 40); ++row) {
            const QVariant value = model->index(row, 0).data(TraceListModel::SummaryRole);
            if (const auto *summary = get_if(value))
                m_watch.painted(summary->id);
        }
    }
    static const TraceSummary *get_if(const QVariant &value)
    {
        return value.canConvert<TraceSummary>() ? static_cast<const TraceSummary *>(value.constData())
                                                : nullptr;
    }

    QAbstractItemView *m_view;
    Stopwatch &m_watch;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const int rate = argc > 1 ? std::atoi(argv[1]) : 1000;
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 10;
    const QTemporaryDir folder;
    Theme theme;
    theme.apply();
    Live live;
    LiveFeed *feedPointer = nullptr;
    LiveFeed feed([&] {
        QMetaObject::invokeMethod(
            &live,
            [&] {
                if (const auto status = feedPointer->take())
                    live.update(*status);
            },
            Qt::QueuedConnection);
    });
    feedPointer = &feed;
    Workbench::Callbacks callbacks;
    callbacks.changed = [&](const IntakeStatus &status) { feed.post(status); };
    auto workbench = Workbench::open(folder.path(), std::move(callbacks));
    if (workbench)
        (*workbench)->listen({.otlpHttp = "127.0.0.1:0"});
    if (!workbench || !(*workbench)->waitUntilListening()) {
        std::printf("the workbench cannot be opened\n");
        return 1;
    }
    QueriesPage page((*workbench)->store(), live, theme, standardReaders());
    page.resize(1400, 900);
    page.show();
    page.setActive(true);

    Stopwatch watch;
    std::vector<std::unique_ptr<PaintWatch>> watches;
    for (auto *view : page.findChildren<QAbstractItemView *>())
        watches.push_back(std::make_unique<PaintWatch>(view, watch));

    std::jthread sender([&, address = (*workbench)->listeners().address(ListenerKind::OtlpHttp)](
                            const std::stop_token &stop) {
        test::Poster poster(QUrl("http://"_L1 % QString::fromStdString(address)));
        const auto pause = std::chrono::microseconds(1'000'000 * static_cast<int>(spansPerTrace) / rate);
        auto next = Clock::now();
        for (std::uint32_t number = 1; !stop.stop_requested(); ++number) {
            const QByteArray body = queryBytes(number);
            watch.sent(number);
            poster.post("/v1/traces", "application/x-protobuf", body);
            next += pause;
            std::this_thread::sleep_until(next);
        }
    });
    QTimer::singleShot(seconds * 1000, &application, &QCoreApplication::quit);
    QApplication::exec();
    sender.request_stop();
    sender.join();
    // What was sent in the last moments had no chance.
    watch.report();
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/screentour.h"

#include "app/spanwise/console.h"
#include "app/spanwise/desktop.h"
#include "core/analysis/documentflow.h"
#include "core/genai/documentkey.h"
#include "core/genai/questionkey.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/setsview.h"
#include "ui/trace/traceview.h"

#include <QApplication>
#include <QDir>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPixmap>
#include <QUrl>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int pollMs = 250;
constexpr int settleMs = 900;
constexpr int longestWaitMs = 90'000;
constexpr std::uint64_t wantedQueries = 150;
constexpr std::uint64_t quietQueries = 60;

struct Look
{
    Theme::Kind theme;
    const char *name;
};
constexpr std::array<Look, 3> looks{
    {{Theme::Kind::Light, "light"}, {Theme::Kind::Dark, "dark"}, {Theme::Kind::HighContrast, "contrast"}}};

} // namespace

ScreenTour::ScreenTour(Desktop &desktop, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_desktop(desktop)
    , m_folder(folder)
{
    connect(&m_timer, &QTimer::timeout, this, &ScreenTour::waitForQueries);
}

void ScreenTour::start()
{
    if (!QDir().mkpath(m_folder))
        return fail(u"the folder %1 cannot be made"_s.arg(m_folder));
    m_timer.start(pollMs);
}

void ScreenTour::waitForQueries()
{
    const auto statistics = m_desktop.workbench().store()->statistics();
    if (!statistics)
        return fail(QString::fromStdString(statistics.error().message));
    m_patience += pollMs;
    if (std::exchange(m_arrived, statistics->traceCount) != m_arrived)
        m_patience = 0; // a busy machine is slow, and gets there
    if (m_patience > longestWaitMs || m_desktop.demo().state() == DemoControl::State::Failed)
        return fail(u"the demo pipeline sent %1 of %2 queries: %3"_s.arg(m_arrived)
                        .arg(wantedQueries)
                        .arg(demoReason()));
    if (statistics->traceCount >= quietQueries && m_next == 0) {
        m_next = 1; // once
        misbehave(R"({"error_rate": 0.12, "hallucinate": 0.3, "slow_step": {"bm25_search": "900ms"}})");
    }
    if (statistics->traceCount < wantedQueries)
        return;
    m_timer.stop();
    misbehave(R"({"error_rate": 0, "hallucinate": 0, "slow_step": {}})");
    chooseQuery();
}

QString ScreenTour::demoReason() const
{
    const QString message = m_desktop.demo().message();
    switch (m_desktop.demo().state()) {
    case DemoControl::State::Failed:
    case DemoControl::State::Starting:
        return message;
    case DemoControl::State::Running:
        return u"%1, but sent none for %2 s"_s.arg(message).arg(longestWaitMs / 1000);
    case DemoControl::State::Stopped:
    case DemoControl::State::Stopping:
        break;
    }
    return message.isEmpty() ? u"it was not started: Spanwise was not ready to listen within %1 s"_s.arg(
                                   longestWaitMs / 1000)
                             : message;
}

void ScreenTour::misbehave(const QByteArray &wish)
{
    auto *const network = new QNetworkAccessManager(this);
    QNetworkRequest request(QUrl(m_desktop.demo().url() % "/misbehave"_L1));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    QNetworkReply *const reply = network->post(request, wish);
    connect(reply, &QNetworkReply::finished, network, [network, reply] {
        if (reply->error() != QNetworkReply::NoError)
            complain(reply->errorString() % u": "_s % QString::fromUtf8(reply->readAll()));
        network->deleteLater();
    });
}

void ScreenTour::chooseQuery()
{
    TraceRequest request;
    request.limit = 60;
    request.filter.queriesOnly = true;
    const auto page = m_desktop.workbench().store()->list(request);
    if (!page || page->traces.empty())
        return fail(u"no query was stored"_s);
    // A whole one: all steps there, nothing taken from the cache.
    const auto rich = std::ranges::max_element(page->traces, {}, [](const TraceSummary &summary) {
        return (summary.failed ? 0U : 1000U) + summary.stepCount;
    });
    m_query = rich->id;
    label(page->traces);
    m_desktop.replay(m_query);
    QTimer::singleShot(4000, this, [this] {
        planShots();
        nextShot();
    });
}

/// Some labels, as a reader would give them.
void ScreenTour::label(const std::vector<TraceSummary> &traces)
{
    LabelStore &labels = *m_desktop.workbench().labels();
    for (std::size_t i = 0; i < traces.size() && i < 12; ++i) {
        const TraceSummary &summary = traces[i];
        const bool isBad = summary.failed || i % 5 == 0;
        (void)labels.label({summary.id, isBad ? Verdict::Bad : Verdict::Good,
                            i % 5 == 0 ? "names a step that does not exist" : "", summary.time.end});
        const auto trace = m_desktop.workbench().store()->load(summary.id);
        const DocumentFlow flow = trace ? documentFlowOf(**trace) : DocumentFlow{};
        if (flow.empty() || flow.front().documents.size() < 3)
            continue;
        const Document &document = flow.front().documents[i % 3];
        (void)labels.label(DocumentLabel{summary.id, documentKey(document), questionKey(summary.question),
                                         true, document.id, document.title, summary.time.end});
    }
}

void ScreenTour::planShots()
{
    MainWindow &window = m_desktop.window();
    m_next = 0;
    for (const Look &look : looks) {
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            if (look.theme == Theme::Kind::HighContrast && size.width() > 1280)
                continue;
            const QString suffix =
                u"-%1-%2x%3"_s.arg(QLatin1String(look.name)).arg(size.width()).arg(size.height());
            const auto prepare = [this, look, size] {
                m_desktop.theme().setKind(look.theme);
                m_desktop.window().showNormal();
                m_desktop.window().resize(size);
            };
            const auto page = [&](const QString &id) {
                m_stops.push_back({id % suffix, [&window, id, prepare] {
                                       prepare();
                                       window.showPage(id);
                                   }});
            };
            page(u"overview"_s);
            m_stops.push_back({u"queries"_s % suffix, [this, prepare] {
                                   prepare();
                                   m_desktop.showQueries({});
                               }});
            m_stops.push_back({u"trace"_s % suffix, [this, prepare] {
                                   prepare();
                                   m_desktop.showTrace(m_query);
                                   showFace(TraceFaces::Kind::Waterfall);
                               }});
            for (const auto &[face, name] : {std::pair{TraceFaces::Kind::Flame, u"flame"_s},
                                             {TraceFaces::Kind::Steps, u"steps"_s},
                                             {TraceFaces::Kind::Graph, u"graph"_s},
                                             {TraceFaces::Kind::Sequence, u"sequence"_s}}) {
                m_stops.push_back({u"face-"_s % name % suffix, [this, prepare, face] {
                                       prepare();
                                       m_desktop.showTrace(m_query);
                                       showFace(face);
                                   }});
            }
            page(u"replay"_s);
            m_stops.push_back({u"compare"_s % suffix, [this, prepare] {
                                   prepare();
                                   m_desktop.compare(m_query);
                               }});
            m_stops.push_back({u"sets"_s % suffix, [this, prepare] {
                                   prepare();
                                   m_desktop.window().showPage(u"compare"_s);
                                   m_desktop.comparePage()->showSets();
                                   m_desktop.comparePage()->sets().setSearches(u"{ failed }"_s, {}, true);
                                   m_desktop.comparePage()->sets().run();
                               }});
            m_stops.push_back({u"quality"_s % suffix, [this, prepare] {
                                   prepare();
                                   m_desktop.window().showPage(u"compare"_s);
                                   m_desktop.comparePage()->showQuality();
                               }});
            page(u"alerts"_s);
            page(u"remote"_s);
            page(u"welcome"_s);
            page(u"settings"_s);
            m_stops.push_back({u"palette"_s % suffix, [&window, prepare] {
                                   prepare();
                                   window.showPage(u"overview"_s);
                                   window.openPalette();
                               }});
        }
    }
}

void ScreenTour::showFace(TraceFaces::Kind kind)
{
    if (auto *const view = m_desktop.window().page(u"queries"_s)->findChild<TraceView *>())
        view->faces().setKind(kind);
}

void ScreenTour::nextShot()
{
    if (QWidget *const popup = QApplication::activePopupWidget())
        popup->close();
    if (m_next == m_stops.size())
        return Q_EMIT finished(true);
    const Stop &stop = m_stops[m_next++];
    stop.show();
    QTimer::singleShot(settleMs, this, [this, name = stop.name] {
        const QPixmap picture = m_desktop.window().grab();
        const QString file = m_folder % u'/' % name % ".png"_L1;
        if (!picture.save(file, "PNG"))
            return fail(u"%1 cannot be written"_s.arg(file));
        nextShot();
    });
}

void ScreenTour::fail(const QString &problem)
{
    m_timer.stop();
    complain(problem);
    Q_EMIT finished(false);
}

} // namespace spanwise

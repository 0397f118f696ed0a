// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewpage.h"

#include "core/metrics/engine.h"
#include "ui/models/format.h"
#include "ui/models/live.h"
#include "ui/overview/cardcontent.h"
#include "ui/overview/overviewquery.h"
#include "ui/overview/pointfilter.h"
#include "ui/overview/timechart.h"
#include "ui/page/scrollcolumn.h"
#include "ui/theme/icons.h"
#include "ui/theme/statemark.h"

#include <QAction>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr auto liveInterval = 200ms;
constexpr std::array<std::chrono::minutes, 5> ranges{5min, 20min, 60min, 360min, 1440min};
constexpr int defaultRange = 0; // a pipeline that was just connected fills the charts within minutes
const QString rangeKey = u"minutes"_s;

QString percent(double ratio)
{
    return formatPercent(ratio);
}

Timestamp wallClock()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

QIcon markIcon(const Theme &theme, Mark mark)
{
    // Wider than the mark: the rest is the gap before the text.
    QPixmap picture(26, 20);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    drawMark(painter, QRectF(0, 0, 10, 10), mark, theme);
    return picture;
}

ChartLine lineOf(const QString &name, ChartColor color, const TimeLine &line, bool filled = false)
{
    return {name, color, line.values, line.now, filled};
}

TimeLine difference(TimeLine all, const TimeLine &part)
{
    const auto minus = [](double a, double b) { return std::isnan(b) ? a : std::max(0.0, a - b); };
    for (std::size_t i = 0; i < std::min(all.values.size(), part.values.size()); ++i)
        all.values[i] = minus(all.values[i], part.values[i]);
    all.now = minus(all.now, part.now);
    return all;
}

QString wordOf(StepKind kind)
{
    const std::array<QString, stepKindNames.size()> words{
        OverviewPage::tr("other"),       OverviewPage::tr("analysis"),  OverviewPage::tr("routing"),
        OverviewPage::tr("retrieval"),   OverviewPage::tr("reranking"), OverviewPage::tr("generation"),
        OverviewPage::tr("verification")};
    return words[static_cast<std::size_t>(kind)];
}

QLabel *label(const QString &text, const char *type, const char *tone, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setProperty("type", QString::fromLatin1(type));
    made->setProperty("tone", QString::fromLatin1(tone));
    return made;
}

} // namespace

struct OverviewPage::Cards
{
    std::array<Card *, overviewCardCount> card{};
};

struct OverviewPage::Charts
{
    TimeChart *latency = nullptr;
    TimeChart *throughput = nullptr;
    TimeChart *steps = nullptr;
    TimeChart *errors = nullptr;
    QLabel *emptyTitle = nullptr;
    QLabel *problem = nullptr;
};

OverviewPage::OverviewPage(Theme &theme, Live &live, std::shared_ptr<const MetricEngine> engine,
                           QWidget *alerts, QWidget *parent)
    : Page(parent)
    , m_theme(theme)
    , m_live(live)
    , m_engine(std::move(engine))
    , m_cards(std::make_unique<Cards>())
    , m_charts(std::make_unique<Charts>())
{
    setAccessibleName(tr("Overview"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(10);
    buildHeader();
    buildBody(alerts);
    buildActions();
    connect(&m_timer, &QTimer::timeout, this, &OverviewPage::refresh);
    connect(&live, &Live::changed, this, [this] {
        m_news = true;
        pace();
    });
    connect(&theme, &Theme::changed, this, [this] { setLive(m_liveButton->isChecked()); });
}

OverviewPage::~OverviewPage()
{
    m_job.cancel();
}

void OverviewPage::buildHeader()
{
    auto *header = new QHBoxLayout;
    header->setSpacing(10);
    header->addWidget(label(tr("Overview"), "pageTitle", "", this));
    m_charts->problem = label({}, "secondary", "error", this);
    header->addWidget(m_charts->problem, 1);
    m_range = new QComboBox(this);
    m_range->setAccessibleName(tr("Time range"));
    m_range->addItems({tr("Last 5 minutes"), tr("Last 20 minutes"), tr("Last hour"), tr("Last 6 hours"),
                       tr("Last 24 hours")});
    m_range->setCurrentIndex(defaultRange);
    header->addWidget(m_range);
    m_liveButton = new QPushButton(this);
    m_liveButton->setObjectName(u"liveButton"_s);
    m_liveButton->setCheckable(true);
    m_liveButton->setChecked(true);
    m_liveButton->setProperty("quiet", true);
    m_liveButton->setIconSize({13, 10});
    header->addWidget(m_liveButton);
    static_cast<QVBoxLayout *>(layout())->addLayout(header);
    connect(m_range, &QComboBox::currentIndexChanged, this, &OverviewPage::setRange);
    connect(m_liveButton, &QPushButton::toggled, this, &OverviewPage::setLive);
}

void OverviewPage::buildBody(QWidget *alerts)
{
    auto *content = new QWidget(this);
    content->setProperty("transparent", true);
    auto *body = new QVBoxLayout(content);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(10);
    const std::array<QString, overviewCardCount> titles{tr("Queries"),    tr("Latency p95"),
                                                        tr("Error rate"), tr("Hallucination"),
                                                        tr("Cache hits"), tr("Cost")};
    auto *cards = new QHBoxLayout;
    cards->setSpacing(10);
    for (std::size_t i = 0; i < overviewCardCount; ++i) {
        m_cards->card[i] = new Card(m_theme, titles[i], content);
        cards->addWidget(m_cards->card[i], 1);
    }
    body->addLayout(cards);

    using Form = ChartPlot::Form;
    m_charts->latency =
        new TimeChart(m_theme, tr("Query latency"), tr("ms"), Form::Lines, formatNumber, content);
    m_charts->throughput =
        new TimeChart(m_theme, tr("Throughput"), tr("queries/s"), Form::Lines, formatNumber, content);
    m_charts->steps =
        new TimeChart(m_theme, tr("Time per step"), tr("mean ms"), Form::Stacked, formatNumber, content);
    m_charts->errors =
        new TimeChart(m_theme, tr("Error rate"), tr("of queries"), Form::Lines, percent, content);
    auto *grid = new QGridLayout;
    grid->setSpacing(10);
    grid->addWidget(m_charts->latency, 0, 0);
    grid->addWidget(m_charts->throughput, 0, 1);
    grid->addWidget(m_charts->steps, 1, 0);
    grid->addWidget(m_charts->errors, 1, 1);
    grid->setColumnStretch(0, 51);
    grid->setColumnStretch(1, 49);
    connectCharts();

    m_stack = new QStackedWidget(content);
    auto *charts = new QWidget(m_stack);
    charts->setLayout(grid);
    grid->setContentsMargins(0, 0, 0, 0);
    m_stack->addWidget(charts);
    m_stack->addWidget(emptyView());
    body->addWidget(m_stack, 1);
    if (alerts) {
        alerts->setParent(content);
        body->addWidget(alerts);
    }
    auto *scroll = makeScrollColumn(content, this);
    scroll->setFocusPolicy(Qt::NoFocus);
    static_cast<QVBoxLayout *>(layout())->addWidget(scroll, 1);
}

void OverviewPage::connectCharts()
{
    const auto connectPlot = [this](TimeChart *chart, std::function<PointKind(std::size_t)> kindOf) {
        connect(chart->plot(), &ChartPlot::pointClicked, this,
                [this, chart, kindOf = std::move(kindOf)](std::size_t line, std::size_t point) {
                    askForPoint(*chart->plot(), kindOf(line), line, point);
                });
    };
    connectPlot(m_charts->latency, [](std::size_t) { return PointKind::Latency; });
    connectPlot(m_charts->throughput,
                [](std::size_t line) { return line == 0 ? PointKind::Throughput : PointKind::Failed; });
    connectPlot(m_charts->steps, [](std::size_t) { return PointKind::Step; });
    connectPlot(m_charts->errors, [](std::size_t) { return PointKind::Failed; });
}

void OverviewPage::askForPoint(const ChartPlot &plot, PointKind kind, std::size_t line, std::size_t point)
{
    const ChartData &drawn = plot.data();
    const TimeLine &slowest = (*m_snapshot)[OverviewMetric::P99];
    const double slowestMs = point < slowest.values.size() ? slowest.values[point] : slowest.now;
    const std::string step = kind == PointKind::Step ? m_snapshot->steps[line].name : std::string();
    Q_EMIT queriesRequested(filterOfPoint(kind, drawn.timeAt(point), m_snapshot->lookback,
                                          drawn.valueAt(line, point), slowestMs, step));
}

QWidget *OverviewPage::emptyView()
{
    auto *frame = new QFrame(this);
    frame->setProperty("card", true);
    auto *layout = new QVBoxLayout(frame);
    layout->setSpacing(8);
    layout->addStretch(1);
    m_charts->emptyTitle = label({}, "pageTitle", "", frame);
    m_charts->emptyTitle->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_charts->emptyTitle);
    auto *text = label(
        tr("Latency, throughput, errors and the time of every step are drawn here as soon as a pipeline "
           "reports a query."),
        "", "secondary", frame);
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    layout->addWidget(text);
    layout->addSpacing(8);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto *demo = new QPushButton(tr("Start the demo pipeline"), frame);
    demo->setProperty("primary", true);
    connect(demo, &QPushButton::clicked, this, &OverviewPage::demoRequested);
    auto *pipeline = new QPushButton(tr("Connect a pipeline"), frame);
    connect(pipeline, &QPushButton::clicked, this, &OverviewPage::connectRequested);
    auto *longer = new QPushButton(tr("Show the last 24 hours"), frame);
    connect(longer, &QPushButton::clicked, this, [this] { m_range->setCurrentIndex(m_range->count() - 1); });
    for (QPushButton *button : {demo, pipeline, longer})
        buttons->addWidget(button);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(1);
    return frame;
}

void OverviewPage::buildActions()
{
    const auto add = [this](const QString &text, const QKeySequence &keys, const QString &tip) {
        auto *action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setStatusTip(tip);
        addAction(action);
        m_actions << action;
        return action;
    };
    QAction *live = add(tr("&Live"), QKeySequence(u"L"_s), tr("Follows the present, or stands still"));
    live->setCheckable(true);
    live->setChecked(true);
    connect(live, &QAction::triggered, m_liveButton, &QPushButton::setChecked);
    connect(m_liveButton, &QPushButton::toggled, live, &QAction::setChecked);
    QAction *shorter =
        add(tr("&Shorter time range"), QKeySequence(u"["_s), tr("The next shorter time range"));
    connect(shorter, &QAction::triggered, this,
            [this] { m_range->setCurrentIndex(std::max(0, m_range->currentIndex() - 1)); });
    QAction *longer = add(tr("L&onger time range"), QKeySequence(u"]"_s), tr("The next longer time range"));
    connect(longer, &QAction::triggered, this, [this] {
        m_range->setCurrentIndex(std::min(m_range->count() - 1, m_range->currentIndex() + 1));
    });
    setLive(true);
}

QList<QAction *> OverviewPage::pageActions() const
{
    return m_actions;
}

void OverviewPage::remember(QSettings &settings) const
{
    settings.setValue(rangeKey,
                      static_cast<int>(ranges[static_cast<std::size_t>(m_range->currentIndex())].count()));
}

void OverviewPage::recall(const QSettings &settings)
{
    const std::chrono::minutes wanted(settings.value(rangeKey).toInt());
    if (const auto found = std::ranges::find(ranges, wanted); found != ranges.end())
        m_range->setCurrentIndex(static_cast<int>(found - ranges.begin()));
}

void OverviewPage::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_timer.stop();
        m_job.cancel();
        m_running = false;
        return;
    }
    m_news = true;
    // Paused, it is still brought up to date once when there is nothing to show yet.
    if (m_liveButton->isChecked() || !m_snapshot)
        refresh();
    pace();
}

void OverviewPage::pace()
{
    if (!m_active || !m_liveButton->isChecked()) {
        m_timer.stop();
        return;
    }
    // Quiet: only the time axis moves, and it moves by steps.
    const Duration quiet =
        std::clamp<Duration>(chartStep(ranges[static_cast<std::size_t>(m_range->currentIndex())]), 1s, 5s);
    const auto wanted = m_news ? liveInterval : std::chrono::duration_cast<std::chrono::milliseconds>(quiet);
    if (!m_timer.isActive() || m_timer.intervalAsDuration() != wanted)
        m_timer.start(wanted);
}

void OverviewPage::refresh()
{
    // One at a time: a newer question would throw away the answer that is on its way, at every tick.
    if (m_running || !m_engine)
        return;
    m_running = true;
    m_news = false;
    OverviewRequest request{ranges[static_cast<std::size_t>(m_range->currentIndex())], wallClock(),
                            m_snapshot};
    m_job.start(
        [engine = m_engine, request](std::stop_token stop) {
            return std::make_shared<const OverviewSnapshot>(askOverview(*engine, request, stop));
        },
        [this](const std::shared_ptr<const OverviewSnapshot> &snapshot) {
            m_running = false;
            m_snapshot = snapshot;
            paint();
            pace();
        });
}

void OverviewPage::setLive(bool live)
{
    m_liveButton->setText(live ? tr("Live") : tr("Paused"));
    m_liveButton->setIcon(markIcon(m_theme, live ? Mark::Ok : Mark::Idle));
    m_liveButton->setToolTip(live ? tr("Follows the present. Click to stand still.")
                                  : tr("Stands still. Click to follow."));
    if (m_active && live) {
        m_news = true;
        refresh();
    }
    pace();
}

void OverviewPage::setRange(int)
{
    m_job.cancel();
    m_running = false;
    if (m_active)
        refresh();
    pace();
}

void OverviewPage::setRules(const std::vector<AlertRule> &rules)
{
    m_rules = rules;
    paint();
}

void OverviewPage::setAlerts(const std::vector<AlertStatus> &alerts)
{
    m_alerts = alerts;
    if (!m_snapshot)
        return;
    for (std::size_t i = 0; i < overviewCardCount; ++i)
        m_cards->card[i]->show(cardContent(static_cast<OverviewCard>(i), *m_snapshot, m_alerts));
}

ChartData OverviewPage::chart(std::vector<ChartLine> lines,
                              std::initializer_list<std::string_view> metrics) const
{
    ChartData made{m_snapshot->window, m_snapshot->step, m_snapshot->now, std::move(lines), {}};
    // Lines that were not answered still have the length of the others.
    const auto points = static_cast<std::size_t>(made.window.length() / made.step);
    for (ChartLine &line : made.lines)
        line.values.resize(points, std::numeric_limits<double>::quiet_NaN());
    for (const AlertRule &rule : m_rules) {
        const auto threshold = rule.enabled ? thresholdOf(rule) : std::nullopt;
        if (threshold && std::ranges::find(metrics, threshold->metric) != metrics.end())
            made.thresholds.push_back(*threshold);
    }
    return made;
}

void OverviewPage::paint()
{
    if (!m_snapshot)
        return;
    const OverviewSnapshot &now = *m_snapshot;
    setAlerts(std::vector<AlertStatus>(m_alerts));
    m_charts->problem->setText(QString::fromStdString(now.problem));
    m_stack->setCurrentIndex(now.hasData() ? 0 : 1);
    m_charts->emptyTitle->setText(tr("No queries in the %1").arg(m_range->currentText().toLower()));
    if (!now.hasData())
        return;
    using enum OverviewMetric;
    m_charts->latency->setData(chart({lineOf(tr("p50"), StepKind::Retrieval, now[P50]),
                                      lineOf(tr("p95"), StepKind::Reranking, now[P95]),
                                      lineOf(tr("p99"), StepKind::Generation, now[P99])},
                                     {"p50_latency_ms", "p95_latency_ms", "p99_latency_ms"}));
    m_charts->throughput->setData(chart(
        {lineOf(tr("ok"), StepKind::Analysis, difference(now[QueriesPerSecond], now[FailedPerSecond]), true),
         lineOf(tr("failed"), Token::Error, now[FailedPerSecond])},
        {"queries_per_second"}));
    m_charts->errors->setData(
        chart({lineOf(tr("failed"), Token::Error, now[ErrorRate], true)}, {"error_rate"}));
    std::vector<ChartLine> layers;
    for (const StepLine &step : now.steps)
        layers.push_back(
            lineOf(step.kind == StepKind::Other ? QString::fromStdString(step.name) : wordOf(step.kind),
                   step.kind, step.line));
    m_charts->steps->setData(chart(std::move(layers), {}));
}

} // namespace spanwise

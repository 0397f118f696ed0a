// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/page/page.h"
#include "ui/shell/democontrol.h"
#include "ui/shell/tokencontrol.h"

#include <QAction>
#include <QLabel>
#include <QSettings>
#include <QVBoxLayout>

namespace spanwise::test {

/// A history of fixed size that knows one service.
class FakeStore final : public StoreReader
{
public:
    std::vector<std::string> names{"my-service"};

    Result<TracePage> list(const TraceRequest &, std::stop_token) const override
    {
        return TracePage{{}, true};
    }
    Result<std::uint64_t> count(const TraceFilter &, std::uint64_t, std::stop_token) const override
    {
        return std::uint64_t{0};
    }
    Result<TraceSummary> summary(TraceId) const override { return missing(); }
    Result<std::shared_ptr<const Trace>> load(TraceId, std::stop_token) const override { return missing(); }
    Result<std::vector<TraceId>> findByPrefix(const std::string &, std::uint32_t) const override
    {
        return std::vector<TraceId>{};
    }
    Result<std::vector<std::string>> services() const override { return names; }
    Result<LogPage> logs(const LogRequest &, std::stop_token) const override
    {
        return LogPage{std::make_shared<const TelemetryBatch>(), {}};
    }
    Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId, std::uint32_t,
                                                         std::stop_token) const override
    {
        return std::make_shared<const TelemetryBatch>();
    }
    Result<StoreStatistics> statistics() const override
    {
        const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
        StoreStatistics statistics;
        statistics.traceCount = 98'211;
        statistics.spanCount = 1'284'302;
        statistics.bytes = 612'000'000;
        statistics.oldest = now - std::chrono::days(29);
        statistics.newest = now;
        return statistics;
    }
    Result<SavedQuery> savedQuery(TraceId) const override { return missing(); }
    Result<std::vector<ReplayRecord>> replaysOf(TraceId) const override
    {
        return std::vector<ReplayRecord>{};
    }
    Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t) const override
    {
        return std::vector<ReplayRecord>{};
    }
    Result<std::vector<AlertRecord>> alertHistory(std::uint32_t) const override
    {
        return std::vector<AlertRecord>{};
    }
    Result<std::vector<MetricRow>> metrics(TimeWindow, Duration) const override
    {
        return std::vector<MetricRow>{};
    }
    Result<std::vector<ExemplarRow>> exemplars(const ExemplarRequest &, std::stop_token) const override
    {
        return std::vector<ExemplarRow>();
    }
    Result<std::vector<ExemplarRow>> exemplarsOf(TraceId, std::uint32_t) const override
    {
        return std::vector<ExemplarRow>();
    }
    Result<std::vector<bool>> knownPoints(std::span<const RecordedPoint> points) const override
    {
        return std::vector<bool>(points.size());
    }
    Result<Sightings> sightings(std::uint64_t, std::uint32_t) const override { return Sightings(); }
    Result<std::uint64_t> generation() const override { return std::uint64_t{1}; }

private:
    static Error missing() { return Error{Error::Code::NotFound, "It is not in this history."}; }
};

class FakeDemo final : public DemoControl
{
    Q_OBJECT

public:
    using DemoControl::DemoControl;

    State state() const override { return m_state; }
    QString message() const override { return m_message; }
    void start() override { become(State::Running, QStringLiteral("http://127.0.0.1:18080")); }
    void stop() override { become(State::Stopped, {}); }
    void become(State state, const QString &message)
    {
        m_state = state;
        m_message = message;
        Q_EMIT stateChanged(state, message);
    }

private:
    State m_state = State::Stopped;
    QString m_message;
};

/// A page that counts what is done to it.
class PlainPage final : public Page
{
    Q_OBJECT

public:
    int activations = 0;
    int choice = 0;
    bool active = false;
    QAction *action;

    explicit PlainPage(const QString &name, QWidget *parent = nullptr)
        : Page(parent)
        , action(new QAction(QStringLiteral("Polish the %1").arg(name), this))
    {
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(new QLabel(name, this));
        action->setShortcut(QKeySequence(QStringLiteral("Ctrl+Alt+X")));
        action->setStatusTip(QStringLiteral("Makes it shine"));
    }

    void setActive(bool on) override
    {
        active = on;
        activations += on ? 1 : 0;
    }
    QList<QAction *> pageActions() const override { return {action}; }
    void remember(QSettings &settings) const override { settings.setValue(QStringLiteral("choice"), choice); }
    void recall(const QSettings &settings) override
    {
        choice = settings.value(QStringLiteral("choice")).toInt();
    }
};

/// Tokens that are kept nowhere.
class FakeTokens final : public TokenControl
{
    Q_OBJECT

public:
    QStringList tokens() const override { return m_tokens; }
    QString place() const override { return QStringLiteral("Kept in this test."); }
    QString problem() const override { return {}; }

public Q_SLOTS:
    void rotate() override
    {
        m_tokens.prepend(QStringLiteral("secret-number-%1").arg(++m_made, 4, 10, QLatin1Char('0')));
        m_tokens = m_tokens.mid(0, 2);
        Q_EMIT tokensChanged();
    }
    void removeOlder() override
    {
        m_tokens = m_tokens.mid(0, 1);
        Q_EMIT tokensChanged();
    }
    void removeAll() override
    {
        m_tokens.clear();
        Q_EMIT tokensChanged();
    }

private:
    QStringList m_tokens;
    int m_made = 0;
};

} // namespace spanwise::test

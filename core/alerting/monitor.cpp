// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/monitor.h"

#include "core/metrics/expression/expression.h"
#include "core/metrics/tags.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace spanwise {
namespace {

bool isActive(AlertState state)
{
    return state == AlertState::Pending || state == AlertState::Firing;
}

bool sameWatch(const AlertRule &left, const AlertRule &right)
{
    return left.name == right.name && left.expression == right.expression && left.enabled == right.enabled;
}

const Sample *find(const std::vector<Sample> &samples, const MetricTags &tags)
{
    const auto at =
        std::find_if(samples.begin(), samples.end(), [&](const Sample &s) { return s.tags == tags; });
    return at == samples.end() ? nullptr : &*at;
}

} // namespace

AlertMonitor::AlertMonitor(const MetricEngine &engine, std::vector<AlertRule> rules)
    : m_engine(engine)
    , m_status(std::make_shared<const std::vector<AlertStatus>>())
{
    setRules(std::move(rules));
}

AlertMonitor::Watched AlertMonitor::watch(AlertRule rule)
{
    std::string display = leftOfComparison(rule.expression);
    return {std::move(rule), std::move(display), {}, {}, {}, {}};
}

void AlertMonitor::setRules(std::vector<AlertRule> rules)
{
    const std::lock_guard lock(m_mutex);
    std::vector<Watched> watched;
    for (AlertRule &rule : rules) {
        const auto isKnown = [&rule](const Watched &other) { return other.rule.name == rule.name; };
        if (std::any_of(watched.begin(), watched.end(), isKnown))
            continue;
        const auto old = std::find_if(m_watched.begin(), m_watched.end(), isKnown);
        if (old == m_watched.end() || !sameWatch(old->rule, rule)) {
            watched.push_back(watch(std::move(rule)));
            continue;
        }
        watched.push_back(std::move(*old));
        watched.back().rule = std::move(rule);
        m_watched.erase(old);
    }
    m_retired.insert(m_retired.end(), std::make_move_iterator(m_watched.begin()),
                     std::make_move_iterator(m_watched.end()));
    m_watched = std::move(watched);
    publish();
}

std::vector<AlertRecord> AlertMonitor::evaluate(Timestamp now)
{
    const std::lock_guard evaluating(m_evaluating);
    std::vector<std::pair<AlertRule, std::string>> questions;
    {
        const std::lock_guard lock(m_mutex);
        for (const Watched &watched : m_watched) {
            if (watched.rule.enabled)
                questions.emplace_back(watched.rule, watched.display);
        }
    }
    std::vector<Answer> answers;
    answers.reserve(questions.size());
    for (const auto &[rule, display] : questions)
        answers.push_back(ask(rule, display, now));

    const std::lock_guard lock(m_mutex);
    Records records;
    for (Watched &retired : m_retired)
        close(retired, now, records);
    m_retired.clear();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        // setRules() may have been called meanwhile: an answer to another question is worth nothing.
        const auto watched = std::find_if(m_watched.begin(), m_watched.end(), [&](const Watched &candidate) {
            return sameWatch(candidate.rule, questions[i].first);
        });
        if (watched != m_watched.end())
            apply(*watched, std::move(answers[i]), now, records);
    }
    publish();
    return records;
}

AlertMonitor::Answer AlertMonitor::ask(const AlertRule &rule, const std::string &display, Timestamp now) const
{
    Result<std::vector<Sample>> held = m_engine.evaluate(rule.expression, now);
    if (!held)
        return {{}, {}, held.error().message};
    Result<std::vector<Sample>> shown = m_engine.evaluate(display, now);
    return {*std::move(held), shown ? *std::move(shown) : std::vector<Sample>(), {}};
}

void AlertMonitor::apply(Watched &watched, Answer answer, Timestamp now, Records &records)
{
    if (watched.since == Timestamp{})
        watched.since = now;
    watched.error = std::move(answer.error);
    if (!watched.error.empty())
        return;
    watched.shown = std::move(answer.shown);
    for (auto &[tags, alert] : watched.alerts)
        alert.seen = false;
    for (const Sample &sample : answer.held) {
        if (std::isnan(sample.value))
            continue;
        if (watched.alerts.size() >= maxElements && !watched.alerts.contains(sample.tags))
            ++m_ignoredElements;
        else
            hold(watched, sample, now, records);
    }
    release(watched, now, records);
}

void AlertMonitor::hold(Watched &watched, const Sample &sample, Timestamp now, Records &records)
{
    const auto at = watched.alerts.try_emplace(sample.tags).first;
    Alert &alert = at->second;
    alert.seen = true;
    alert.lastHeld = now;
    alert.value = sample.value;
    const bool atOnce = watched.rule.hold <= Duration::zero();
    if (!isActive(alert.state))
        change(watched.rule, at->first, alert, atOnce ? AlertState::Firing : AlertState::Pending, now,
               records);
    else if (alert.state == AlertState::Pending && now - alert.since >= watched.rule.hold)
        change(watched.rule, at->first, alert, AlertState::Firing, now, records);
}

void AlertMonitor::release(Watched &watched, Timestamp now, Records &records)
{
    for (auto at = watched.alerts.begin(); at != watched.alerts.end();) {
        auto &[tags, alert] = *at;
        if (!alert.seen && alert.state != AlertState::Inactive) {
            if (const Sample *const sample = find(watched.shown, tags))
                alert.value = sample->value;
            if (alert.state == AlertState::Pending)
                change(watched.rule, tags, alert, AlertState::Inactive, now, records);
            else if (alert.state == AlertState::Firing && now - alert.lastHeld >= keepFiring)
                change(watched.rule, tags, alert, AlertState::Resolved, now, records);
            else if (alert.state == AlertState::Resolved && now - alert.since >= showResolved)
                alert.state = AlertState::Inactive;
        }
        if (alert.state != AlertState::Inactive) {
            ++at;
            continue;
        }
        watched.since = now;
        at = watched.alerts.erase(at);
    }
}

void AlertMonitor::close(Watched &watched, Timestamp now, Records &records)
{
    for (auto &[tags, alert] : watched.alerts) {
        if (alert.state == AlertState::Firing)
            change(watched.rule, tags, alert, AlertState::Resolved, now, records);
        else if (alert.state == AlertState::Pending)
            change(watched.rule, tags, alert, AlertState::Inactive, now, records);
    }
}

void AlertMonitor::change(const AlertRule &rule, const MetricTags &tags, Alert &alert, AlertState to,
                          Timestamp now, Records &records)
{
    records.push_back({.time = now,
                       .rule = rule.name,
                       .tags = textOf(tags),
                       .severity = rule.severity,
                       .from = alert.state,
                       .to = to,
                       .value = alert.value,
                       .expression = rule.expression});
    alert.state = to;
    alert.since = now;
    if (!isActive(to))
        alert.acknowledged = false;
}

bool AlertMonitor::acknowledge(std::string_view rule, const MetricTags &tags)
{
    const std::lock_guard lock(m_mutex);
    for (Watched &watched : m_watched) {
        const auto at = watched.alerts.find(tags);
        if (watched.rule.name != rule || at == watched.alerts.end() || !isActive(at->second.state))
            continue;
        at->second.acknowledged = true;
        publish();
        return true;
    }
    return false;
}

void AlertMonitor::publish()
{
    auto next = std::make_shared<std::vector<AlertStatus>>();
    for (const Watched &watched : m_watched) {
        for (const auto &[tags, alert] : watched.alerts) {
            next->push_back({.rule = watched.rule,
                             .tags = tags,
                             .state = alert.state,
                             .since = alert.since,
                             .value = alert.value,
                             .error = watched.error,
                             .acknowledged = alert.acknowledged});
        }
        if (!watched.alerts.empty())
            continue;
        AlertStatus idle{
            .rule = watched.rule, .tags = {}, .since = watched.since, .value = {}, .error = watched.error};
        const auto highest =
            std::max_element(watched.shown.begin(), watched.shown.end(),
                             [](const Sample &a, const Sample &b) { return a.value < b.value; });
        if (highest != watched.shown.end() && watched.error.empty())
            idle.value = highest->value;
        next->push_back(std::move(idle));
    }
    m_status = std::move(next);
}

AlertMonitor::Snapshot AlertMonitor::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

std::uint64_t AlertMonitor::ignoredElements() const
{
    const std::lock_guard lock(m_mutex);
    return m_ignoredElements;
}

} // namespace spanwise

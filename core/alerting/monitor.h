// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "core/metrics/engine.h"
#include "core/model/alertrecord.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Decides which alerts stand, and remembers it between evaluations.
///
/// Each element of a rule's expression is an alert of its own, told apart by its tags:
///
///     inactive -> pending    the expression holds
///     pending  -> firing     it has held for rule.hold; at once when hold is 0
///     pending  -> inactive   it stopped holding before that
///     firing   -> resolved   it has not held for keepFiring (a short gap changes nothing)
///     resolved -> inactive   after showResolved; not reported as a change
///     resolved -> pending    it holds again
///
/// An expression that cannot be evaluated leaves its alerts as they are and shows the error. Rules that are
/// removed, disabled or given another expression resolve their firing alerts with the next evaluation.
/// Any thread may call anything; evaluate() asks the engine without holding the lock that status() takes.
class AlertMonitor
{
public:
    static constexpr Duration keepFiring = std::chrono::seconds(15);
    static constexpr Duration showResolved = std::chrono::minutes(5);
    /// Elements of one rule beyond this are not told apart and count in ignoredElements().
    static constexpr std::size_t maxElements = 200;

    using Snapshot = std::shared_ptr<const std::vector<AlertStatus>>;

    /// engine must outlive the monitor. Of rules with the same name the first counts.
    AlertMonitor(const MetricEngine &engine, std::vector<AlertRule> rules);

    /// Asks every enabled rule and returns the changes of state, in the order of the rules.
    std::vector<AlertRecord> evaluate(Timestamp now);

    /// Takes effect with the next evaluation; alerts of rules whose expression stays keep their state.
    void setRules(std::vector<AlertRule> rules);

    /// Marks a pending or firing alert as seen, until it resolves; false when there is none.
    bool acknowledge(std::string_view rule, const MetricTags &tags);

    /// Where everything stands: for each rule its alerts by tags, or one inactive entry, with the highest
    /// value of the left side and, before the first evaluation, since at the epoch. Never null.
    Snapshot status() const;
    std::uint64_t ignoredElements() const;

private:
    struct Alert
    {
        AlertState state = AlertState::Inactive;
        Timestamp since;
        Timestamp lastHeld;
        double value = 0;
        bool acknowledged = false;
        bool seen = false; // in the evaluation that runs
    };
    struct Watched
    {
        AlertRule rule;
        std::string display; // expression of the value shown while inactive
        std::map<MetricTags, Alert> alerts;
        std::vector<Sample> shown; // values of display
        std::string error;
        Timestamp since; // of being inactive
    };
    struct Answer
    {
        std::vector<Sample> held;
        std::vector<Sample> shown;
        std::string error;
    };
    using Records = std::vector<AlertRecord>;

    static Watched watch(AlertRule rule);
    static void change(const AlertRule &rule, const MetricTags &tags, Alert &alert, AlertState to,
                       Timestamp now, Records &records);
    static void close(Watched &watched, Timestamp now, Records &records);
    static void hold(Watched &watched, const Sample &sample, Timestamp now, Records &records);
    static void release(Watched &watched, Timestamp now, Records &records);
    Answer ask(const AlertRule &rule, const std::string &display, Timestamp now) const;
    void apply(Watched &watched, Answer answer, Timestamp now, Records &records);
    void publish();

    const MetricEngine &m_engine;
    std::mutex m_evaluating; // one evaluation at a time; taken before m_mutex
    mutable std::mutex m_mutex;
    std::vector<Watched> m_watched;      // guarded by m_mutex
    std::vector<Watched> m_retired;      // guarded by m_mutex: rules that are gone but have alerts to resolve
    Snapshot m_status;                   // guarded by m_mutex
    std::uint64_t m_ignoredElements = 0; // guarded by m_mutex
};

} // namespace spanwise

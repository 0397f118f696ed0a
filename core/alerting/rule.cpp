// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/rule.h"

namespace spanwise {

std::vector<AlertRule> seedRules()
{
    using namespace std::chrono_literals;
    return {
        {.name = "high_error_rate",
         .expression = "error_rate > 0.05",
         .severity = AlertSeverity::Critical,
         .hold = 30s,
         .summary = "More than 5 % of the queries fail."},
        {.name = "high_latency",
         .expression = "p95_latency_ms > 3000",
         .severity = AlertSeverity::Warning,
         .hold = 60s,
         .summary = "One query in twenty takes longer than 3 s."},
        {.name = "hallucination_spike",
         .expression = "hallucination_rate > 0.1",
         .severity = AlertSeverity::Critical,
         .hold = 30s,
         .summary = "More than 10 % of the answers are not supported by their documents."},
    };
}

} // namespace spanwise

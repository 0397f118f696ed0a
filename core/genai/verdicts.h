// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/logrecord.h"
#include "core/model/span.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// One evaluation that somebody - a person, a model, a program - attached to a span.
struct ReportedVerdict
{
    std::string name;
    std::optional<double> score; ///< as sent: range and direction are the evaluation's own
    std::string label;
    std::string explanation;
    std::string annotator; ///< HUMAN, LLM, CODE, or empty

    friend bool operator==(const ReportedVerdict &, const ReportedVerdict &) = default;
};

/// Every evaluation of one span, in the order of its names and then as sent: evaluations.{i}.evaluation.* and
/// annotations.{i}.annotation.*, with or without trace. or session. before them (OpenInference);
/// gen_ai.evaluation.result events; gen_ai.evaluation.* and gen_ai.eval.* attributes (OpenTelemetry,
/// OpenLIT). What has neither score nor label nor explanation is left out. Any thread.
std::vector<ReportedVerdict> verdictsOf(const Span &span);

/// Whether an attribute of this name is (part of) an evaluation: what was said of an answer afterwards, never
/// a cause of it.
bool isEvaluationKey(std::string_view key) noexcept;

/// The evaluation that a log record carries (gen_ai.evaluation.result, genai.md section 2); nullopt when it
/// carries none.
std::optional<ReportedVerdict> verdictOf(const LogRecord &record);

} // namespace spanwise

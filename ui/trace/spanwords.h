// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/timeline/defects.h"
#include "core/timeline/ticks.h"
#include "ui/trace/readers.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace spanwise {

/// What the screen says about spans. Pure; every text is translated.

/// The score of the whole query: the query span's own, else that of the last step that reported one.
std::optional<double> hallucinationOf(const Trace &trace);

/// UTF-8 of the model as text.
QString text(std::string_view utf8);

/// "retrieval": the step in the reader's language.
QString stepName(StepKind kind);
/// Beside the bar: the error, the pipeline, how many documents, how many tokens. May be empty.
QString barLabel(const Trace &trace, SpanRow row, const SpanReaders &readers);
/// Why a span failed: the status message, else the recorded exception; empty when neither says.
QString failureText(const Span &span);
/// Rich text: name, step, begin, duration, self time, failure.
QString spanToolTip(const Trace &trace, SpanRow row);
/// For the clipboard: one fact a line, attributes included.
QString spanAsText(const Trace &trace, SpanRow row);
/// For screen readers: one sentence.
QString spanSentence(const Trace &trace, SpanRow row);
/// One sentence for each thing that is not right about the trace.
QStringList defectSentences(const TraceDefects &defects);
/// "1.35 s": exact to the step of the axis.
QString tickLabel(Duration offset, Duration step);
/// A value as a reader wants it: text as it is, lists and maps as JSON.
QString valueText(const Value &value);
/// "string", "int", ...
QString valueTypeName(const Value &value);
/// "4a1b2c3d…c6d7".
QString shortId(TraceId id);

} // namespace spanwise

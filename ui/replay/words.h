// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/replayfact.h"
#include "core/model/replayrecord.h"
#include "core/replay/replaystage.h"

#include <QString>

namespace spanwise {

/// What the screen says about replays. Pure; every text is translated.

/// One sentence as rich text, names in bold: "<b>reranking</b> takes 431 ms instead of 89 ms".
QString factSentence(const ReplayFact &fact, const ReplayComparison &comparison);

/// "Waiting for the trace".
QString stageWords(ReplayStage stage);
/// "completed", "no trace": for lists.
QString outcomeWords(const ReplayRecord &record);
/// "Connection refused", "HTTP 500": the headline of a failure.
QString failureTitle(const ReplayRecord &record);
/// What to do about it, one sentence; may be empty.
QString failureAdvice(const ReplayRecord &record);

/// What a document is called: its title, else its id, else how it begins.
QString documentName(const ComparedDocument &document);
/// "+16 %", "−3 %"; "×12" from +1000 % on; "–" for nullopt.
QString changeWords(std::optional<double> change);
/// Two decimals for scores; "–" for nullopt.
QString scoreWords(std::optional<double> score);

} // namespace spanwise

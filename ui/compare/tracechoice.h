// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"

#include <QComboBox>

#include <optional>
#include <vector>

namespace spanwise {

/// Chooses one query among those that are likely to be compared. GUI thread.
class TraceChoice final : public QComboBox
{
    Q_OBJECT

public:
    explicit TraceChoice(QWidget *parent = nullptr);

    struct Candidate
    {
        TraceSummary trace;
        bool isReplay = false; ///< of the other one
        bool sameQuestion = false;
    };
    /// What is offered, in this order; what is chosen stays chosen, and stays in the list whether it is
    /// offered or not.
    void offer(const std::vector<Candidate> &candidates);
    /// Without telling anyone. nullopt: nothing.
    void choose(std::optional<TraceId> trace);
    std::optional<TraceId> chosen() const;

Q_SIGNALS:
    void chosenByUser();

protected:
    /// A question that is too long ends with an ellipsis.
    void paintEvent(QPaintEvent *event) override;

private:
    int indexOf(TraceId trace) const;
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace spanwise {

class TraceLabeller;

/// One line below the head of a trace: how good its documents are, measured against what is said to be
/// wanted, and its note. Hidden while there is nothing to say.
class QualityLine final : public QLabel
{
    Q_OBJECT

public:
    explicit QualityLine(const TraceLabeller &labeller, QWidget *parent = nullptr);

private:
    void show(); // what is measured

    const TraceLabeller &m_labeller;
};

} // namespace spanwise

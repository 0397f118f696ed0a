// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/label.h"
#include "core/store/labels.h"
#include "ui/jobs/latestjob.h"

#include <QObject>

#include <memory>
#include <unordered_map>

namespace spanwise {

/// What people say about queries, for the list: who is marked, and with what. Read whole in the background,
/// for people give labels and there are few. GUI thread.
class LabelMarks final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Where labels are kept; nullptr: nobody says anything.
    void setStore(std::shared_ptr<const LabelReader> store);
    /// nullptr when nothing is said about it.
    const QueryLabel *labelOf(TraceId trace) const;

public Q_SLOTS:
    void read();

Q_SIGNALS:
    void changed();

private:
    using Labels = std::unordered_map<TraceId, QueryLabel>;

    std::shared_ptr<const LabelReader> m_store;
    Labels m_labels;
    LatestJob m_job{this};
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/field.h"
#include "core/store/store.h"
#include "ui/jobs/latestjob.h"
#include "ui/queries/valueplot.h"

#include <QDialog>

#include <memory>

class QLabel;

namespace spanwise {

/// A number attribute of the spans of one name over the newest stored queries that have it: what the search
/// language's
/// `{ name = ... && field != nil } | select(field)` finds. Reads in the background; stays beside the window.
class AttributeChart final : public QDialog
{
    Q_OBJECT

public:
    AttributeChart(const Theme &theme, std::shared_ptr<const StoreReader> store, const SearchField &field,
                   const QString &spanName, QWidget *parent = nullptr);

    /// The search that is run.
    const QString &query() const noexcept { return m_query; }
    bool isReading() const noexcept { return m_isReading; }

Q_SIGNALS:
    void traceRequested(spanwise::TraceId id);

private:
    struct Found
    {
        std::vector<DatedValue> values;
        std::uint64_t queries = 0;
        bool complete = false;
        std::string problem;
    };

    void read();
    static Found look(const StoreReader &store, const std::string &query, const std::stop_token &stop);
    void take(Found found);
    QString summaryOf(const Found &found) const;

    std::shared_ptr<const StoreReader> m_store;
    QString m_query;
    ValuePlot *m_plot;
    QLabel *m_summary;
    QLabel *m_pointed;
    bool m_isReading = true;
    LatestJob m_job{this};
};

} // namespace spanwise

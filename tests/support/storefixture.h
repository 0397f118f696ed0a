// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/labels.h"
#include "core/store/store.h"
#include "tests/support/storebatches.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace spanwise::test {

/// A test that begins with an empty store, and what tests of stores say shortly. What goes wrong in between
/// ends the program with the store's message.
class StoreFixture : public QObject
{
    Q_OBJECT

protected:
    /// An empty store.
    virtual std::unique_ptr<Store> makeStore() = 0;
    /// The same content through another Store object, as another process would see it.
    virtual std::unique_ptr<Store> openAgain() = 0;

private Q_SLOTS:
    void init();
    void cleanup();

protected:
    static Timestamp at(std::int64_t milliseconds)
    {
        return Timestamp(std::chrono::milliseconds(milliseconds));
    }
    Store &store() { return *m_store; }
    /// The same store as the keeper of labels.
    LabelStore &labels() { return dynamic_cast<LabelStore &>(*m_store); }
    /// Appends in one group; the reports of every batch.
    std::vector<AppendReport> append(const std::vector<const AdmittedBatch *> &group);
    AppendReport append(const AdmittedBatch &batch) { return append(std::vector{&batch}).front(); }
    std::shared_ptr<const Trace> load(TraceId id);
    /// As after a restart.
    void reopen();
    /// The ids of the matching traces as numbers, newest first, joined by blanks.
    std::string listed(const TraceFilter &filter);
    /// The bodies of log records, joined by blanks.
    static std::string bodies(const TelemetryBatch &batch);
    /// The bodies of the matching log records, newest first, joined by blanks.
    std::string listedLogs(const LogFilter &filter);

    std::unique_ptr<Store> m_store;
};

} // namespace spanwise::test

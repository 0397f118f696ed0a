// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/shell/settingssection.h"

#include <memory>

class QSpinBox;

namespace spanwise {

class StoreReader;

/// How long traces are kept, and what there is.
class HistorySection final : public SettingsSection
{
    Q_OBJECT

public:
    HistorySection(std::shared_ptr<const StoreReader> store, const QString &folder,
                   QWidget *parent = nullptr);

    void store(Settings &settings) const override;

protected:
    void show(const Settings &settings) override;

private:
    QLabel *addFact(const QString &name);
    void askFacts();

    std::shared_ptr<const StoreReader> m_store;
    QSpinBox *m_days;
    QSpinBox *m_mebibytes;
    QLabel *m_size;
    QLabel *m_traces;
    QLabel *m_oldest;
    QLabel *m_pinned;
    QLabel *m_removed;
    LatestJob m_job{this};
};

} // namespace spanwise

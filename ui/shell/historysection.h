// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/shell/settingssection.h"

#include <memory>

class QLineEdit;
class QSpinBox;

namespace spanwise {

class StoreReader;

/// How long traces are kept, and what there is.
class HistorySection final : public SettingsSection
{
    Q_OBJECT

public:
    /// where: the team's store that is in use, or empty.
    HistorySection(std::shared_ptr<const StoreReader> store, const QString &folder, const QString &where,
                   QWidget *parent = nullptr);

    void store(Settings &settings) const override;
    QString problem() const override;

protected:
    void show(const Settings &settings) override;

private:
    QLabel *addFact(const QString &name);
    void askFacts();

    std::shared_ptr<const StoreReader> m_store;
    QSpinBox *m_days;
    QSpinBox *m_mebibytes;
    QLineEdit *m_where;
    QLabel *m_whereProblem;
    QLabel *m_size;
    QLabel *m_traces;
    QLabel *m_oldest;
    QLabel *m_pinned;
    QLabel *m_removed;
    LatestJob m_job{this};
};

} // namespace spanwise

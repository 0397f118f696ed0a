// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/labels.h"
#include "core/store/store.h"
#include "core/survey/qualitysurvey.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>

class QLabel;
class QSpinBox;
class QStackedLayout;

namespace spanwise {

class LabelledModel;
class ListNote;
class QualityChart;
class QualityDays;

/// What labels say about retrieval: the measures over all labelled queries, day by day, and query by query.
/// Reads in the background. GUI thread.
class QualityView final : public QWidget
{
    Q_OBJECT

public:
    QualityView(Theme &theme, std::shared_ptr<const StoreReader> store,
                std::shared_ptr<const LabelReader> labels, QWidget *parent = nullptr);

    void refresh();
    const LabelledModel &queries() const { return *m_queries; }

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    void shown();

private:
    QWidget *buildResult();
    void show(const Result<QualitySurvey> &survey);

    Theme &m_theme;
    const std::shared_ptr<const StoreReader> m_store;
    const std::shared_ptr<const LabelReader> m_labels;
    LabelledModel *m_queries;
    QualityDays *m_days;
    QualityChart *m_chart = nullptr;
    QLabel *m_summary = nullptr;
    QSpinBox *m_depth = nullptr;
    QWidget *m_content = nullptr;
    ListNote *m_note;
    QStackedLayout *m_layers;
    LatestJob m_job{this};
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/labels.h"
#include "core/store/store.h"
#include "ui/page/page.h"
#include "ui/theme/theme.h"

#include <memory>
#include <optional>

class QTabWidget;

namespace spanwise {

class PairView;
class QualityView;
class SetsView;

/// Comparisons: two traces, two sets of queries, and what labels say about quality over time. GUI thread.
class ComparePage final : public Page
{
    Q_OBJECT

public:
    ComparePage(Theme &theme, std::shared_ptr<const StoreReader> store,
                std::shared_ptr<const LabelReader> labels, QWidget *parent = nullptr);

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override;

    PairView &pair() const { return *m_pair; }
    SetsView &sets() const { return *m_sets; }
    QualityView &quality() const { return *m_quality; }
    void showPair();
    void showSets();
    void showQuality();

public Q_SLOTS:
    /// Without b: what it is likely to be compared with.
    void compare(spanwise::TraceId a, std::optional<spanwise::TraceId> b = {});

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    /// One span of it is to be looked at.
    void spanRequested(spanwise::TraceId trace, spanwise::SpanId span);
    /// The history is empty; how a pipeline is connected is asked for.
    void connectRequested();
    void searchRequested(const QString &search);

private:
    void buildActions();

    QTabWidget *m_tabs;
    PairView *m_pair;
    SetsView *m_sets;
    QualityView *m_quality;
    QList<QAction *> m_actions;
};

} // namespace spanwise

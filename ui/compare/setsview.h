// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "core/survey/setsurvey.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <atomic>
#include <memory>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;
class QTimer;

namespace spanwise {

class LiftModel;
class ListNote;
class SearchEdit;
class SetModel;

/// Two sets of queries against each other: what each step takes in both, and what is different about them.
/// Reads in the background with progress; Compare becomes Cancel meanwhile. GUI thread.
class SetsView final : public QWidget
{
    Q_OBJECT

public:
    enum class Preset : std::uint8_t { Slow, Failed, Builds, BeforeAfter, Searches };

    SetsView(Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent = nullptr);
    ~SetsView() override;

    void usePreset(Preset preset);
    SetsWish wish() const;
    /// As if the user had written them. rightIsRest: B is what its search finds, less the queries of A.
    void setSearches(const QString &left, const QString &right, bool rightIsRest);
    void run();
    void cancel();
    bool isRunning() const noexcept { return m_running; }

Q_SIGNALS:
    /// The running comparison ended, with whatever result.
    void finished();
    /// The queries of a set with this attribute are to be listed.
    void searchRequested(const QString &search);

private:
    struct Shared;
    struct Filled;

    QWidget *buildWish();
    QWidget *buildResult();
    void putSearches(const QString &left, const QString &right, bool rightIsRest);
    void fillSlow();
    void fillBuilds();
    void takeFilled(const Filled &filled, bool rightIsRest);
    void showProgress();
    void show(const Result<SetsSurvey> &survey);
    void setRunning(bool running);
    void openLift(const QModelIndex &row);

    Theme &m_theme;
    const std::shared_ptr<const StoreReader> m_store;
    SetModel *m_steps;
    LiftModel *m_lifts;
    QComboBox *m_preset = nullptr;
    SearchEdit *m_left = nullptr;
    SearchEdit *m_right = nullptr;
    QCheckBox *m_rest = nullptr;
    QWidget *m_searches = nullptr;
    QWidget *m_instantRow = nullptr;
    QDateTimeEdit *m_instant = nullptr;
    QPushButton *m_go = nullptr;
    QLabel *m_progress = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_liftNote = nullptr;
    ListNote *m_note;
    QStackedLayout *m_layers = nullptr;
    QWidget *m_content = nullptr;
    QTimer *m_poll;
    std::shared_ptr<Shared> m_shared;
    bool m_running = false;
    bool m_runWhenFilled = false;
    LatestJob m_job{this};
    LatestJob m_fillJob{this};
};

} // namespace spanwise

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/tracediff.h"
#include "core/store/store.h"
#include "ui/compare/tracechoice.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QStackedLayout;
class QTabWidget;
class QTableView;
class QToolButton;

namespace spanwise {

class AnswerDiff;
class AttributeDiffModel;
class DocumentModel;
class ListNote;
class PairModel;
class PairTotals;

/// Two traces side by side: A and B, chosen among likely ones, aligned step by step, with their documents, prompts, answers and
/// attributes. Loads and compares in the background, newest wish first. GUI thread; the store is shared with running jobs.
class PairView final : public QWidget
{
    Q_OBJECT

public:
    PairView(Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent = nullptr);
    ~PairView() override;

    /// Shows these. Without b the newest replay of a is taken, or the one before with the same question; without either b is left to
    /// be chosen.
    void compare(TraceId a, std::optional<TraceId> b);
    std::optional<TraceId> left() const { return m_left->chosen(); }
    std::optional<TraceId> right() const { return m_right->chosen(); }
    /// What is shown; nullptr while there is nothing.
    const std::shared_ptr<const TraceDiff> &diff() const noexcept;
    void swapSides();
    /// Reads which queries may be chosen.
    void refresh();

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    void shown();

private:
    struct Offers;
    struct Loaded;

    QWidget *buildChoices();
    QWidget *buildSteps();
    QWidget *buildParts();
    QWidget *textPart(const QString &name, AnswerDiff *&diff, QLabel *&note);
    void load();
    void show(const Loaded &loaded);
    void showTexts();
    void followSelection();

    Theme &m_theme;
    const std::shared_ptr<const StoreReader> m_store;
    TraceChoice *m_left;
    TraceChoice *m_right;
    PairModel *m_model;
    AttributeDiffModel *m_attributes;
    DocumentModel *m_documents;
    PairTotals *m_totals = nullptr;
    QTableView *m_steps = nullptr;
    QTabWidget *m_parts = nullptr;
    QLabel *m_documentNote = nullptr;
    QLabel *m_attributeNote = nullptr;
    AnswerDiff *m_prompt = nullptr;
    QLabel *m_promptNote = nullptr;
    AnswerDiff *m_answer = nullptr;
    QLabel *m_answerNote = nullptr;
    QWidget *m_content = nullptr;
    ListNote *m_note;
    QStackedLayout *m_layers = nullptr;
    bool m_guessRight = false; // as soon as the offers are here
    LatestJob m_offerJob{this};
    LatestJob m_loadJob{this};
};

} // namespace spanwise

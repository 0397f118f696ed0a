// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/tracediff.h"
#include "core/store/store.h"
#include "ui/compare/tracechoice.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <cstdint>
#include <functional>
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
class BarsZoom;
class BusyLine;
class DocumentModel;
class ListNote;
class PairModel;
class PairTotals;

/// Two traces side by side: A and B, chosen among likely ones, aligned step by step, with their documents,
/// prompts, answers and attributes. Loads and compares in the background, newest wish first. GUI thread; the
/// store is shared with running jobs.
class PairView final : public QWidget
{
    Q_OBJECT

public:
    PairView(Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent = nullptr);
    ~PairView() override;

    /// Shows these. Without b the newest replay of a is taken, or the one before with the same question;
    /// without either b is left to be chosen.
    void compare(TraceId a, std::optional<TraceId> b);
    std::optional<TraceId> left() const { return m_left->chosen(); }
    std::optional<TraceId> right() const { return m_right->chosen(); }
    /// What is shown; nullptr while there is nothing.
    const std::shared_ptr<const TraceDiff> &diff() const noexcept;
    void swapSides();
    /// Reads which queries may be chosen.
    void refresh();
    /// Onto the clipboard, as Markdown; nothing while there is nothing.
    void copyMarkdown();

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    void spanRequested(spanwise::TraceId trace, spanwise::SpanId span);
    void shown();
    /// The history is empty; how a pipeline is connected is asked for.
    void connectRequested();

private:
    enum class Side : std::uint8_t { Left, Right };
    struct Offers;
    struct Loaded;

    QWidget *buildChoices();
    QWidget *buildSteps();
    QWidget *buildParts();
    QWidget *underNote(QWidget *content, QLabel *&note, QWidget *besides = nullptr);
    AnswerDiff *makeText(const QString &name);
    void load();
    void say(const QString &title, const QString &words, const QString &action = {},
             std::function<void()> act = {});
    void show(const Loaded &loaded);
    void showTexts();
    void followSelection();
    void openStep(const DiffedStep &step, Side side);
    void openStepMenu(const QPoint &at);

    Theme &m_theme;
    const std::shared_ptr<const StoreReader> m_store;
    TraceChoice *m_left;
    TraceChoice *m_right;
    PairModel *m_model;
    AttributeDiffModel *m_attributes;
    DocumentModel *m_documents;
    PairTotals *m_totals = nullptr;
    QTableView *m_steps = nullptr;
    BarsZoom *m_zoom = nullptr;
    QToolButton *m_copy = nullptr;
    QTabWidget *m_parts = nullptr;
    QLabel *m_documentNote = nullptr;
    QLabel *m_attributeNote = nullptr;
    AnswerDiff *m_prompt = nullptr;
    QLabel *m_promptNote = nullptr;
    AnswerDiff *m_answer = nullptr;
    QLabel *m_answerNote = nullptr;
    QWidget *m_content = nullptr;
    ListNote *m_note;
    std::function<void()> m_act; // of the button of the note
    BusyLine *m_busy = nullptr;
    QStackedLayout *m_layers = nullptr;
    bool m_guessRight = false; // as soon as the offers are here
    LatestJob m_offerJob{this};
    LatestJob m_loadJob{this};
};

} // namespace spanwise

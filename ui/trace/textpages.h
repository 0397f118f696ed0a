// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/trace/readers.h"

#include <QStackedWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace spanwise {

class TextViewer;

/// A tab of the details: its content, or a sentence that says why there is none and how to get it.
class DetailPage : public QStackedWidget
{
    Q_OBJECT

public:
    explicit DetailPage(QWidget *parent = nullptr);

    /// Fills the page for a span; called when it is in front.
    virtual void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) = 0;
    /// Lets go of the trace, if it keeps one: a large trace is hundreds of megabytes. showSpan() comes before
    /// it is seen again.
    virtual void forget() {}

Q_SIGNALS:
    /// The search of the queries shall have this term too.
    void searchRequested(const QString &term);

protected:
    /// Once, from the constructor.
    void setContent(QWidget *content);
    void showContent();
    void showNote(const QString &title, const QString &words);

private:
    QLabel *m_title;
    QLabel *m_words;
};

/// Events in the order of time; exceptions with their stack.
class EventsPage final : public DetailPage
{
    Q_OBJECT

public:
    explicit EventsPage(Theme &theme, QWidget *parent = nullptr);
    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;

private:
    TextViewer *m_text;
};

/// The span as OTLP JSON, as another tool would receive it.
class RawPage final : public DetailPage
{
    Q_OBJECT

public:
    RawPage(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);
    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;

private:
    SpanReaders m_readers;
    TextViewer *m_text;
};

} // namespace spanwise

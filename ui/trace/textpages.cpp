// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/textpages.h"

#include "ui/models/format.h"
#include "ui/trace/captioned.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/stillpage.h"
#include "ui/trace/textviewer.h"

#include <QBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace spanwise {
DetailPage::DetailPage(QWidget *parent)
    : QStackedWidget(parent)
{
    auto *note = new QWidget(this);
    m_title = new QLabel(note);
    m_title->setProperty("type", u"strong"_s);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    m_words = new QLabel(note);
    m_words->setProperty("tone", u"secondary"_s);
    m_words->setAlignment(Qt::AlignHCenter);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(note);
    layout->setContentsMargins(24, 0, 24, 0);
    layout->setSpacing(6);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addStretch(5);
    note->setMinimumWidth(1); // a long word in it must not make the whole window lay itself out anew
    addWidget(note);
}

void DetailPage::setContent(QWidget *content)
{
    addWidget(new StillPage(content, this));
}

void DetailPage::showContent()
{
    setCurrentIndex(1);
}

void DetailPage::showNote(const QString &title, const QString &words)
{
    m_title->setText(title);
    m_words->setText(words);
    setCurrentIndex(0);
}

EventsPage::EventsPage(Theme &theme, QWidget *parent)
    : DetailPage(parent)
    , m_text(new TextViewer(theme, TextViewer::Face::Monospace, this))
{
    m_text->setAccessibleName(tr("Events"));
    setContent(m_text);
}

void EventsPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    const Span &span = (*trace)[row];
    if (span.events.empty() && span.statusMessage.empty()) {
        showNote(tr("This step recorded no events"),
                 tr("Events are moments inside a span: exceptions, retries, first tokens. A span that fails "
                    "with an exception "
                    "shows it here with its stack."));
        return;
    }
    m_text->clearAll();
    if (!span.statusMessage.empty()) {
        m_text->add(tr("Status"), TextViewer::Style::Heading);
        m_text->add(text(span.statusMessage),
                    trace->facts(row).failed ? TextViewer::Style::Failure : TextViewer::Style::Body);
    }
    for (const Event &event : span.events) {
        if (!m_text->document()->isEmpty())
            m_text->add({});
        m_text->add(text(event.name) % u"  +"_s % formatDuration(event.time - span.time.begin) % u"  "_s %
                        formatTime(event.time, true),
                    TextViewer::Style::Heading);
        for (const Attribute &attribute : event.attributes) {
            const QString value = valueText(attribute.value);
            const bool failure = attribute.key == "exception.message";
            m_text->add(text(attribute.key) % (value.contains(u'\n') ? u":\n"_s : u": "_s) % value,
                        failure ? TextViewer::Style::Failure : TextViewer::Style::Body);
        }
    }
    m_text->moveCursor(QTextCursor::Start);
    showContent();
}

RawPage::RawPage(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_readers(std::move(readers))
    , m_text(new TextViewer(theme, TextViewer::Face::Monospace, this))
{
    auto *content = new QWidget(this);
    m_text->setAccessibleName(tr("Span as OTLP JSON"));
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    content->setLayout(captioned(
        theme, tr("OTLP JSON of the selected span"), m_text, [this] { return m_text->wholeText(); },
        content));
    content->layout()->setContentsMargins(0, 0, 0, 0);
    setContent(content);
}

void RawPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    if (!m_readers.json) {
        showNote(tr("Nothing to show"), tr("This build cannot write OTLP JSON."));
        return;
    }
    // The trace outlives this call, so the span's views may be lent to a batch that owns nothing.
    TelemetryBatch one;
    one.resources.push_back(trace->resource(row));
    one.scopes.push_back(trace->scope(row));
    one.spans.push_back((*trace)[row]);
    one.spans.front().resource = 0;
    one.spans.front().scope = 0;
    m_text->setWhole(text(indentJson(m_readers.json(one))));
    showContent();
}

} // namespace spanwise

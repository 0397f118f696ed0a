// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/face.h"

#include "core/model/steplabel.h"
#include "core/search/searchparts.h"
#include "ui/trace/spanwords.h"

#include <QBoxLayout>
#include <QLabel>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// As a text in the search language.
QString quoted(std::string_view utf8)
{
    return QString::fromStdString(writtenValue(Datum::of(utf8)));
}

} // namespace

Face::Face(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layers(new QStackedLayout(this))
{
    auto *note = new QWidget(this);
    m_noteTitle = new QLabel(note);
    m_noteTitle->setProperty("type", u"pageTitle"_s);
    m_noteTitle->setAlignment(Qt::AlignHCenter);
    m_noteWords = new QLabel(note);
    m_noteWords->setProperty("tone", u"secondary"_s);
    m_noteWords->setAlignment(Qt::AlignHCenter);
    m_noteWords->setWordWrap(true);
    m_noteWords->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(note);
    column->setContentsMargins(40, 0, 40, 0);
    column->addStretch(2);
    column->addWidget(m_noteTitle);
    column->addWidget(m_noteWords);
    column->addStretch(3);
    m_layers->addWidget(note);
}

void Face::setMarks(SpanMarks marks)
{
    m_marks = std::move(marks);
    showMarks();
}

void Face::setContent(QWidget *content)
{
    m_layers->addWidget(content);
    m_layers->setCurrentWidget(content);
}

void Face::showContent()
{
    m_layers->setCurrentIndex(1);
}

void Face::showNote(const QString &title, const QString &words)
{
    m_noteTitle->setText(title);
    m_noteWords->setText(words);
    m_layers->setCurrentIndex(0);
}

QString Face::stepTerm(const Trace &trace, SpanRow row)
{
    const Span &span = trace[row];
    const std::string_view label = stepLabel(span);
    const QString step = label == span.name
                             ? QString(u"name = "_s % quoted(span.name))
                             : QString(u"span."_s % text(componentNameKey) % u" = "_s % quoted(label));
    const std::string_view service = trace.resource(row).serviceName();
    if (service.empty())
        return u"{ "_s % step % u" }"_s;
    return u"{ "_s % step % u" && resource.service.name = "_s % quoted(service) % u" }"_s;
}

QString Face::serviceTerm(std::string_view service)
{
    return u"{ resource.service.name = "_s % quoted(service) % u" }"_s;
}

} // namespace spanwise

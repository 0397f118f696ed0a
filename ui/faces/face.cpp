// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/face.h"

#include <QBoxLayout>
#include <QLabel>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// As a text in the search language.
QString quoted(std::string_view utf8)
{
    QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' % text % u'"';
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

QString Face::termFor(std::string_view name, std::string_view service)
{
    if (name.empty())
        return u"{ resource.service.name = "_s % quoted(service) % u" }"_s;
    if (service.empty())
        return u"{ name = "_s % quoted(name) % u" }"_s;
    return u"{ name = "_s % quoted(name) % u" && resource.service.name = "_s % quoted(service) % u" }"_s;
}

} // namespace spanwise
